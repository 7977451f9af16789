/**
 * One breaker with eleven findings, and ways of writing it, or of adding to it, that change none of them.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';

export interface Variant {
  /** The modules by their names; the findings of all of them count. */
  readonly files: Readonly<Record<string, string>>;
  /** Rules that have something to say where the retry has a class or a module of its own. */
  readonly alsoOwed?: readonly string[];
}

const inputOf = (name: string): string => readFileSync(path.join(import.meta.dirname, 'inputs/analysis', name), 'utf8');

const ORIGINAL = inputOf('eleven-findings.ts');

/** What may be replaced in the original. */
const CALL = 'await this.retry(fn)';
const ATTEMPT = 'return await fn();';
const GATE = /if \(this\.state === 'open'\) .*/;
const EXECUTE = 'async execute(fn) {';
const RETRY = /\n {2}async retry(\(fn\) .*)\n/;

function changed(...changes: readonly (readonly [what: string | RegExp, by: string])[]): string {
  return changes.reduce((text, [what, by]) => {
    if (text.search(typeof what === 'string' ? literally(what) : what) === -1) {
      throw new Error(`Nothing to replace: ${what}\n${text}`);
    }
    return text.replace(what, () => by);
  }, ORIGINAL);
}

const literally = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

const alone = (text: string): Variant => ({ files: { 'breaker.ts': text } });

const times = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i + 1)).join('\n');

/** What stands before the protected call. */
const before = (text: string): string => changed([EXECUTE, `${EXECUTE}\n${text}`]);

/** What admits a call in a method of its own. */
const gate = (body: string): Variant =>
  alone(changed([GATE, 'this.admit();'], [EXECUTE, `admit() {${body}}\n  ${EXECUTE}`]));

/** The same as a closure, with something round the body of the factory. */
const factory = (open: string, close: string): Variant => {
  const [, retry = ''] = RETRY.exec(ORIGINAL) ?? [];
  const execute = ORIGINAL.slice(ORIGINAL.indexOf(EXECUTE), ORIGINAL.search(RETRY));
  const closure = `
    let state = 'closed'; let failures = 0; let openedAt = 0;
    async function retry${retry}
    ${execute.replace('async', 'async function')}
    return { execute };
  `;
  return alone(`export function createBreaker() { ${open}${closure.replaceAll('this.', '')}${close} }\n`);
};

/** The retry as a function of another module. */
const retryApart = (): Record<'breaker' | 'retry', string> => {
  const [method = '', retry = ''] = RETRY.exec(ORIGINAL) ?? [];
  return {
    breaker: `import { retry } from './retry.js';\n${changed([CALL, 'await retry(fn)'], [method, '\n'])}`,
    retry: `export async function retry${retry}\n`,
  };
};

/** What TypeScript makes of a module for CommonJS: `(0, retry_1.retry)(fn)`. */
const compiled = (text: string): string =>
  ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2021 } })
    .outputText;

const retryClassApart = (): Variant => {
  const [method = '', retry = ''] = RETRY.exec(ORIGINAL) ?? [];
  const breaker = changed(
    [CALL, 'await this.retrier.run(fn)'],
    [method, '\n'],
    ['state =', 'retrier = new Retry(); state ='],
  );
  return {
    files: {
      'breaker.ts': `import { Retry } from './retry.js';\n${breaker}`,
      'retry.ts': `export class Retry {\n  async run${retry}\n}\n`,
    },
    alsoOwed: ['require-attempt-observer', 'no-owned-retry'],
  };
};

const CALLERS = times(
  12,
  (n) => `export class Client${n} {
  breaker = new CircuitBreaker();
  load(id) { return this.breaker.execute(() => fetch('https://service${n}.test/' + id)); }
}`,
);

export const ELEVEN: Readonly<Record<string, Variant>> = {
  original: alone(ORIGINAL),
  'constants of other names, and `const self = this`': alone(inputOf('constants-of-other-names.ts')),
  'a variable whose initialiser reads itself': alone(inputOf('self-reading-namespace.ts')),
  'the promise of the sequence in a variable': alone(
    changed([`const r = ${CALL};`, 'const p = this.retry(fn); const r = await p;']),
  ),
  'the promise of an attempt in a variable': alone(changed([ATTEMPT, 'const p = fn(); return await p;'])),
  'counters that are written out': alone(
    changed(['this.failures += 1', 'this.failures = this.failures + 1'], ['i++', 'i = i + 1']),
  ),
  'a counter of failed attempts': alone(
    changed(
      ['for (let i = 0; i < 3; i++) {', 'let n = 0; while (n < 3) {'],
      ['await sleep(100);', 'n = n + 1; await sleep(100);'],
    ),
  ),
  'a factory': factory('', ''),
  'a block round the body of a factory': factory('{', '}'),
  '`if (true)` round the body of a factory': factory('if (true) {', '}'),
  'a gate that returns early': gate(`
    if (this.state !== 'open') return;
    if (Date.now() - this.openedAt < 30_000) throw new Error('open');
    this.state = 'half-open';
  `),
  'a gate with `else`': gate(`
    if (this.state !== 'open') {
      return;
    } else if (Date.now() - this.openedAt < 30_000) {
      throw new Error('open');
    } else {
      this.state = 'half-open';
    }
  `),
  'an attempt that returns early': alone(
    changed([ATTEMPT, 'const answer = await fn(); if (answer === undefined) return null; return answer;']),
  ),
  'an attempt with `else`': alone(
    changed([ATTEMPT, 'const answer = await fn(); if (answer === undefined) { return null; } else { return answer; }']),
  ),
  'methods that only delegate': alone(
    changed(
      [EXECUTE, `execute(fn) { return this.run(fn); }\n  run(fn) { return this.guarded(fn); }\n  async guarded(fn) {`],
      [CALL, 'await this.persistently(fn)'],
      ['async retry(fn)', 'persistently(fn) { return this.retry(fn); }\n  async retry(fn)'],
    ),
  ),
  'what TypeScript makes of two modules for CommonJS': {
    files: { 'breaker.js': compiled(retryApart().breaker), 'retry.js': compiled(retryApart().retry) },
    alsoOwed: ['require-attempt-observer'],
  },
  'a namespace round the module': alone(`export namespace Resilience {\n${ORIGINAL}}\n`),
  'the class of the retry in another module': retryClassApart(),
  'helpers twelve calls deep': alone(
    `${changed([ATTEMPT, 'return await help1(fn);'])}${times(11, (n) => `const help${n} = (fn) => help${n + 1}(fn);`)}
const help12 = (fn) => fn();\n`,
  ),
  'twelve unrelated methods before': alone(
    changed([
      EXECUTE,
      `${times(12, (n) => `  label${n}(name) { return name ? 'v${n}/' + name : 'none'; }`)}\n  ${EXECUTE}`,
    ]),
  ),
  'a loop of 102 rounds before the call': alone(before('let sum = 0; for (let k = 0; k < 102; k++) sum += k;')),
  '64 branches before the call': alone(
    before(`const hints = []; ${times(64, (n) => `if (this.flags & ${n}) hints.push(${n});`)}`),
  ),
  'twelve callers': alone(`${ORIGINAL}${CALLERS}\n`),
};

/** What is found of each of them. */
export const FINDINGS: readonly string[] = [
  'no-retried-success-reset retriedSuccessClears',
  'no-retry-in-breaker sequenceCounted 15',
  'no-retry-while-open notAskedAgain',
  'no-shared-failure-clock sharedClock',
  'no-unsynchronized-breaker-state staleFailure',
  'no-unsynchronized-breaker-state staleSuccess',
  'require-failure-policy openDecision',
  'require-failure-policy retryDecision',
  'require-half-open-probe-limit unlimitedProbes',
  'require-half-open-retry-suppression probeRetried 3',
  'require-typed-open-error plainError',
];

/** Of which some are lost or changed today. */
export const NOT_YET: readonly string[] = [
  'constants of other names, and `const self = this`',
  'a variable whose initialiser reads itself',
  'an attempt that returns early',
  'an attempt with `else`',
  'what TypeScript makes of two modules for CommonJS',
  'the class of the retry in another module',
  'helpers twelve calls deep',
];

/** Two ways of writing one breaker: what is found of both is the same, on the same lines. */
export const PAIRS: Readonly<Record<string, { readonly input: string; rewritten(text: string): string }>> = {
  'states of other names': {
    input: 'm7-state-names.ts',
    rewritten: (text) => text.replaceAll('RED', 'OPEN').replaceAll('YELLOW', 'HALF_OPEN').replaceAll('GREEN', 'CLOSED'),
  },
  '`module.exports` in a chain': {
    input: 'm8-chained-module-exports.js',
    rewritten: (text) => `${text.replace('module.exports = ', '')}module.exports = Breaker;\n`,
  },
};
