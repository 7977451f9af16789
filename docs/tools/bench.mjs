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
import { ESLint, Linter } from 'eslint';

import plugin from '../../dist/src/index.js';

const root = path.resolve(import.meta.dirname, '../..');
const empty = {
  plugins: { bench: { rules: { empty: { create: () => ({ Program() {} }) } } } },
  rules: { 'bench/empty': 'error' },
};

/** @param {string} folder @param {RegExp} wanted @returns {string[]} */
const filesIn = (folder, wanted) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => wanted.test(file))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'));

/** A run over files as ESLint makes it: one config for all of them. @param {object} config */
function runOf(config) {
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser }, ...config }],
  });
  /** Milliseconds that a text takes. @param {string} text */
  return async (text) => {
    const start = performance.now();
    await eslint.lintText(text, { filePath: 'file.ts' });
    return performance.now() - start;
  };
}

/** @param {number[]} numbers */
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

/**
 * What two runs cost per text, in milliseconds: the medians over rounds, in which they take turns text by text, so that whatever else the
 * machine does meets both.
 *
 * @param {(text: string) => Promise<number>} one @param {(text: string) => Promise<number>} other @param {string[]} texts
 */
async function sideBySide(one, other, texts, rounds = 7) {
  const costs = texts.map(() => ({ one: /** @type {number[]} */ ([]), other: /** @type {number[]} */ ([]) }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [i, text] of texts.entries()) {
      const both =
        round % 2 === 0 ? [await one(text), await other(text)] : [await other(text), await one(text)].toReversed();
      // The first round is not counted.
      if (round > 0) {
        costs[i]?.one.push(both[0] ?? 0);
        costs[i]?.other.push(both[1] ?? 0);
      }
    }
  }
  return costs.map(({ one, other }) => ({ one: median(one), other: median(other) }));
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

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
const [withStrict, withEmpty] = [runOf(strict), runOf(empty)];

const costs = await sideBySide(withStrict, withEmpty, ordinary);
const share = sum(costs.map(({ one }) => one)) / sum(costs.map(({ other }) => other)) - 1;
console.log(`ordinary code, ${ordinary.length} files: strict adds ${(share * 100).toFixed(1)} % to one empty rule`);

const added = (await sideBySide(withStrict, withEmpty, breakers)).map(({ one, other }) => one - other);
console.log(
  `breakers, ${breakers.length} files: strict adds ${median(added).toFixed(1)} ms to a file (median), ${Math.max(...added).toFixed(1)} ms at most`,
);

for (const [name, make] of /** @type {const} */ ([
  ['breakers with nested functions', nested],
  ['one breaker with branches', branches],
])) {
  const [large] = await sideBySide(withStrict, withStrict, [make(200)], 3);
  const [small] = await sideBySide(withStrict, withStrict, [make(100)], 3);
  console.log(`${name}: twice the code costs ${((large?.one ?? 0) / (small?.one ?? 0)).toFixed(2)} times the time`);
}

/** A project in which every breaker meets every tenth retry in a file of its own, through a barrel. @param {number} count */
function modules(count) {
  const root = mkdtempSync(path.join(tmpdir(), 'resilience-bench-'));
  const files = Array.from({ length: count }, (_, i) => [
    [`breaker${i}.ts`, nested(1).replaceAll('CircuitBreaker0', `CircuitBreaker${i}`).replace('class', 'export class')],
    [
      `retry${i}.ts`,
      `export async function retry${i}(fn: () => Promise<unknown>) { for (let i = 0; ; i++) { try { return await fn(); } catch (error) { if (i >= 2) throw error; } } }`,
    ],
    [
      `client${i}.ts`,
      `import { CircuitBreaker${i} } from './breaker${i}.js';\nimport { retry${i % 10} } from './index.js';\nconst breaker = new CircuitBreaker${i}();\nexport const load = (id: string) => breaker.execute(() => retry${i % 10}(() => fetch(id)));`,
    ],
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
  const config = [
    {
      files: ['**/*.ts'],
      languageOptions: { parser: { ...parser } },
      ...strict,
      settings: { resilience: { followImports } },
    },
  ];
  const start = performance.now();
  const messages = files.flatMap(([name = '', text = '']) =>
    own.verify(text, config, { filename: path.join(project, name) }),
  );
  found = Math.max(found, messages.filter(({ ruleId }) => ruleId === 'resilience/no-retry-in-breaker').length);
  return performance.now() - start;
};
console.log(
  `modules, ${files.length} files: following imports costs ${ratio(
    () => whole(true),
    () => whole(false),
  ).toFixed(2)} times the time, and finds ${found} retries in breakers of other files`,
);
rmSync(project, { recursive: true });
