/** Programs of a small grammar, each the same in every run: what a person would not think of putting beside each other. */
import { randomNumbers } from '../support/random-numbers.js';

/** How deep statements stand in statements. */
const DEEPEST = 2;

/** What all statements work on. `service` is a call of the outside world, and `here` marks a place where a program may be copied. */
const BEGINNING = `
const list = [1, 2, 3];
const map = new Map([['a', 1]]);
const set = new Set(['a']);
const object = { n: 0, nested: { list: [] }, get double() { return this.n * 2; } };
let n = 0;
let last = Promise.resolve();
class Counter { #count = 0; history = []; add(by) { this.#count += by; this.history.push(this.#count); return this.#count; } get count() { return this.#count; } }
const counter = new Counter();
function* numbers() { let i = 0; try { for (;;) { const sent = yield i++; if (sent !== undefined) log('sent', sent); } } finally { log('closed at', i); } }
async function* letters() { for (const letter of 'abcdefgh') { await null; yield letter; } }
let generator = numbers();
const stream = letters();
const iterator = map.entries();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const tryTo = async (run) => { try { return await run(); } catch (error) { return \`failed: \${error instanceof Error ? error.message : 'unknown'}\`; } };
`;

const END = `
const snapshot = () => log(list, map, set, { ...object }, n, counter.count, counter.history);
`;

export class RandomProgram {
  readonly #next: () => number;
  #variables = 0;

  constructor(seed: number) {
    this.#next = randomNumbers(seed * 7919 + 13);
    this.#next();
  }

  /** Exports `main`, which is async and ends when all of the program has ended. */
  get text(): string {
    const workers = [0, 1, 2].map((id) => `const worker${id} = async () => {\n${this.#statements(10, 0, id)}\n};`);
    const main = `export const main = async () => {\n${this.#statements(6, 0, 9)}\nlog(await Promise.allSettled([worker0(), worker1(), worker2()]).then((all) => all.map(({ status }) => status)));\nawait sleep(100);\nsnapshot();\n};`;
    return `${BEGINNING}${END}${workers.join('\n')}\n${main}\n`;
  }

  #below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  #oneOf<T>(items: readonly [T, ...T[]]): T {
    return items[this.#below(items.length)] ?? items[0];
  }

  #statements(count: number, depth: number, worker: number): string {
    return Array.from({ length: Math.ceil(count / 2) + this.#below(count) }, () => this.#statement(depth, worker)).join(
      '\n',
    );
  }

  #statement(depth: number, worker: number): string {
    if (depth < DEEPEST && this.#below(3) === 0) {
      return this.#compound(depth, worker);
    }
    const value = this.#value();
    return this.#oneOf([
      'here();',
      `log('w${worker}', ${value});`,
      `list.${this.#oneOf(['push', 'unshift'])}(${value});`,
      `list.${this.#oneOf(['pop', 'shift', 'reverse'])}();`,
      `list.splice(${this.#below(3)}, ${this.#below(2)}, ${value});`,
      `map.set(${this.#key()}, ${value});`,
      `map.delete(${this.#key()});`,
      `set.${this.#oneOf(['add', 'delete'])}(${this.#key()});`,
      `object.n ${this.#oneOf(['+=', '-=', '='])} ${this.#below(5)};`,
      `object[${this.#key()}] = ${value};`,
      `delete object[${this.#key()}];`,
      `object.nested = { ...object.nested, [${this.#key()}]: ${value} };`,
      `object.nested.list.push?.(n);`,
      `n ${this.#oneOf(['+=', '='])} ${this.#below(9)};`,
      `log('counted', counter.add(${this.#below(4)}));`,
      `log('generated', generator.next(${this.#oneOf(['', value])}).value);`,
      `if (generator.next().value > 4) { generator.return(); generator = numbers(); }`,
      `log('entry', iterator.next().value);`,
      `stream.next().then(({ value }) => log('letter', value));`,
      `log('awaited letter', (await stream.next()).value);`,
      'await null;',
      `await sleep(${this.#below(20)});`,
      `setTimeout(() => { n += 1; log('timer', n); }, ${this.#below(30)});`,
      `queueMicrotask(() => log('microtask', n));`,
      `last = last.then(() => { log('chained', n); return n; });`,
      `await last;`,
      `log('answer', await tryTo(() => service(${this.#below(4)}).then(() => 'well')));`,
      `service(${this.#below(4)}).then(() => log('settled well'), () => log('settled badly'));`,
    ]);
  }

  #compound(depth: number, worker: number): string {
    const inner = (): string => this.#statements(2, depth + 1, worker);
    const name = `i${(this.#variables += 1)}`;
    return this.#oneOf([
      `for (let ${name} = 0; ${name} < ${1 + this.#below(3)}; ${name}++) {\n${inner()}\n}`,
      `for (const ${name} of [...list].slice(0, 3)) {\n${inner()}\n}`,
      `for (const [${name}] of map) {\n${inner()}\nif (map.size > 5) break;\n}`,
      `try {\n${inner()}\nif (${this.#condition()}) throw new Error('e${this.#below(9)}');\n} catch (error) {\nlog('caught', error);\n} finally {\n${inner()}\n}`,
      `if (${this.#condition()}) {\n${inner()}\n} else {\n${inner()}\n}`,
      `await Promise.${this.#oneOf(['all', 'race', 'allSettled'])}([sleep(${this.#below(9)}), (async () => {\n${inner()}\n})()]);`,
      `const ${name} = async () => {\n${inner()}\n};\nawait ${name}();`,
    ]);
  }

  #condition(): string {
    return this.#oneOf([
      'n % 2 === 0',
      'list.length > 3',
      "map.has('a')",
      'object.n > 2',
      'set.size === 1',
      'counter.count > 3',
    ]);
  }

  #key(): string {
    return this.#oneOf(["'a'", "'b'", "'c'", '1', 'n']);
  }

  #value(): string {
    return this.#oneOf([
      'n',
      'object.double',
      'list.length',
      "'text'",
      '`${n}`',
      'list.at(-1)',
      'map.get(1)',
      '[n]',
      '{ n }',
    ]);
  }
}
