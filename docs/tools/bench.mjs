// @ts-check
/**
 * What the strict config costs, as ratios measured in one run: `npm run bench`.
 *
 * - ordinary code: strict against one empty rule, over the sources of ESLint itself;
 * - a breaker: what the strict config adds to parsing, per file of the test suite's states;
 * - growth: twice the code must cost about twice the time, also on code that is made to be slow;
 * - modules: a project whose breakers and retries meet across files, against the same without following imports.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';

import plugin from '../../dist/src/index.js';

const root = path.resolve(import.meta.dirname, '../..');
const linter = new Linter({ configType: 'flat' });
const empty = { plugins: { bench: { rules: { empty: { create: () => ({ Program() {} }) } } } }, rules: { 'bench/empty': 'error' } };

/** @param {string} folder @param {RegExp} wanted @returns {string[]} */
const filesIn = (folder, wanted) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => wanted.test(file))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'));

/** Milliseconds that a config takes over all texts. @param {string[]} texts @param {object} config */
function time(texts, config) {
  const start = performance.now();
  for (const text of texts) {
    linter.verify(text, [{ files: ['**/*.ts'], languageOptions: { parser }, ...config }], { filename: 'file.ts' });
  }
  return performance.now() - start;
}

/** @param {number[]} numbers */
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

/** The median of a ratio over pairs of runs, after one that is not counted. @param {() => number} a @param {() => number} b @param {number} runs */
function ratio(a, b, runs = 5) {
  a();
  b();
  return median(Array.from({ length: runs }, () => a() / b()));
}

/** @param {number} count */
const nested = (count) =>
  Array.from(
    { length: count },
    (_, i) => `class CircuitBreaker${i} {
  state = 'closed';
  async execute(fn) {
    if (this.state === 'open') throw new Error('open');
    const a = async () => { await fn(); const b = async () => { await fn(); const c = async () => { await fn(); }; await c(); }; await b(); };
    try { await a(); this.state = 'closed'; } catch (error) { this.state = 'open'; throw error; }
    this.state = 'half-open';
  }
}`,
  ).join('\n');

/** @param {number} count */
const branches = (count) =>
  `class CircuitBreaker { state = 'closed'; async execute(fn) {
${Array.from({ length: count }, (_, i) => `if (this.state === 'open' && fn.a${i}) { this.state = 'half-open'; await fn(); } else { this.state = 'closed'; }`).join('\n')}
} }`;

const ordinary = filesIn(path.join(root, 'node_modules/eslint/lib/rules'), /\.js$/);
const breakers = filesIn(path.join(root, 'test/seeds/states'), /\.[cm]?[jt]s$/);
const strict = plugin.configs.strict;
const percent = (/** @type {number} */ value) => `${((value - 1) * 100).toFixed(1)} %`;

console.log(`ordinary code, ${ordinary.length} files: strict adds ${percent(ratio(() => time(ordinary, strict), () => time(ordinary, empty)))} to one empty rule`);
const added = breakers.map((text) => median(Array.from({ length: 5 }, () => time([text], strict) - time([text], empty))));
console.log(`breakers, ${breakers.length} files: strict adds ${median(added).toFixed(1)} ms to a file (median), ${Math.max(...added).toFixed(1)} ms at most`);
for (const [name, make] of /** @type {const} */ ([['breakers with nested functions', nested], ['one breaker with branches', branches]])) {
  const [small, large] = [make(100), make(200)];
  console.log(`${name}: twice the code costs ${ratio(() => time([large], strict), () => time([small], strict), 3).toFixed(2)} times the time`);
}

/** A project in which every breaker meets every tenth retry in a file of its own, through a barrel. @param {number} count */
function modules(count) {
  const root = mkdtempSync(path.join(tmpdir(), 'resilience-bench-'));
  const files = Array.from({ length: count }, (_, i) => [
    [`breaker${i}.ts`, nested(1).replaceAll('CircuitBreaker0', `CircuitBreaker${i}`).replace('class', 'export class')],
    [`retry${i}.ts`, `export async function retry${i}(fn: () => Promise<unknown>) { for (let i = 0; ; i++) { try { return await fn(); } catch (error) { if (i >= 2) throw error; } } }`],
    [`client${i}.ts`, `import { CircuitBreaker${i} } from './breaker${i}.js';\nimport { retry${i % 10} } from './index.js';\nconst breaker = new CircuitBreaker${i}();\nexport const load = (id: string) => breaker.execute(() => retry${i % 10}(() => fetch(id)));`],
  ]).flat();
  files.push(['index.ts', Array.from({ length: count }, (_, i) => `export * from './retry${i}.js';`).join('\n')]);
  for (const [name = '', text = ''] of files) {
    writeFileSync(path.join(root, name), text);
  }
  return { root, files };
}

const { root: project, files } = modules(40);
let found = 0;
/** Each run has a parser object of its own, so that nothing is known from the last one. @param {boolean} followImports */
const whole = (followImports) => {
  const own = new Linter({ configType: 'flat', cwd: project });
  const config = [{ files: ['**/*.ts'], languageOptions: { parser: { ...parser } }, ...strict, settings: { resilience: { followImports } } }];
  const start = performance.now();
  const messages = files.flatMap(([name = '', text = '']) => own.verify(text, config, { filename: path.join(project, name) }));
  found = Math.max(found, messages.filter(({ ruleId }) => ruleId === 'resilience/no-retry-in-breaker').length);
  return performance.now() - start;
};
console.log(`modules, ${files.length} files: following imports costs ${ratio(() => whole(true), () => whole(false)).toFixed(2)} times the time, and finds ${found} retries in breakers of other files`);
rmSync(project, { recursive: true });
