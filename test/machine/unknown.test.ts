/** What is unknown: values, conditions and calls of the outside world, and how an experiment drives what waits for them. */
import { describe, expect, it } from 'vitest';

import { advance, answerEverything, finish, settle, start, startTogether } from '../../src/machine/driver.js';
import type { Leaf } from '../../src/machine/jobs.js';
import type { Outside, UnknownCall } from '../../src/machine/outside.js';
import type { Event } from '../../src/machine/trace.js';
import { Unknown, type Value } from '../../src/machine/values.js';
import { Loaded } from './programs.js';

/** What a call comes to, by the last name of what is called. Anything else leaves the program. */
const KNOWN: Readonly<Record<string, UnknownCall>> = {
  now: 'clock',
  sleep: 'pause',
  inc: 'nothing',
  isTransient: 'computed',
  uuid: 'fresh',
  span: 'runs',
};

const OUTSIDE: Outside = {
  callOf: ({ origin, name }) =>
    origin === 'argument' || origin === 'package' ? (KNOWN[name.path.at(-1) ?? ''] ?? 'service') : 'computed',
  memberOfAnswer: (how, key) => (key === 'ok' ? how === 'well' : undefined),
};

const load = (text: string, more: ConstructorParameters<typeof Loaded>[1] = {}): Loaded =>
  new Loaded({ 'main.js': text }, { outside: OUTSIDE, ...more });

/** Something that is handed in. */
const handed = ({ m }: Loaded, name: string): Unknown => m.unknown(name, 'argument', { path: [name] }, true);

/** What an exported function gives for unknown arguments of these names. */
function resultOf(text: string, ...names: readonly string[]): Value {
  const program = load(text);
  return program.result('f', ...names.map((name) => handed(program, name)));
}

const eventsOf = ({ m }: Loaded, kind: Event['kind']): readonly Event[] =>
  m.state.trace.filter((event) => event.kind === kind);

const targets = (program: Loaded): readonly string[] =>
  eventsOf(program, 'leaf').map((event) => (event.kind === 'leaf' ? event.target : ''));

describe('an unknown value', () => {
  it.each([
    ['a member', 'x.a.b[0]'],
    ['an unknown member', 'x[y]'],
    ['arithmetic', 'x.n * 2 + y.n'],
    ['a comparison', 'x.a === y.a'],
    ['text', '`/${x.id}/${y.id}`'],
    ['text that is joined', "['a', x.id, 1].join('/')"],
    ['an object as JSON', 'JSON.stringify({ id: x.id, list: [y.n, { deep: y.m }] })'],
    ['what is computed', 'x.isTransient(y, 1)'],
    ['a method of text', "String(x.name).split('/')"],
    ['a function of the language', 'Math.max(x.n, 1)'],
    ['a type', 'typeof x.a'],
    ['the rest', '(({ a, ...others }) => others)(x)'],
    ['one of many', '[...x.list][0]'],
    ['what is parsed', 'JSON.parse(x.text).id'],
  ])('is the same one for the same expression: %s', (_, expression) => {
    const program = load(`export const f = (x, y) => ${expression};`);
    const [x, y] = [handed(program, 'x'), handed(program, 'y')];
    const first = program.result('f', x, y);
    expect(first).toBeInstanceOf(Unknown);
    expect(program.result('f', x, y)).toBe(first);
    expect(program.result('f', y, handed(program, 'z'))).not.toBe(first);
  });

  it('is something else each time where it has to be', () => {
    const program = load('export const f = (x) => x.uuid();');
    const x = handed(program, 'x');
    expect(program.result('f', x)).not.toBe(program.result('f', x));
  });

  it('finds its entry in the next operation', () => {
    const program = load(`
      const breakers = new Map(); const seen = {};
      export const count = (host, key) => {
        breakers.set(host, (breakers.get(host) ?? 0) + 1);
        const text = \`\${host.name}:\${key}\`;
        seen[text] = (seen[text] ?? 0) + 1;
        return [breakers.get(host), breakers.size, seen[text]].join();
      };`);
    const [a, b, key] = ['a', 'b', 'key'].map((name) => handed(program, name));
    const counts = [a, a, b, a].map((host) => program.result('count', host, key));
    expect(counts).toEqual(['1,1,1', '2,1,2', '1,2,1', '3,2,3']);
  });

  it('is one of the entries of a table under an unknown key, and none of a Map', () => {
    const text = `
      const table = { get: () => 'a', post: () => 'a' }; const map = new Map([['get', 1]]);
      export const f = (x) => [table[x.method](), map.get(x.method)].join();`;
    expect(resultOf(text, 'x')).toBe('a,');
  });

  it.each([
    ['??', '(o) => o.n ?? 3'],
    ['|| of a literal', '(o) => o.n || 3'],
    ['a default of a parameter', '(o, n = 3) => n'],
    ['a default in a pattern', '({ n = 3 }) => n'],
    ['a default in a pattern of a pattern', '({ a: { n = 3 } = {} }) => n'],
    ['a default of an item', '({ list: [n = 3] }) => n'],
    ['??=', '(o) => { let { n } = o; n ??= 3; return n; }'],
  ])('is not there where an option has a default: %s', (_, fn) => {
    expect(resultOf(`export const f = ${fn};`, 'o')).toBe(3);
  });

  it.each(['answer.n ?? 3', 'answer.n || 3', '(({ n = 3 }) => n)(answer)'])('is there in an answer: %s', (text) => {
    const value = resultOf(
      `export const f = async (call) => { const answer = await call(); return ${text}; };`,
      'call',
    );
    expect(value).toBeInstanceOf(Unknown);
  });

  it('says of an answer how it went', () => {
    const program = load('export const f = async (call) => (await call()).ok;');
    const id = program.start('f', handed(program, 'call'));
    expect(finish(program.m, id, () => 'badly')?.value).toBe(false);
    expect(program.result('f', handed(program, 'call'))).toBe(true);
  });

  it('is an error where a call has failed', () => {
    const program = load(`
      class Own extends Error {}
      export const f = async (call) => { try { await call(); } catch (error) { return [!!error, error instanceof Error, error instanceof Own].join(); } };`);
    const id = program.start('f', handed(program, 'call'));
    expect(finish(program.m, id, () => 'rejects')?.value).toBe('true,true,false');
  });

  it.each([
    ['1 >= o.limit', false],
    ['3 >= o.limit', true],
    ['o.limit <= 2', false],
    ['4 > o.limit', true],
    ['o.a < o.b', undefined],
  ])('is a small number as a limit: %s', (test, expected) => {
    const program = load(`export const f = (o) => ${test};`);
    const value = program.result('f', handed(program, 'o'));
    expect(value instanceof Unknown ? undefined : value).toBe(expected);
    expect(program.m.state.nominal.size).toBe(expected === undefined ? 0 : 1);
  });

  it('is no limit where a service has answered it', () => {
    const program = load('export const f = async (call) => 500 <= (await call()).code;');
    expect(program.result('f', handed(program, 'call'))).toBeInstanceOf(Unknown);
    expect(program.m.state.nominal.size).toBe(0);
  });

  it('is decided as whoever is asked decides, with the condition and its place', () => {
    const asked: string[] = [];
    const decide = (key: string): boolean => {
      asked.push(key);
      return key.endsWith('.a');
    };
    const program = load('export const f = (x) => { if (x.a) return x.b ? 1 : 2; return 3; };', { decide });
    expect(program.result('f', handed(program, 'x'))).toBe(2);
    expect(asked).toEqual(['?argument:argument:x.a', '?argument:argument:x.b']);
  });
});

describe('a call of the outside world', () => {
  it.each([
    ['awaited', 'await call(1);', 1],
    ["then'd", 'call(1).then(() => {});', 1],
    ['caught', 'call(1).catch(() => {});', 1],
    ['returned', 'return call(1);', 1],
    ['one of several', 'await Promise.all([call(1), call(2)]);', 2],
    ['raced', 'await Promise.race([call(1), call(2)]);', 2],
    ['yielded to an async iteration', 'for await (const x of [call(1)]) x;', 1],
    ['what a promise is resolved with', 'await new Promise((resolve) => resolve(call(1)));', 1],
    ['fired and forgotten', 'call(1);', 0],
    ['kept', 'const kept = [call(1)];', 0],
    ['asked for a member', 'call(1).id.name;', 0],
    ['computed with', 'const n = call(1) + 1;', 0],
    ['awaited where it is called already', 'const kept = call(1); await kept; await kept;', 1],
  ])('counts where somebody waits for it: %s', (_, body, count) => {
    const program = load(`export const f = async (call) => { ${body} };`);
    program.result('f', handed(program, 'call'));
    expect(targets(program)).toHaveLength(count);
  });

  it('is told from others by what is called and with what: objects are alike, and numbers', () => {
    const program = load(`export const f = async (http, id) => {
      await http.get('/a', { n: 1 }); await http.get('/a', { n: 2 }); await http.get('/b', {}); await http.get(\`/\${id}\`, 1); await http.get(\`/\${id}\`, 2, () => {});
    };`);
    program.result('f', handed(program, 'http'), handed(program, 'id'));
    const [one, two, three, four, five] = targets(program);
    expect(two).toBe(one);
    expect(three).not.toBe(one);
    expect(five).toBe(four);
    expect(one).toContain('http.get');
  });

  it('has the names that the code writes, from the package on', () => {
    const program = load(`
      import axios, { create } from 'axios';
      const client = axios.create({}); const other = create().instance;
      export const f = async () => { await client.get('/'); await other.post('/'); };`);
    program.start('f');
    const { m } = program;
    const names: unknown[] = [];
    const note = ({ callee: { name } }: Leaf): 'well' => {
      names.push(name);
      return 'well';
    };
    finish(m, 0, note);
    expect(names).toEqual([
      { path: ['axios', 'create', 'get'], package: 'axios' },
      { path: ['create', 'instance', 'post'], package: 'axios' },
    ]);
  });

  it('is none of a hook, an observer, a clock or a pause', () => {
    const program = load(`export const f = async (o) => {
      o.metrics.inc(1); await o.isTransient(1); await o.sleep(5); return o.now() - Date.now();
    };`);
    expect(program.result('f', handed(program, 'o'))).toBe(0);
    expect(targets(program)).toEqual([]);
  });

  it('is none of what runs what it is handed', () => {
    const program = load(
      `export const f = async (o, call) => o.span('x', async () => { await call(); return 'done'; });`,
    );
    expect(program.result('f', handed(program, 'o'), handed(program, 'call'))).toBe('done');
    expect(targets(program)).toHaveLength(1);
  });

  it('may be handed functions, which others may call later', () => {
    const program = load('export const f = (o) => { o.on(() => 1); o.use({ run: () => 2 }); o.on(1); };');
    program.result('f', handed(program, 'o'));
    expect(program.m.state.handlers).toHaveLength(2);
  });
});

describe('time', () => {
  it('stands still in the pauses of an operation', () => {
    const program = load(`export const f = async (o) => {
      const before = Date.now(); await o.sleep(1000); await new Promise((resolve) => setTimeout(resolve, 5000)); return Date.now() - before;
    };`);
    const { now } = program.m.state;
    expect(program.result('f', handed(program, 'o'))).toBe(0);
    expect(program.m.state.now).toBe(now);
  });

  it('is moved by its driver, which fires what is due on the way, in order', () => {
    const program = load(`export const f = () => {
      const at = (ms) => setTimeout(() => log(ms, Date.now() - begun), ms);
      const begun = Date.now();
      at(30); at(10); at(20); at(10); at(100);
      setTimeout(() => at(5), 12);
    };`);
    program.result('f');
    advance(program.m, 50);
    expect(program.lines()).toEqual(['10 10', '10 10', '5 17', '20 20', '30 30']);
    advance(program.m, 50);
    expect(program.lines().at(-1)).toBe('100 100');
    expect(program.m.state.epoch).toBe(2);
  });

  it('lets an interval run again and again, but not for ever', () => {
    const program = load(
      'export const f = () => { setInterval(() => log("x"), 10); setTimeout(() => log("late"), 900); };',
    );
    program.result('f');
    advance(program.m, 35);
    expect(program.lines()).toEqual(['x', 'x', 'x']);
    advance(program.m, 1_000_000);
    expect(program.lines()).toContain('late');
    expect(program.lines().length).toBeLessThan(100);
    expect(program.m.state.timers[0]?.every).toBe(10);
  });
});

describe('an operation', () => {
  const TWO = `export const f = async (name, call) => {
    setTimeout(() => log(name, 'timer'), 10);
    log(name, 'begins'); await call(name); log(name, 'goes on'); await null; log(name, 'ends'); return name;
  };`;

  it('runs its first stretch at once, and together with others before any of their jobs', () => {
    const program = load(TWO);
    const call = handed(program, 'call');
    const { m } = program;
    startTogether(m, [program.call('f', 'a', call), program.call('f', 'b', call)]);
    expect(program.lines()).toEqual(['a begins', 'b begins']);
    finish(m, 1, () => 'well');
    expect(program.lines().slice(2)).toEqual(['b goes on', 'b ends']);
    expect(m.state.operations.map(({ result, value }) => [result, value])).toEqual([
      [undefined, undefined],
      ['fulfilled', 'b'],
    ]);
    finish(m, 0, () => 'well');
    expect(program.lines().slice(4)).toEqual(['a goes on', 'a ends']);
  });

  it('owns its jobs, its timers and its calls', () => {
    const program = load(TWO);
    const call = handed(program, 'call');
    const { m } = program;
    const [a, b] = startTogether(m, [program.call('f', 'a', call), program.call('f', 'b', call)]);
    finish(m, 1, () => 'well');
    expect(m.state.timers.map(({ operation }) => operation)).toEqual([a, b]);
    expect(m.state.leaves.map(({ operation }) => operation)).toEqual([a]);
    expect(eventsOf(program, 'await').map(({ operation }) => operation)).toEqual([a, b, b]);
    advance(m, 20);
    expect(program.lines().slice(-2)).toEqual(['a timer', 'b timer']);
    expect(eventsOf(program, 'timer').map(({ operation }) => operation)).toEqual([a, b]);
  });

  it('has all of its calls answered, the oldest first, also those that nobody waits for at its end', () => {
    const program = load(`export const f = async (call) => {
      const all = [call('a'), call('b'), call('c')].map((each) => each.catch(() => 0));
      await Promise.race(all);
      return 'over';
    };`);
    const { m } = program;
    const id = program.start('f', handed(program, 'call'));
    const order: string[] = [];
    const end = finish(m, id, ({ target }) => {
      order.push(target.slice(-3));
      return order.length === 1 ? 'rejects' : 'well';
    });
    expect(order).toEqual(['"a"', '"b"', '"c"']);
    expect(end?.value).toBe('over');
    expect(m.state.leaves).toEqual([]);
  });

  it('waits for ever for what is not answered', () => {
    const program = load('export const f = async (call) => { await call(); return 1; };');
    const { m } = program;
    const id = program.start('f', handed(program, 'call'));
    expect(finish(m, id, () => undefined)?.result).toBeUndefined();
    const [leaf] = m.state.leaves;
    settle(m, leaf as Leaf, 'well');
    expect(m.state.operations[id]?.value).toBe(1);
  });

  it('notes what it writes of what was there before it', () => {
    const program = load(`
      const state = { failures: 0 }; let opened; const hosts = new Map(); const list = [];
      export const f = () => { state.failures++; opened = 5; hosts.set('a', 1); list.push(1); const own = { n: 1 }; own.n = 2; return own; };`);
    program.result('f');
    const written = eventsOf(program, 'write').map((event) =>
      event.kind === 'write' ? [event.key, event.before, event.after] : [],
    );
    expect(written).toEqual([
      ['failures', 0, 1],
      ['opened', undefined, 5],
      ['string a', undefined, 1],
      ['[]', undefined, undefined],
    ]);
  });

  it('knows through which calls a call was reached, also after a wait', () => {
    const program = load(`
      const outer = async (call) => { await null; return middle(call); };
      const middle = (call) => Promise.resolve().then(() => inner(call));
      const inner = async (call) => { await call(); };
      export const f = (call) => outer(call);`);
    program.start('f', handed(program, 'call'));
    const names: string[] = [];
    const [leaf] = program.m.state.leaves;
    for (let at = leaf?.activation; at !== undefined; at = at.caller) {
      names.push(at.graph.name);
    }
    expect(names).toEqual(['inner', '', 'middle', 'outer', 'f']);
  });

  it('has its rejection as its result', () => {
    const program = load(`export const f = async () => { throw 'no'; }; export const g = () => { throw 'at once'; };`);
    const { m } = program;
    const ends = ['f', 'g'].map((name) => finish(m, program.start(name), () => 'well'));
    expect(ends.map((end) => [end?.result, end?.value])).toEqual([
      ['rejected', 'no'],
      ['rejected', 'at once'],
    ]);
  });
});

describe('a module that is loaded', () => {
  it('is waited for, whatever it waits for', () => {
    const program = load(`
      import { connect } from 'db';
      const db = await connect();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      export const f = () => typeof db.query;`);
    expect(program.result('f')).toBeInstanceOf(Unknown);
    expect(program.m.state.leaves).toEqual([]);
  });

  it('leaves calls to be answered that were begun and are waited for later', () => {
    const program = load(
      `import { connect } from 'db'; const db = connect(); export const f = async () => { await db; return 1; };`,
    );
    const { m } = program;
    const id = program.start('f');
    expect(m.state.operations[id]?.result).toBeUndefined();
    answerEverything(m);
    expect(m.state.operations[id]?.value).toBe(1);
  });
});

describe('the budget', () => {
  it.each([
    ['a loop', 'for (;;) log(1);'],
    ['a loop that waits', 'for (;;) await null;'],
    ['jobs that make jobs', 'const again = () => Promise.resolve().then(again); again();'],
    ['recursion that is caught', 'const again = () => { try { again(); } catch { again(); } }; again();'],
    ['a list that grows', "let a = ['x']; for (;;) a = [...a, ...a];"],
    ['text that grows', "let s = 'x'; for (;;) s += s;"],
    ['text that is doubled', "let s = 'x'; for (;;) s = `${s}${s}`;"],
    ['a number that grows', 'let n = 3n; for (;;) n *= n;'],
    ['a generator without an end', 'function* g() { for (;;) yield 1; } [...g()];'],
    ['promises that are never settled', 'for (;;) new Promise(() => {});'],
    ['timers that set timers', 'const again = () => setTimeout(again, 0); again();'],
    ['unknown members of unknown members', 'for (let x = call; ; ) x = x.next;'],
    ['a Map that grows', 'const m = new Map(); for (let i = 0; ; i++) m.set({}, i);'],
    ['what binds what is bound', 'let f = () => 1; for (;;) f = f.bind(null, 1);'],
    ['objects in objects', 'let o = {}; for (;;) { o = { o }; JSON.stringify(o); String([o]); }'],
  ])('ends everything, and nothing is thrown: %s', (_, body) => {
    const program = load(`export const f = async (call) => { ${body} };`, { budget: 20_000 });
    const { m } = program;
    const id = start(m, program.call('f', handed(program, 'call')));
    finish(m, id, () => 'well');
    advance(m, 1_000_000);
    expect(m.state.steps).toBeLessThan(40_000);
    expect(m.state.isExhausted || m.state.operations[id]?.result !== undefined).toBe(true);
    finish(m, start(m, program.call('f', handed(program, 'call'))), () => 'well');
  });
});
