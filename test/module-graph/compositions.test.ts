import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { Linter } from 'eslint';
import { Linter as LinterV9 } from 'eslint-v9';
import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { LANGUAGES } from '../support/languages.js';
import { code } from '../support/marked.js';
import { project, write } from '../support/project.js';

/** Three attempts; the loop stands on line 2. */
const RETRY = code(`
  export async function withRetry(fn, attempts = 3) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await fn();
      } catch (error) {
        if (attempt >= attempts) {
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
`);

/** Opens at the fifth failure. */
const BREAKER = code(`
  export class CircuitBreaker {
    state = 'closed';
    failures = 0;
    openedAt = 0;

    async execute(fn) {
      if (this.state === 'open') {
        if (Date.now() - this.openedAt < 30_000) {
          throw new Error('circuit open');
        }
        this.state = 'half-open';
      }
      try {
        const result = await fn();
        this.failures = 0;
        this.state = 'closed';
        return result;
      } catch (error) {
        this.failures += 1;
        if (this.state === 'half-open' || this.failures >= 5) {
          this.state = 'open';
          this.openedAt = Date.now();
        }
        throw error;
      }
    }
  }
`);

/** The same in CommonJS. */
const required = (esModule: string): string =>
  `${esModule.replace('export ', '')}module.exports = { ${/(?:function|class) (\w+)/.exec(esModule)?.[1]} };\n`;

/** The same in TypeScript. */
const typed = (esModule: string): string =>
  esModule
    .replace(/\((fn)\b/g, '<T>($1: () => Promise<T>')
    .replace("state = 'closed';", "private state: string = 'closed';");

/** Where the two meet: on the fifth line. */
const client = (...imports: [string, string]): string => `${imports.join('\n')}

const breaker = new CircuitBreaker();
export const load = (id) => breaker.execute(() => withRetry(() => fetch(id)));
`;

const FROM_BREAKER = "import { CircuitBreaker } from './breaker.js';";
const FROM_RETRY = "import { withRetry } from './retry.js';";
const FILES = { 'src/retry.js': RETRY, 'src/breaker.js': BREAKER, 'src/client.js': client(FROM_BREAKER, FROM_RETRY) };

/** What a rule says about a file, with its line: the same with both versions of ESLint. */
function said(
  root: string,
  text: string,
  { file = 'src/client.js', rule = 'no-retry-in-breaker', settings = {} } = {},
): string[] {
  const config = [
    ...LANGUAGES,
    {
      files: ['**/*'],
      plugins: { resilience: plugin },
      rules: { [`resilience/${rule}`]: 'error' },
      settings: { resilience: settings },
    },
  ];
  const filename = path.join(root, file);
  const linters = [new Linter({ cwd: root }), new LinterV9({ cwd: root }) as unknown as Linter];
  const [ten, nine] = linters.map((linter) =>
    linter.verify(text, config as Linter.Config[], { filename }).map(({ line, message }) => `${line}: ${message}`),
  );
  expect(nine).toEqual(ten);
  return ten ?? [];
}

/** What is said about the composition, when the loop stands in this file and line. */
const counted = (retry: string, line = 5): string[] => [
  `${line}: 15 service calls before the circuit opens, not 5: the breaker records one failure per sequence of 3 attempts (breaker.execute → withRetry → for (${retry})).`,
];

/** Twelve barrels of which each exports what all others export, and something more. */
const mutualBarrels = (more: (barrel: number) => string): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: 12 }, (_, barrel) => {
      const others = Array.from({ length: 12 }, (__, other) => other).filter((other) => other !== barrel);
      return [
        `src/net/${barrel}.js`,
        [...others.map((other) => `export * from './${other}.js';`), more(barrel)].join('\n'),
      ];
    }),
  );

describe('a retry in one file and a breaker in another, composed in a third', () => {
  it('are reported where they are composed, with the hop', () => {
    expect(said(project(FILES), FILES['src/client.js'])).toEqual(counted('src/retry.js:2'));
  });

  it('are not reported where barrels that all export each other have no such name', () => {
    const files = mutualBarrels(() => '');
    const text = client(FROM_BREAKER, "import { withRetry } from './net/0.js';");
    expect(said(project({ ...FILES, ...files }), text)).toEqual([]);
  });

  it('are not reported where each stands alone', () => {
    const root = project(FILES);
    expect(said(root, RETRY, { file: 'src/retry.js' })).toEqual([]);
    expect(said(root, BREAKER, { file: 'src/breaker.js' })).toEqual([]);
  });

  it.each<[string, string, Record<string, unknown>, string]>([
    ['a path without an ending', "import { withRetry } from './retry';", {}, 'src/retry.js:2'],
    [
      'another name',
      "import { again as withRetry } from './again.js';",
      { 'src/again.js': "export { withRetry as again } from './retry.js';" },
      'src/retry.js:2',
    ],
    [
      'a barrel',
      "import { withRetry } from './net';",
      { 'src/net/index.js': "export * from '../retry.js';" },
      'src/retry.js:2',
    ],
    [
      'barrels of barrels',
      "import { withRetry } from './net';",
      {
        'src/net/index.js': "export * from './other.js';\nexport * from './more.js';",
        'src/net/other.js': 'export const x = 1;',
        'src/net/more.js': "export * from '../retry.js';",
      },
      'src/retry.js:2',
    ],
    [
      'a barrel that imports and exports',
      "import { withRetry } from './net';",
      { 'src/net/index.js': "import { withRetry } from '../retry.js';\nexport { withRetry };" },
      'src/retry.js:2',
    ],
    [
      'a barrel that the retry imports itself',
      "import { withRetry } from './net';",
      { 'src/net/index.js': "export * from './own.js';", 'src/net/own.js': `${RETRY}import './index.js';\n` },
      'src/net/own.js:2',
    ],
    [
      'barrels that all export each other',
      "import { withRetry } from './net/0.js';",
      mutualBarrels((barrel) => (barrel === 11 ? "export * from '../retry.js';" : '')),
      'src/retry.js:2',
    ],
    [
      'barrels that all export each other, and by name what the first of them exports',
      "import { withRetry } from './net/0.js';",
      mutualBarrels((barrel) =>
        barrel === 0 ? '' : `export { withRetry } from '${barrel === 11 ? '../retry.js' : './0.js'}';`,
      ),
      'src/retry.js:2',
    ],
    [
      'a default export',
      "import withRetry from './own.js';",
      { 'src/own.js': RETRY.replace('export', 'export default') },
      'src/own.js:2',
    ],
    [
      'a re-exported default export',
      "import { withRetry } from './own.js';",
      {
        'src/own.js': "export { default as withRetry } from './default.js';",
        'src/default.js': RETRY.replace('export', 'export default'),
      },
      'src/default.js:2',
    ],
    [
      'an arrow function',
      "import { withRetry } from './own.js';",
      {
        'src/own.js': RETRY.replace(
          'async function withRetry(fn, attempts = 3)',
          'const withRetry = async (fn, attempts = 3) =>',
        ),
      },
      'src/own.js:2',
    ],
    ['TypeScript', "import { withRetry } from './own.js';", { 'src/own.ts': typed(RETRY) }, 'src/own.ts:2'],
    [
      'tsconfig.json',
      "import { withRetry } from '@/net/own';",
      {
        'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } }, }',
        'src/net/own.ts': typed(RETRY),
      },
      'src/net/own.ts:2',
    ],
    [
      'imports of package.json',
      "import { withRetry } from '#retry';",
      { 'package.json': { imports: { '#retry': './src/retry.js' } } },
      'src/retry.js:2',
    ],
    [
      'a package of the workspace',
      "import { withRetry } from '@team/retry';",
      {
        'package.json': { workspaces: ['packages/*'] },
        'packages/retry/package.json': { name: '@team/retry', main: 'dist/index.js' },
        'packages/retry/src/index.ts': typed(RETRY),
      },
      'packages/retry/src/index.ts:2',
    ],
    ['CommonJS', "import { withRetry } from './own.cjs';", { 'src/own.cjs': required(RETRY) }, 'src/own.cjs:2'],
  ])('are found through %s', (_, imports, files, hop) => {
    expect(said(project({ ...FILES, ...files }), client(FROM_BREAKER, imports))).toEqual(counted(hop));
  });

  it.each<[string, string, Record<string, unknown>, string]>([
    [
      'members of one object',
      "const { withRetry } = require('./own');",
      { 'src/own.js': required(RETRY) },
      'src/own.js:2',
    ],
    [
      'a function',
      "const withRetry = require('./own');",
      { 'src/own.js': RETRY.replace('export ', 'module.exports = ') },
      'src/own.js:2',
    ],
    [
      'members of exports',
      "const { withRetry } = require('./own');",
      { 'src/own.js': RETRY.replace('export async function withRetry', 'exports.withRetry = async function') },
      'src/own.js:2',
    ],
    ['one member', "const withRetry = require('./own').withRetry;", { 'src/own.js': required(RETRY) }, 'src/own.js:2'],
    [
      'a module that requires',
      "const { withRetry } = require('./net');",
      { 'src/net/index.js': "module.exports = { ...require('../own') };", 'src/own.js': required(RETRY) },
      'src/own.js:2',
    ],
    [
      'a module that passes another on',
      "const { withRetry } = require('./net');",
      { 'src/net/index.js': "module.exports = require('../own');", 'src/own.js': required(RETRY) },
      'src/own.js:2',
    ],
  ])('are found through require of %s', (_, imports, files, hop) => {
    const text = client("const { CircuitBreaker } = require('./breaker');", imports).replace(
      'export const load',
      'exports.load',
    );
    const root = project({ ...FILES, 'src/breaker.js': required(BREAKER), ...files });
    expect(said(root, text, { file: 'src/client.cjs' })).toEqual(counted(hop));
  });

  /** What stands around calls to time them, in a file that has not a word of either. */
  const MEASURE = code(`
    export async function measure(name, fn) {
      const start = performance.now();
      try {
        return await fn();
      } catch (error) {
        console.error(name, error.message);
        throw error;
      } finally {
        console.log(name, performance.now() - start);
      }
    }
  `);
  const measured = `${FROM_BREAKER}\n${FROM_RETRY}\nimport { measure } from './measure.js';\nconst breaker = new CircuitBreaker();\nexport const load = (id) => breaker.execute(() => measure('load', () => withRetry(() => fetch(id))));\n`;

  it('are found behind a function of yet another file that runs what it is handed', () => {
    const through = (): string[] =>
      counted('src/retry.js:2').map((line) => line.replace('→ withRetry', `→ measure → withRetry`));
    expect(said(project({ ...FILES, 'src/measure.js': MEASURE }), measured)).toEqual(through());
    expect(
      said(
        project({
          ...FILES,
          'src/measure.js': '',
          'src/measure.ts': MEASURE.replace('(name, fn)', '<T>(name: string, fn: () => Promise<T>)').replace(
            '(error)',
            '(error: any)',
          ),
        }),
        measured.replace('measure.js', 'measure'),
      ),
    ).toEqual(through());
    // The breaker hears of no failure.
    expect(
      said(project({ ...FILES, 'src/measure.js': MEASURE.replace('throw error;', 'return undefined;') }), measured),
    ).toEqual([]);
  });

  /** Each circuit has a limit of its own. */
  const MANAGER = code(`
    import { CircuitBreaker } from './breaker.js';

    export class BreakerManager {
      breakers = new Map();
      of(name, limit) {
        if (!this.breakers.has(name)) {
          this.breakers.set(name, new CircuitBreaker(limit));
        }
        return this.breakers.get(name);
      }
      execute(name, fn, limit) {
        return this.of(name, limit).execute(fn);
      }
    }
    export const manager = new BreakerManager();
  `);

  it('are counted with the limit of the breaker that is kept under the name', () => {
    const root = project({
      'src/retry.js': RETRY,
      'src/breaker.js': BREAKER.replace(
        'openedAt = 0;',
        'openedAt = 0;\n  constructor(limit = 5) {\n    this.limit = limit;\n  }',
      ).replace('>= 5', '>= this.limit'),
      'src/manager.js': MANAGER,
    });
    const text = `import { manager } from './manager.js';\n${FROM_RETRY}\nexport const one = () => manager.execute('one', () => withRetry(() => fetch('/1')), 2);\nexport const two = () => manager.execute('two', () => withRetry(() => fetch('/2')), 4);\nexport const some = (name) => manager.execute(name, () => withRetry(() => fetch('/2')), 4);\n`;
    expect(said(root, text).map((line) => line.split(':', 2).join(':').slice(0, 58))).toEqual([
      '3: 6 service calls before the circuit opens, not 2',
      '4: 12 service calls before the circuit opens, not 4',
      '5: 12 service calls before the circuit opens, not 4',
    ]);
  });

  it.each<[string, string]>([
    [
      'one failure opens it again when half-open',
      BREAKER.replace("this.state === 'half-open' || this.failures >= 5", 'this.shouldOpen()').replace(
        'async execute',
        "shouldOpen() {\n    if (this.state === 'half-open' && this.failures >= 1) {\n      return true;\n    }\n    return this.failures >= 5;\n  }\n\n  async execute",
      ),
    ],
    [
      'a list beside the count is kept short',
      BREAKER.replace('openedAt = 0;', 'openedAt = 0;\n  log = [];')
        .replace('this.failures += 1;', 'this.failures += 1;\n      this.note(error);')
        .replace(
          'async execute',
          'note(error) {\n    this.log.push(error);\n    if (this.log.length > 100) {\n      this.log = this.log.slice(-100);\n    }\n  }\n\n  async execute',
        ),
    ],
  ])('are counted with the limit that opens a closed circuit, where %s', (_, breaker) => {
    expect(said(project({ ...FILES, 'src/breaker.js': breaker }), FILES['src/client.js'])).toEqual(
      counted('src/retry.js:2'),
    );
  });

  it('are counted once, with the product, where one retry is in another', () => {
    const nested = FILES['src/client.js'].replace(
      'withRetry(() => fetch(id))',
      'withRetry(() => withRetry(() => fetch(id), 2))',
    );
    expect(said(project(FILES), nested)).toEqual([
      '5: 30 service calls before the circuit opens, not 5: the breaker records one failure per sequence of 6 attempts (breaker.execute → withRetry → withRetry → for (src/retry.js:2)).',
    ]);
  });

  it('are of an unknown number where some failures end a retry without a limit', () => {
    const endless = RETRY.replace('attempt >= attempts', "error.code !== 'ECONNRESET'");
    const root = (retry: string) => project({ ...FILES, 'src/retry.js': retry });
    expect(said(root(endless), FILES['src/client.js']).map((line) => line.slice(0, 40))).toEqual([
      '5: The number of attempts times the fail',
    ]);
  });

  it('are found in TypeScript', () => {
    const text = client(FROM_BREAKER, FROM_RETRY).replace('(id)', '(id: string)');
    expect(
      said(project({ 'src/retry.ts': typed(RETRY), 'src/breaker.ts': typed(BREAKER) }), text, {
        file: 'src/client.ts',
      }),
    ).toEqual(counted('src/retry.ts:2'));
  });

  it('are found where the breaker is made in yet another file', () => {
    const files = { 'src/breakers.js': `${FROM_BREAKER}\nexport const users = new CircuitBreaker();\n` };
    const text = `import { users } from './breakers.js';\n${FROM_RETRY}\nexport const load = (id) => users.execute(() => withRetry(() => fetch(id)));\n`;
    expect(said(project({ ...FILES, ...files }), text)).toEqual(
      counted('src/retry.js:2', 3).map((message) => message.replace('breaker.execute', 'users.execute')),
    );
  });

  it('are found in the other order', () => {
    const text = `${FROM_BREAKER}\n${FROM_RETRY}\nconst breaker = new CircuitBreaker();\nexport const load = (id) => withRetry(() => breaker.execute(() => fetch(id)));\n`;
    const messages = said(project(FILES), text, { rule: 'no-retry-of-open-circuit' });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/^4: .*rejected 3 times/);
  });

  it('are found where one retry is around another of another file', () => {
    const text = `${FROM_RETRY}\nexport const load = (id) => withRetry(() => get(id), 4);\nconst get = (id) => withRetry(() => fetch(id));\n`;
    const messages = said(project(FILES), text, { rule: 'no-nested-retry' });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('12 service calls');
    expect(messages[0]).toContain('src/retry.js:2');
  });
});

/** Each language, with how its files are written. */
const WRITTEN: readonly ['JavaScript' | 'TypeScript', string, (text: string) => string][] = [
  ['JavaScript', 'js', (text) => text],
  ['TypeScript', 'ts', typed],
];

describe.each(WRITTEN)('a composition that enters another one where its call fails, in %s', (_, ending, written) => {
  const root = (): string =>
    project({ [`src/retry.${ending}`]: written(RETRY), [`src/breaker.${ending}`]: written(BREAKER) });
  const two = (attempt: string): string => `${FROM_BREAKER}
${FROM_RETRY}
const breaker = new CircuitBreaker();
export const login = () => breaker.execute(() => withRetry(() => fetch('/login')));
export const list = () => breaker.execute(() => withRetry(${attempt}));
`;

  it.each([
    [
      'a catch',
      "async () => { try { return await fetch('/list'); } catch (error) { if (error.status === 401) { await login(); } throw error; } }",
    ],
    ['a handler of a promise', "() => fetch('/list').catch(async (error) => { await login(); throw error; })"],
  ])('is told where its own call stands: in %s', (_place, attempt) => {
    const file = `src/client.${ending}`;
    const hop = `src/retry.${ending}:2`;
    expect(said(root(), two(attempt), { file })).toEqual(counted(hop, 4));
  });

  it('is not where each attempt is a call under the breaker', () => {
    const hop = `src/retry.${ending}:2`;
    expect(said(root(), two('() => login()'), { file: `src/client.${ending}` })).toEqual(counted(hop, 4));
  });

  it('is not where the handler reports to the breaker', () => {
    const attempt =
      "async () => { try { return await fetch('/list'); } catch (error) { breaker.failures += 1; throw error; } }";
    expect(said(root(), two(attempt), { file: `src/client.${ending}` })).toEqual(counted(`src/retry.${ending}:2`, 4));
  });
});

describe('a breaker that comes from a registry', () => {
  const load = (breaker: string): string =>
    `${FROM_RETRY}\nimport * as registry from './registry.js';\n\n\nexport const load = (id) => ${breaker}.execute(() => withRetry(() => fetch(id)));\n`;
  const users = (name = "registry.getBreaker('users')"): string[] =>
    counted('src/retry.js:2').map((message) =>
      message.replace('breaker.execute', `${/[\w.]*\w/.exec(name)?.[0] ?? ''}().execute`),
    );
  const from = (text: string): string => `${FROM_BREAKER}\n${text}\n`;

  it.each<[string, string, string]>([
    [
      'a Map that a function of the module fills',
      "registry.getBreaker('users')",
      'const breakers = new Map();\nexport const register = (name) => { breakers.set(name, new CircuitBreaker()); };\nexport const getBreaker = (name) => breakers.get(name);',
    ],
    [
      'a Map that is filled where it is made',
      "registry.getBreaker('users')",
      "const breakers = new Map([['users', new CircuitBreaker()]]);\nexport const getBreaker = (name) => breakers.get(name);",
    ],
    [
      'a dictionary',
      "registry.getBreaker('users')",
      'const breakers = {};\nexport function register(name) { breakers[name] = new CircuitBreaker(); }\nexport const getBreaker = (name) => breakers[name];',
    ],
    [
      'a field that a method fills',
      "registry.all.getBreaker('users')",
      'class Registry { breakers = new Map(); register(names) { for (const name of names) { this.breakers.set(name, new CircuitBreaker()); } } getBreaker(name) { return this.breakers.get(name); } }\nexport const all = new Registry();',
    ],
    [
      'a field that a method of the base class fills',
      "registry.all.getBreaker('users')",
      'class Base { breakers = new Map(); register(name) { this.breakers.set(name, new CircuitBreaker()); } }\nclass Registry extends Base { getBreaker(name) { return this.breakers.get(name); } }\nexport const all = new Registry();',
    ],
    [
      'a static field',
      "registry.Registry.getBreaker('users')",
      'export class Registry { static breakers = new Map(); static register(name) { Registry.breakers.set(name, new CircuitBreaker()); } static getBreaker(name) { return Registry.breakers.get(name); } }',
    ],
    [
      'a function that makes registries',
      "registry.all.getBreaker('users')",
      'function create() { const breakers = new Map(); return { register(name) { breakers.set(name, new CircuitBreaker()); }, getBreaker(name) { return breakers.get(name); } }; }\nexport const all = create();',
    ],
    [
      'a Map that the module fills when it is loaded',
      "registry.getBreaker('users')",
      "const breakers = new Map();\nfor (const name of ['users', 'orders']) {\n  breakers.set(name, new CircuitBreaker());\n}\nexport const getBreaker = (name) => breakers.get(name);",
    ],
  ])('is found: %s', (_, breaker, registry) => {
    expect(said(project({ ...FILES, 'src/registry.js': from(registry) }), load(breaker))).toEqual(users(breaker));
  });

  it.each<[string, string]>([
    [
      'nothing says what a Map holds',
      'const breakers = new Map();\nexport const getBreaker = (name) => breakers.get(name);',
    ],
    [
      'a Map holds something else',
      'class Limiter { execute(fn) { return fn(); } }\nconst breakers = new Map();\nexport const register = (name) => { breakers.set(name, new Limiter()); };\nexport const getBreaker = (name) => breakers.get(name);',
    ],
    [
      'a type is only named in prose',
      '/** Gives the {CircuitBreaker} of a service. */\nexport const getBreaker = (name) => globalThis.container.resolve(name);',
    ],
  ])('is not where %s', (_, registry) => {
    expect(
      said(project({ ...FILES, 'src/registry.js': from(registry) }), load("registry.getBreaker('users')")),
    ).toEqual([]);
  });

  it('is found in a file that does not say what a circuit does', () => {
    const files = { ...FILES, 'src/circuit.js': from('export const circuit = new CircuitBreaker();') };
    const text = `${FROM_RETRY}\nimport { circuit } from './circuit.js';\nexport const load = (id) => circuit.execute(() => withRetry(() => fetch(id)));\n`;
    expect(said(project(files), text).map((message) => message.slice(0, 64))).toEqual([
      '3: 15 service calls before the circuit opens, not 5: the breaker',
    ]);
  });

  it('is the one of its name', () => {
    const counting = BREAKER.replace(
      'openedAt = 0;',
      'openedAt = 0;\n  constructor(threshold) {\n    this.threshold = threshold;\n  }',
    ).replace('this.failures >= 5', 'this.failures >= this.threshold');
    const registry = from(
      "const breakers = new Map();\nbreakers.set('users', new CircuitBreaker(7));\nbreakers.set('orders', new CircuitBreaker(2));\nexport const getBreaker = (name) => breakers.get(name);",
    );
    const messages = said(
      project({ ...FILES, 'src/breaker.js': counting, 'src/registry.js': registry }),
      load("registry.getBreaker('orders')"),
    );
    expect(messages.map((message) => message.slice(0, 63))).toEqual([
      '5: 6 service calls before the circuit opens, not 2: the breaker',
    ]);
  });

  it.each<[string, string]>([
    [
      'a module that is imported when it is needed',
      "const { CircuitBreaker } = await import('./breaker.js');\n  breaker ??= new CircuitBreaker();",
    ],
    [
      'the default export of such a module',
      "const CircuitBreaker = (await import('./default.js')).default;\n  breaker ??= new CircuitBreaker();",
    ],
    [
      'a module that is imported with then',
      "breaker ??= await import('./breaker.js').then(({ CircuitBreaker }) => new CircuitBreaker());\n",
    ],
    [
      'require in a function',
      "const { CircuitBreaker } = require('./breaker.js');\n  breaker ??= new CircuitBreaker();",
    ],
  ])('is found through %s', (_, made) => {
    const text = `${FROM_RETRY} let breaker;\nexport async function load(id) {\n  ${made}\n  return breaker.execute(() => withRetry(() => fetch(id)));\n}\n`;
    expect(
      said(project({ ...FILES, 'src/default.js': BREAKER.replace('export class', 'export default class') }), text),
    ).toEqual(counted('src/retry.js:2'));
  });
});

describe.each(WRITTEN)('a retry that names what it asks, in %s', (_, ending, written) => {
  const found = (test: string): string[] =>
    said(
      project({
        [`src/retry.${ending}`]: written(RETRY.replace('if (attempt >= attempts) {', `${test}\n      if (isLast) {`)),
        [`src/breaker.${ending}`]: written(BREAKER),
      }),
      client(FROM_BREAKER, FROM_RETRY),
      { file: `src/client.${ending}` },
    );

  it('is counted', () => {
    expect(found('const isLast = attempt >= attempts;')).toEqual(counted(`src/retry.${ending}:2`));
  });

  it('is left alone where somebody else is asked', () => {
    expect(found('const isLast = attempt >= attempts || gate.isShut();')).toEqual([]);
    expect(found('const isLast = gate.isShut();')).toEqual([]);
  });
});

describe.each([
  ['JavaScript', 'js'],
  ['TypeScript', 'ts'],
])('a client of another module that retries by itself, in %s', (_language, ending) => {
  const AXIOS = "import axios from 'axios';\nimport axiosRetry from 'axios-retry';\n";
  const load = (request: string, imports = "import { client } from './http.js';"): string =>
    `import CircuitBreaker from 'opossum';\n${imports}\nconst breaker = new CircuitBreaker(() => ${request}, { volumeThreshold: 5 });\nexport const load = () => breaker.fire();\n`;
  const numbers = (http: string, text: string, others: Record<string, string> = {}): string[] =>
    said(project({ [`src/http.${ending}`]: http, ...others }), text, { file: `src/client.${ending}` }).map(
      (message) => /^\d+: \d+ service calls before the circuit opens, not \d+/.exec(message)?.[0] ?? message,
    );

  it.each<[string, string, string]>([
    [
      'a retry that is installed on an instance',
      `${AXIOS}export const client = axios.create();\naxiosRetry(client, { retries: 3 });`,
      "client.get('/a')",
    ],
    [
      'a retry that is installed by a function',
      `${AXIOS}function make() { const made = axios.create(); axiosRetry(made, { retries: 3 }); return made; }\nexport const client = make();`,
      "client.get('/a')",
    ],
    [
      'a retry whose number the defaults have',
      `${AXIOS}export const client = axios.create();\naxiosRetry(client);\nclient.defaults['axios-retry'] = { retries: 3 };`,
      "client.get('/a')",
    ],
    [
      'a retry whose number the instance has',
      `${AXIOS}export const client = axios.create({ 'axios-retry': { retries: 3 } });\naxiosRetry(client);`,
      "client.get('/a')",
    ],
    [
      'an attached retry',
      "import axios from 'axios';\nimport * as rax from 'retry-axios';\nexport const client = axios.create();\nclient.defaults.raxConfig = { retry: 3 };\nrax.attach(client);",
      "client.get('/a')",
    ],
    [
      'an extended client',
      "import got from 'got';\nexport const client = got.extend({ retry: { limit: 3 } });",
      "client.get('/a')",
    ],
    [
      'a created client',
      "import ky from 'ky';\nexport const client = ky.create({ retry: { limit: 3 } });",
      "client.get('/a')",
    ],
    [
      'a client of a service',
      "import OpenAI from 'openai';\nexport const client = new OpenAI({ maxRetries: 3 });",
      'client.chat.completions.create({})',
    ],
  ])('is found: %s', (_name, http, request) => {
    expect(numbers(http, load(request))).toEqual(['3: 20 service calls before the circuit opens, not 5']);
  });

  it('is found where the retry is installed on what everybody imports', () => {
    const imports = "import './http.js';\nimport axios from 'axios';";
    expect(numbers(`${AXIOS}axiosRetry(axios, { retries: 3 });`, load("axios.get('/a')", imports))).toEqual([
      '4: 20 service calls before the circuit opens, not 5',
    ]);
  });

  it('is found where a third module installs the retry', () => {
    const others = {
      [`src/retries.${ending}`]:
        "import axiosRetry from 'axios-retry';\nexport function addRetries(instance, retries) { axiosRetry(instance, { retries }); }",
    };
    expect(
      numbers(
        "import axios from 'axios';\nimport { addRetries } from './retries.js';\nexport const client = axios.create();\naddRetries(client, 3);",
        load("client.get('/a')"),
        others,
      ),
    ).toEqual(['3: 20 service calls before the circuit opens, not 5']);
  });

  it('is found inside a breaker that is written by hand, in a file that says nothing of retries', () => {
    const text = `${FROM_BREAKER}\nimport { client } from './http.js';\nconst breaker = new CircuitBreaker();\nexport const load = () => breaker.execute(() => client.get('/a'));\n`;
    expect(
      numbers(`${AXIOS}export const client = axios.create();\naxiosRetry(client, { retries: 3 });`, text, {
        [`src/breaker.${ending}`]: ending === 'ts' ? typed(BREAKER) : BREAKER,
      }),
    ).toEqual(['4: 20 service calls before the circuit opens, not 5']);
  });

  it.each<[string, string, string]>([
    [
      'another instance',
      `${AXIOS}export const client = axios.create();\nexport const other = axios.create();\naxiosRetry(other, { retries: 3 });`,
      "client.get('/a')",
    ],
    [
      'a request that is sent once',
      `${AXIOS}export const client = axios.create();\naxiosRetry(client, { retries: 3 });`,
      "client.post('/a', {})",
    ],
    [
      'no retries in the defaults',
      `${AXIOS}export const client = axios.create();\naxiosRetry(client, { retries: 3 });\nclient.defaults['axios-retry'] = { retries: 0 };`,
      "client.get('/a')",
    ],
    [
      'a function that installs the retry, and that nobody calls',
      `${AXIOS}export const client = axios.create();\nexport function addRetries() { axiosRetry(client, { retries: 3 }); }`,
      "client.get('/a')",
    ],
    [
      'no retries of the client',
      "import OpenAI from 'openai';\nexport const client = new OpenAI({ maxRetries: 0 });",
      'client.chat.completions.create({})',
    ],
  ])('is not: %s', (_name, http, request) => {
    expect(numbers(http, load(request))).toEqual([]);
  });
});

describe('a service that keeps its breakers by name', () => {
  const service = (
    register: string,
  ): string => `import { circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel';
export class Breakers {
  breakers = new Map();
  onModuleInit() { for (const name of ['users']) { this.register(name); } }
  register(name) { ${register} }
  async execute(name, fn) {
    const breaker = this.breakers.get(name);
    if (!breaker) throw new Error('unknown');
    return breaker.execute(fn);
  }
}
`;
  const text = `import { Breakers } from './breakers.js';
const breakers = new Breakers();
export async function withRetry(fn, attempts = 3) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await breakers.execute('users', fn);
    } catch (error) {
      if (attempt >= attempts) throw error;
    }
  }
}
`;
  const REGISTER =
    'this.breakers.set(name, circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) }));';

  it('is a breaker inside the loop around it', () => {
    const messages = said(project({ 'src/breakers.js': service(REGISTER) }), text, {
      rule: 'no-retry-of-open-circuit',
    });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/^6: .*rejected 3 times.*`circuitBreaker`/);
  });

  it('is none where something else is kept', () => {
    expect(
      said(project({ 'src/breakers.js': service('this.breakers.set(name, { execute: (fn) => fn() });') }), text, {
        rule: 'no-retry-of-open-circuit',
      }),
    ).toEqual([]);
  });
});

describe('nothing is said', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['of a file that is missing', {}, "import { withRetry } from './missing.js';"],
    ['of a name that is missing', {}, "import { retry as withRetry } from './retry.js';"],
    ['of a file that does not parse', { 'src/own.js': `${RETRY}}` }, "import { withRetry } from './own.js';"],
    [
      'of a function that does not repeat',
      { 'src/own.js': 'export const withRetry = (fn) => fn();' },
      "import { withRetry } from './own.js';",
    ],
    [
      'of one attempt',
      { 'src/own.js': RETRY.replace('attempts = 3', 'attempts = 1') },
      "import { withRetry } from './own.js';",
    ],
    [
      'of what is installed',
      { 'node_modules/own/package.json': { name: 'own', main: 'index.js' }, 'node_modules/own/index.js': RETRY },
      "import { withRetry } from 'own';",
    ],
    [
      'of modules that export each other',
      { 'src/a.js': "export * from './b.js';", 'src/b.js': "export * from './a.js';" },
      "import { withRetry } from './a.js';",
    ],
    [
      'of a module that exports itself',
      { 'src/a.js': "export { withRetry } from './a.js';" },
      "import { withRetry } from './a.js';",
    ],
    [
      'of types',
      { 'src/types.d.ts': 'export declare function withRetry<T>(fn: () => Promise<T>): Promise<T>;' },
      "import { withRetry } from './types';",
    ],
  ])('%s', (_, files, imports) => {
    expect(said(project({ ...FILES, ...files }), client(FROM_BREAKER, imports))).toEqual([]);
  });

  it('of files outside the folder in which ESLint runs', () => {
    const root = project({ 'app/src/client.js': '', 'app/src/breaker.js': BREAKER, 'lib/retry.js': RETRY });
    expect(
      said(path.join(root, 'app'), client(FROM_BREAKER, "import { withRetry } from '../../lib/retry.js';")),
    ).toEqual([]);
    expect(
      said(root, client(FROM_BREAKER, "import { withRetry } from '../../lib/retry.js';"), {
        file: 'app/src/client.js',
      }),
    ).toEqual(counted('lib/retry.js:2'));
  });

  it('when imports are not followed', () => {
    expect(said(project(FILES), FILES['src/client.js'], { settings: { followImports: false } })).toEqual([]);
  });
});

describe('an editor, in which one process lints for days', () => {
  const later = () => wait(300);

  it('sees that another file was changed', async () => {
    const root = project(FILES);
    const text = FILES['src/client.js'];
    expect(said(root, text)).toEqual(counted('src/retry.js:2'));
    write(root, { 'src/retry.js': `// Moved.\n${RETRY}` });
    await later();
    expect(said(root, text)).toEqual(counted('src/retry.js:3'));
    write(root, { 'src/retry.js': 'export const withRetry = (fn) => fn();' });
    await later();
    expect(said(root, text)).toEqual([]);
    write(root, {
      'src/net/index.js': "export * from '../again.js';",
      'src/again.js': RETRY,
      'src/retry.js': "export * from './net/index.js';",
    });
    await later();
    expect(said(root, text)).toEqual(counted('src/again.js:2'));
    rmSync(path.join(root, 'src/again.js'));
    await later();
    expect(said(root, text)).toEqual([]);
  });

  it('sees what is typed, not what is saved', () => {
    const root = project(FILES);
    expect(said(root, 'export const x = 1; // breaker retry')).toEqual([]);
    expect(said(root, `\n\n${FILES['src/client.js']}`)).toEqual(counted('src/retry.js:2', 7));
  });
});
