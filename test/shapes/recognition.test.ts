/** What counts as a breaker and as a retry, and what only looks like one. */
import { code, woven } from '../support/marked.js';
import { lines, modules, specify, type InBoth, type Shape, type Written } from '../support/shapes.js';
import { retryClass, soundBreaker, withRetry } from '../support/sound-breaker.js';

const sequence = (path: string, calls = 15, threshold = 5) => [
  {
    messageId: 'sequenceCounted',
    data: { calls: String(calls), threshold: String(threshold), attempts: String(calls / threshold), path },
  },
];

const inBreaker = { rule: 'no-retry-in-breaker' } as const;

/** A breaker with a retry in its own path, and the same without. */
const own = (
  number: number,
  name: string,
  breaker: (call: string) => Written,
  path = 'execute → withRetry → for, line ①',
): Shape => ({
  number,
  name,
  ...inBreaker,
  says: sequence(path),
  reported: breaker('await ‹withRetry(fn)›'),
  silent: breaker('await fn()'),
});

const OPEN = 'class CircuitOpenError extends Error {}';

/** The cells of a breaker as `@state` and so on, with its phases as it names them. */
function admitting(call: string, [closed, open, halfOpen]: readonly string[]): string {
  return `
    if (@state === ${halfOpen ?? ''}) throw new CircuitOpenError();
    if (@state === ${open ?? ''}) {
      if (Date.now() - @openedAt < 30_000) throw new CircuitOpenError();
      @state = ${halfOpen ?? ''};
      @generation += 1;
    }
    const admitted = @generation;
    try {
      const result = ${call};
      if (admitted === @generation) {
        @failures = 0;
        @state = ${closed ?? ''};
      }
      return result;
    } catch (error) {
      if (admitted === @generation) {
        @failures += 1;
        if (@state === ${halfOpen ?? ''} || @failures >= 5) {
          @state = ${open ?? ''};
          @openedAt = Date.now();
          @generation += 1;
        }
      }
      throw error;
    }
  `;
}

const WORDS = ["'closed'", "'open'", "'half-open'"] as const;

/** A class whose state is written in some way. `type` is how TypeScript declares it. */
const phased = (
  call: string,
  phases: readonly string[],
  { before = '', type = '' }: { before?: string | InBoth<string>; type?: string } = {},
): InBoth<string> =>
  lines(OPEN, withRetry(), ...(before === '' ? [] : [before]), {
    ts: woven`
      export class CircuitBreaker {
        private state${type} = ${phases[0] ?? ''};
        private generation = 0;
        private failures = 0;
        private openedAt = 0;

        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${admitting(call, phases).replaceAll('@', 'this.')}
        }
      }
    `,
    js: woven`
      export class CircuitBreaker {
        state = ${phases[0] ?? ''};
        generation = 0;
        failures = 0;
        openedAt = 0;

        async execute(fn) {
          ${admitting(call, phases).replaceAll('@', 'this.')}
        }
      }
    `,
  });

/** Open until a time, and nothing else. */
const until = (call: string): InBoth<string> => {
  const body = (self: string): string => `
    if (Date.now() < ${self}openUntil) throw new CircuitOpenError();
    const admitted = ${self}openUntil;
    try {
      const result = ${call};
      if (admitted === ${self}openUntil) ${self}failures = 0;
      return result;
    } catch (error) {
      if (admitted === ${self}openUntil) {
        ${self}failures += 1;
        if (${self}failures >= 5) {
          ${self}openUntil = Date.now() + 30_000;
          ${self}failures = 0;
        }
      }
      throw error;
    }
  `;
  return lines(OPEN, withRetry(), {
    ts: woven`
      export class CircuitBreaker {
        private openUntil = 0;
        private failures = 0;

        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${body('this.')}
        }
      }
    `,
    js: woven`
      export class CircuitBreaker {
        #openUntil = 0;
        #failures = 0;

        async execute(fn) {
          ${body('this.#')}
        }
      }
    `,
  });
};

/** Open, or not. */
const flagged = (call: string): InBoth<string> => {
  const body = `
    if (this.isOpen) throw new CircuitOpenError();
    const admitted = this.generation;
    try {
      const result = ${call};
      if (admitted === this.generation) this.failures = 0;
      return result;
    } catch (error) {
      if (admitted === this.generation) {
        this.failures += 1;
        if (this.failures >= 5) {
          this.isOpen = true;
          this.generation += 1;
          clearTimeout(this.timer);
          this.timer = setTimeout(() => {
            this.isOpen = false;
            this.failures = 0;
            this.generation += 1;
          }, 30_000);
        }
      }
      throw error;
    }
  `;
  return lines(OPEN, withRetry(), {
    ts: woven`
      export class CircuitBreaker {
        private isOpen = false;
        private generation = 0;
        private failures = 0;
        private timer: NodeJS.Timeout | undefined;

        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${body}
        }
      }
    `,
    js: woven`
      export class CircuitBreaker {
        isOpen = false;
        generation = 0;
        failures = 0;
        timer = undefined;

        async execute(fn) {
          ${body}
        }
      }
    `,
  });
};

/** Retries that a breaker of this file is handed. `retry` is given as `again(fn)`. */
const handed = (
  number: number,
  name: string,
  retry: string | InBoth<string>,
  path: string,
  call = 'again(() => fetch(id))',
): Shape => ({
  number,
  name,
  ...inBreaker,
  says: sequence(path),
  reported: lines(
    soundBreaker(),
    retry,
    'const breaker = new CircuitBreaker();',
    `export const load = (id) => breaker.execute(() => ‹${call}›);`,
  ),
  silent: lines(
    soundBreaker(),
    retry,
    'const breaker = new CircuitBreaker();',
    `export const load = (id) => ${call.replace('fetch(id)', 'breaker.execute(() => fetch(id))')};`,
  ),
});

const again = (body: string): InBoth<string> => ({
  ts: woven`
    async function again<T>(fn: () => Promise<T>): Promise<T> {
      ${body}
    }
  `,
  js: woven`
    async function again(fn) {
      ${body}
    }
  `,
});

/** What stands in the breaker's path: a loop that repeats the call, and one that does not. */
const loop = (
  number: number,
  name: string,
  repeats: string,
  other: string,
  path = 'execute → run → for, line ①',
): Shape => ({
  number,
  name,
  ...inBreaker,
  says: sequence(path),
  reported: soundBreaker({
    call: 'await ‹this.run(fn)›',
    members: woven`
    async run(fn) {
      ${repeats}
    }
  `,
  }),
  silent: soundBreaker({
    call: 'await this.run(fn)',
    members: woven`
    async run(fn) {
      ${other}
    }
  `,
  }),
});

const REPEATS = `
  let last;
  ①for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await fn();
    } catch (error) {
      last = error;
      await sleep(100);
    }
  }
  throw last;
`;

/** Something with the words of a circuit that is none, beside a circuit. */
const beside = (number: number, name: string, text: string): Shape => ({
  number,
  name,
  ...inBreaker,
  says: sequence('execute → withRetry → for, line ①'),
  reported: lines(text, soundBreaker({ call: 'await ‹withRetry(fn)›' }), withRetry()),
  silent: lines(text, withRetry().ts.includes('CircuitOpenError') ? OPEN : '', withRetry()),
});

const CLIENT = `
  import { CircuitBreaker } from 'BREAKER';
  import { withRetry } from 'RETRY';

  const breaker = new CircuitBreaker();

  export const load = (id) => breaker.execute(() => ‹withRetry(() => fetch(id))›);
`;

const client = (breaker: string, retry: string): string => CLIENT.replace('BREAKER', breaker).replace('RETRY', retry);

/** A composition of what stands in other files, and one of a retry that is not there; the loop is in one, and is imported from one. */
const across = (
  number: number,
  name: string,
  retry: { readonly loop: string; readonly from: string },
  files: Readonly<Record<string, string | InBoth<string>>>,
  without: Readonly<Record<string, string | InBoth<string>>>,
): Shape => ({
  number,
  name,
  ...inBreaker,
  says: sequence(`breaker.execute → withRetry → for (${retry.loop}:2)`),
  reported: modules({ client: client('./breaker.js', retry.from), breaker: soundBreaker(), ...files }),
  silent: modules({ client: client('./breaker.js', retry.from), breaker: soundBreaker(), ...files, ...without }),
});

/** Functions that are handed the record of a circuit. */
function handedState(call: string): InBoth<string> {
  return lines(OPEN, withRetry(), {
    ts: woven`
      export interface Circuit {
        state: 'closed' | 'open' | 'half-open';
        generation: number;
        failures: number;
        openedAt: number;
      }

      export async function execute<T>(circuit: Circuit, fn: () => Promise<T>): Promise<T> {
        ${admitting(call, WORDS).replaceAll('@', 'circuit.')}
      }
    `,
    js: woven`
      const circuits = new Map();

      export async function execute(service, fn) {
        const circuit = circuitOf(service);
        ${admitting(call, WORDS).replaceAll('@', 'circuit.')}
      }

      function circuitOf(service) {
        let circuit = circuits.get(service);
        if (!circuit) {
          circuit = { state: 'closed', generation: 0, failures: 0, openedAt: 0 };
          circuits.set(service, circuit);
        }
        return circuit;
      }
    `,
  });
}

/** In JavaScript, what a decorator does is written as the call that it is. */
function decoratedByFramework(line: string, decorator: string, inJavaScript = decorator): InBoth<string> {
  const imports =
    "import { CircuitBreakerStrategy, CircuitOpenedException, ExponentialBackoff, RetryStrategy, UseResilience } from 'nestjs-resilience';";
  return lines(imports, {
    ts: `
      export class Client {
        ${line}@${decorator}
        async load(id: string): Promise<Response> {
          return fetch(id);
        }
      }
    `,
    js: `
      export class Client {
        async load(id) {
          return fetch(id);
        }
      }

      const descriptor = Object.getOwnPropertyDescriptor(Client.prototype, 'load');
      Object.defineProperty(Client.prototype, 'load', ${line}${inJavaScript}(Client.prototype, 'load', descriptor));
    `,
  });
}

/** A breaker around what a library repeats so often. */
const repeatedByLibrary = (count: number): InBoth<string> =>
  lines("import CircuitBreaker from 'opossum';", {
    ts: `
      import { Retryable } from 'typescript-retry-decorator';

      class Client {
        ①@‹Retryable({ maxAttempts: ${String(count)} })›
        async load(id: string): Promise<Response> {
          return fetch(id);
        }
      }

      const client = new Client();
      export const breaker = new CircuitBreaker((id: string) => client.load(id), { volumeThreshold: 5 });
    `,
    js: `
      import { makeRetriable } from 'p-retry';

      const load = makeRetriable((id) => fetch(id), { retries: ${String(count)} });
      ①export const breaker = new CircuitBreaker((id) => ‹load(id)›, { volumeThreshold: 5 });
    `,
  });

/** Two wrappers of functions: a breaker, and so many attempts. */
const WRAPPERS: InBoth<string> = {
  ts: woven`
    class CircuitOpenError extends Error {}

    function guarded(_target: object, _key: string, descriptor: PropertyDescriptor) {
      let state: 'closed' | 'open' | 'half-open' = 'closed';
      let generation = 0;
      let failures = 0;
      let openedAt = 0;
      const original = descriptor.value;
      descriptor.value = async function (this: unknown, ...args: unknown[]) {
        ${admitting('await original.apply(this, args)', WORDS).replaceAll('@', '')}
      };
    }

    function repeated(count: number) {
      return (_target: object, _key: string, descriptor: PropertyDescriptor) => {
        const original = descriptor.value;
        descriptor.value = async function (this: unknown, ...args: unknown[]) {
          ‹①for (let attempt = 1; ; attempt++) {
            try {
              return await original.apply(this, args);
            } catch (error) {
              if (attempt === count || error instanceof CircuitOpenError) throw error;
              await sleep(100);
            }
          }›
        };
      };
    }
  `,
  js: woven`
    class CircuitOpenError extends Error {}

    function guarded(fn) {
      let state = 'closed';
      let generation = 0;
      let failures = 0;
      let openedAt = 0;
      return async function circuitBreaker(...args) {
        ${admitting('await fn(...args)', WORDS).replaceAll('@', '')}
      };
    }

    const repeated = (count) => (fn) =>
      async function again(...args) {
        ‹①for (let attempt = 1; ; attempt++) {
          try {
            return await fn(...args);
          } catch (error) {
            if (attempt === count || error instanceof CircuitOpenError) throw error;
            await sleep(100);
          }
        }›
      };
  `,
};

const RETRY = withRetry({ exported: true });

const OPOSSUM =
  "import CircuitBreaker from 'opossum';\n\nclass CircuitOpenError extends Error {}\n\nconst breaker = new CircuitBreaker((fn) => fn(), { volumeThreshold: 5 });";

/** The same in modules that require each other. */
const required = (retry: string): { readonly files: Readonly<Record<string, string>> } => ({
  files: {
    client: client('./breaker.cjs', './retry.cjs')
      .replace(/import (\{ \w+ \}) from ('[^']*');/g, 'const $1 = require($2);')
      .replace('export const load', 'exports.load'),
    breaker: `${soundBreaker().js.replace('export class', 'class')}module.exports = { CircuitBreaker };\n`,
    retry: `${code(retry).replace('export async', 'async')}\nmodule.exports = { withRetry };\n`,
  },
});

const ONCE = 'export async function withRetry(fn) {\n  return fn();\n}';

const SHAPES: readonly Shape[] = [
  // Breakers.
  own(1, 'a breaker that is a class', (call) => phased(call, WORDS, { type: ": 'closed' | 'open' | 'half-open'" })),
  own(2, 'a breaker whose members are #private', (call) => lines(soundBreaker({ call }), withRetry())),
  own(3, 'a breaker that is a closure over variables', (call) =>
    lines(
      OPEN,
      withRetry(),
      woven`
      let state = 'closed';
      let generation = 0;
      let failures = 0;
      let openedAt = 0;

      export const circuitBreaker = {
        async execute(fn) {
          ${admitting(call, WORDS).replaceAll('@', '')}
        },
      };
    `,
    ),
  ),
  own(4, 'a breaker that a factory makes', (call) =>
    lines(OPEN, withRetry(), {
      ts: woven`
        export function createBreaker<T>(fn: () => Promise<T>): () => Promise<T> {
          let state: 'closed' | 'open' | 'half-open' = 'closed';
          let generation = 0;
          let failures = 0;
          let openedAt = 0;
          return async function execute() {
            ${admitting(call, WORDS).replaceAll('@', '')}
          };
        }
      `,
      js: woven`
        module.exports.createBreaker = (fn) => {
          let state = 'closed';
          let generation = 0;
          let failures = 0;
          let openedAt = 0;
          return async function execute() {
            ${admitting(call, WORDS).replaceAll('@', '')}
          };
        };
      `,
    }),
  ),
  own(5, 'breakers in a Map, by the service', (call) =>
    lines(OPEN, withRetry(), {
      ts: woven`
        const circuits = new Map<string, { state: 'closed' | 'open' | 'half-open'; generation: number; failures: number; openedAt: number }>();

        export async function execute<T>(service: string, fn: () => Promise<T>): Promise<T> {
          const circuit = circuits.get(service) ?? { state: 'closed', generation: 0, failures: 0, openedAt: 0 };
          circuits.set(service, circuit);
          ${admitting(call, WORDS).replaceAll('@', 'circuit.')}
        }
      `,
      js: woven`
        const circuits = new Map();

        export async function execute(service, fn) {
          const circuit = circuits.get(service) ?? { state: 'closed', generation: 0, failures: 0, openedAt: 0 };
          circuits.set(service, circuit);
          ${admitting(call, WORDS).replaceAll('@', 'circuit.')}
        }
      `,
    }),
  ),
  {
    number: 6,
    name: 'a breaker whose state is handed over as a parameter',
    ...inBreaker,
    says: sequence('execute → withRetry → for, line ①'),
    reported: handedState('await ‹withRetry(fn)›'),
    silent: handedState('await fn()'),
  },
  own(7, 'states of an enumeration', (call) =>
    phased(call, ['State.Closed', 'State.Open', 'State.HalfOpen'], {
      before: {
        ts: "enum State {\n  Closed = 'CLOSED',\n  Open = 'OPEN',\n  HalfOpen = 'HALF_OPEN',\n}",
        js: "const State = Object.freeze({ Closed: Symbol('closed'), Open: Symbol('open'), HalfOpen: Symbol('half-open') });",
      },
      type: ': State',
    }),
  ),
  own(8, 'states of a union of words', (call) =>
    phased(call, ["'CLOSED'", "'OPEN'", "'HALF_OPEN'"], { type: ": 'CLOSED' | 'OPEN' | 'HALF_OPEN'" }),
  ),
  own(9, 'states of an object of constants', (call) =>
    phased(call, ['STATES.CLOSED', 'STATES.OPEN', 'STATES.HALF_OPEN'], {
      before: {
        ts: "const STATES = { CLOSED: 'closed', OPEN: 'open', HALF_OPEN: 'half-open' } as const;",
        js: "const STATES = { CLOSED: 'closed', OPEN: 'open', HALF_OPEN: 'half-open' };",
      },
    }),
  ),
  own(10, 'a state that is true or false', flagged),
  own(11, 'states that are numbers with names', (call) =>
    phased(call, ['CLOSED', 'OPEN', 'HALF_OPEN'], {
      before: 'const CLOSED = 0;\nconst OPEN = 1;\nconst HALF_OPEN = 2;',
      type: ': number',
    }),
  ),
  own(12, 'a time until which the circuit is open, and no other state', until),
  {
    number: 13,
    name: 'a breaker and a retry that a decorator of a framework is handed, the first innermost',
    ...inBreaker,
    says: [
      {
        messageId: 'sequenceCountedUnknown',
        data: {
          calls: '10 times the number of attempts',
          path: 'CircuitBreakerStrategy → RetryStrategy, line ①',
        },
      },
    ],
    reported: decoratedByFramework(
      '①',
      '‹UseResilience(new RetryStrategy({ maxRetries: 3, backoff: ExponentialBackoff }), new CircuitBreakerStrategy({ requestVolumeThreshold: 10 }))›',
      'UseResilience(‹new RetryStrategy({ maxRetries: 3, backoff: ExponentialBackoff })›, new CircuitBreakerStrategy({ requestVolumeThreshold: 10 }))',
    ),
    silent: decoratedByFramework(
      '',
      'UseResilience(new CircuitBreakerStrategy({ requestVolumeThreshold: 10 }), new RetryStrategy({ maxRetries: 3, retryable: (error) => !(error instanceof CircuitOpenedException) }))',
    ),
  },
  {
    number: 14,
    name: 'decorators of one method, the topmost outermost, and wrappers of one function',
    ...inBreaker,
    says: { ts: sequence('value → for, line ①'), js: sequence('circuitBreaker → for, line ①') },
    reported: lines(WRAPPERS, {
      ts: `
        export class Client {
          @guarded
          @repeated(3)
          async load(id: string): Promise<Response> {
            return fetch(id);
          }
        }
      `,
      js: 'export const load = guarded(repeated(3)((id) => fetch(id)));',
    }),
    silent: lines(WRAPPERS, {
      ts: `
        export class Client {
          @repeated(3)
          @guarded
          async load(id: string): Promise<Response> {
            return fetch(id);
          }
        }
      `,
      js: 'export const load = repeated(3)(guarded((id) => fetch(id)));',
    }),
  },
  {
    number: 15,
    name: 'a breaker that extends another',
    ...inBreaker,
    says: sequence('breaker.execute → withRetry → for, line ①'),
    reported: lines(
      soundBreaker(),
      withRetry(),
      'class ServiceBreaker extends CircuitBreaker {}',
      'const breaker = new ServiceBreaker();',
      'export const load = (id) => breaker.execute(() => ‹withRetry(() => fetch(id))›);',
    ),
    silent: lines(
      soundBreaker(),
      withRetry(),
      'class ServiceBreaker extends CircuitBreaker {}',
      'const breaker = new ServiceBreaker();',
      'export const load = (id) => withRetry(() => breaker.execute(() => fetch(id)));',
    ),
  },
  {
    number: 16,
    name: 'a breaker of a library',
    ...inBreaker,
    says: sequence('breaker.fire → withRetry → for, line ①'),
    reported: lines(
      OPOSSUM,
      withRetry(),
      'export const load = (id) => breaker.fire(() => ‹withRetry(() => fetch(id))›);',
    ),
    silent: lines(
      OPOSSUM,
      withRetry(),
      'export const load = (id) => breaker.fire(() => fetch(id));\nexport const read = (id) => withRetry(() => fetch(id));',
    ),
  },
  {
    number: 17,
    name: 'a thin wrapper around a breaker of a library',
    ...inBreaker,
    says: sequence('breaker.fire → withRetry → for, line ①'),
    reported: lines(
      OPOSSUM,
      withRetry(),
      'class Guard {\n  async run(fn) {\n    return breaker.fire(fn);\n  }\n}',
      'const guard = new Guard();',
      'export const load = (id) => guard.run(() => ‹withRetry(() => fetch(id))›);',
    ),
    silent: lines(
      OPOSSUM,
      withRetry(),
      'class Guard {\n  async run(fn) {\n    return breaker.fire(fn);\n  }\n}',
      'const guard = new Guard();',
      'export const load = (id) => guard.run(() => fetch(id));\nexport const read = (id) => withRetry(() => fetch(id));',
    ),
  },

  // Retries.
  handed(
    18,
    'a retry by for',
    again(
      '①for (let attempt = 1; ; attempt++) {\n  try {\n    return await fn();\n  } catch (error) {\n    if (attempt === 3 || error instanceof CircuitOpenError) throw error;\n    await sleep(100);\n  }\n}',
    ),
    'breaker.execute → again → for, line ①',
  ),
  handed(
    19,
    'a retry by while',
    again(
      'let left = 3;\n①while (true) {\n  try {\n    return await fn();\n  } catch (error) {\n    left -= 1;\n    if (left === 0 || error instanceof CircuitOpenError) throw error;\n    await sleep(100);\n  }\n}',
    ),
    'breaker.execute → again → while, line ①',
  ),
  handed(
    20,
    'a retry by do',
    again(
      'let attempt = 0;\n①do {\n  attempt += 1;\n  try {\n    return await fn();\n  } catch (error) {\n    if (attempt === 3 || error instanceof CircuitOpenError) throw error;\n    await sleep(100);\n  }\n} while (true);',
    ),
    'breaker.execute → again → do, line ①',
  ),
  handed(
    21,
    'a retry by for await',
    again(
      'let left = 3;\n①for await (const _ of ticks(100)) {\n  try {\n    return await fn();\n  } catch (error) {\n    left -= 1;\n    if (left === 0 || error instanceof CircuitOpenError) throw error;\n  }\n}',
    ),
    'breaker.execute → again → for await, line ①',
  ),
  handed(
    22,
    'a retry by recursion with a counter',
    {
      ts: 'async function again<T>(fn: () => Promise<T>, left = 2): Promise<T> {\n  try {\n    return await fn();\n  } catch (error) {\n    if (left === 0 || error instanceof CircuitOpenError) throw error;\n    ①return again(fn, left - 1);\n  }\n}',
      js: 'async function again(fn, left = 2) {\n  try {\n    return await fn();\n  } catch (error) {\n    if (left === 0 || error instanceof CircuitOpenError) throw error;\n    ①return again(fn, left - 1);\n  }\n}',
    },
    'breaker.execute → again → itself, line ①',
  ),
  handed(
    23,
    'a retry by a chain of promises',
    {
      ts: 'const again = <T>(fn: () => Promise<T>, left = 2): Promise<T> =>\n  fn().catch((error: unknown) => {\n    if (left === 0 || error instanceof CircuitOpenError) throw error;\n    ①return again(fn, left - 1);\n  });',
      js: 'const again = (fn, left = 2) =>\n  fn().catch((error) => {\n    if (left === 0 || error instanceof CircuitOpenError) throw error;\n    ①return again(fn, left - 1);\n  });',
    },
    'breaker.execute → again → itself, line ①',
  ),
  {
    number: 23,
    name: 'attempts one behind the other, each in the catch of the one before',
    ...inBreaker,
    says: sequence('breaker.execute → again, line ①'),
    reported: lines(
      soundBreaker(),
      'const breaker = new CircuitBreaker();',
      '①export const load = (id) => breaker.execute(() => ‹fetch(id).catch(() => fetch(id))›.catch(() => fetch(id)));',
    ),
    silent: lines(
      soundBreaker(),
      'const breaker = new CircuitBreaker();',
      'export const load = (id) => breaker.execute(() => fetch(id).catch(() => fetch(`${id}/replica`)).catch(() => cache.get(id)));',
    ),
  },
  {
    number: 24,
    name: 'a fold over delays that hangs a catch on for each',
    ...inBreaker,
    says: sequence('breaker.execute → again → again, line ①'),
    reported: lines(
      soundBreaker(),
      '①const again = (fn) => [100, 200].reduce((chain, delay) => chain.catch(() => sleep(delay).then(fn)), fn());',
      'const breaker = new CircuitBreaker();',
      'export const load = (id) => breaker.execute(() => ‹again(() => fetch(id))›);',
    ),
    silent: lines(
      soundBreaker(),
      'const inOrder = (fn) => [100, 200].reduce((chain, delay) => chain.then(() => sleep(delay).then(fn)), fn());',
      'const breaker = new CircuitBreaker();',
      'export const load = (id) => breaker.execute(() => inOrder(() => fetch(id)));',
    ),
  },
  handed(
    25,
    'a retry that is a helper',
    withRetry(),
    'breaker.execute → withRetry → for, line ①',
    'withRetry(() => fetch(id))',
  ),
  {
    number: 26,
    name: 'a retry that a helper runs through another helper',
    ...inBreaker,
    says: sequence('breaker.execute → patiently → inner → withRetry → for, line ①'),
    reported: lines(
      soundBreaker(),
      withRetry(),
      'const inner = (fn) => ‹withRetry(fn)›;\nconst patiently = (fn) => inner(fn);\nconst breaker = new CircuitBreaker();',
      'export const load = (id) => breaker.execute(() => patiently(() => fetch(id)));',
    ),
    silent: lines(
      soundBreaker(),
      withRetry(),
      'const inner = (fn) => withRetry(fn);\nconst patiently = (fn) => inner(fn);\nconst breaker = new CircuitBreaker();',
      'export const load = (id) => patiently(() => breaker.execute(() => fetch(id)));',
    ),
  },
  handed(
    27,
    'a retry that is a class with an execute',
    lines(retryClass(), 'const retry = new RetryPolicy();'),
    'breaker.execute → retry.execute → for, line ①',
    'retry.execute(() => fetch(id))',
  ),
  {
    number: 28,
    name: 'a decorator of a library that repeats a method, and a wrapper of one that repeats a function',
    ...inBreaker,
    says: { ts: sequence('breaker.fire → Retryable, line ①'), js: sequence('breaker.fire → load, line ①') },
    reported: repeatedByLibrary(2),
    silent: repeatedByLibrary(0),
  },
  handed(
    29,
    'a retry of a library',
    "import { backOff } from 'exponential-backoff';",
    'breaker.execute → backOff, line ①',
    '①backOff(() => fetch(id), { numOfAttempts: 3, retry: (error) => !(error instanceof CircuitOpenError) })',
  ),
  {
    number: 30,
    name: 'a client that repeats by itself',
    ...inBreaker,
    says: sequence('breaker.execute → api.get, line ①'),
    reported: lines(
      "import ky from 'ky';",
      soundBreaker(),
      'const api = ky.create({ retry: 2 });\nconst breaker = new CircuitBreaker();\n①export const load = (id) => breaker.execute(() => ‹api.get(id)›);',
    ),
    silent: lines(
      "import ky from 'ky';",
      soundBreaker(),
      'const api = ky.create({ retry: 0 });\nconst breaker = new CircuitBreaker();\nexport const load = (id) => breaker.execute(() => api.get(id));',
    ),
  },

  // Loops that are no retries.
  loop(
    31,
    'a poll: what is asked again has succeeded',
    REPEATS,
    "for (let attempt = 0; attempt < 3; attempt++) {\n  const job = await fn();\n  if (job.done) return job;\n  await sleep(1_000);\n}\nthrow new Error('still running');",
  ),
  loop(
    32,
    'pages, one after the other',
    REPEATS,
    'const items = [];\nfor (let page = 0; page < 3; page++) {\n  items.push(...(await fn(page)));\n}\nreturn items;',
  ),
  loop(
    33,
    'jobs of a queue, of which each is tried once',
    REPEATS,
    'for (let job = this.jobs.shift(); job !== undefined; job = this.jobs.shift()) {\n  try {\n    await fn(job);\n  } catch (error) {\n    log(job, error);\n  }\n}',
  ),
  loop(
    34,
    'a connection that is made again whenever it has ended',
    REPEATS,
    'while (!this.isStopped) {\n  const connection = await fn();\n  await connection.closed;\n  await sleep(1_000);\n}',
  ),
  loop(
    35,
    'a lock that is waited for before the call',
    REPEATS,
    'while (!(await this.lock.tryAcquire())) {\n  await sleep(50);\n}\nreturn await fn();',
  ),
  loop(
    36,
    'a name that is not taken yet',
    REPEATS,
    "for (let attempt = 0; attempt < 3; attempt++) {\n  const name = randomName();\n  try {\n    return await fn(name);\n  } catch (error) {\n    if (error.code !== 'TAKEN') throw error;\n  }\n}\nthrow new Error('no name left');",
  ),
  loop(
    37,
    'other targets in turn',
    REPEATS,
    'let last;\nfor (const replica of this.replicas) {\n  try {\n    return await fn(replica);\n  } catch (error) {\n    last = error;\n  }\n}\nthrow last;',
  ),
  loop(
    38,
    'a transaction that begins again with what is stored by then',
    REPEATS,
    'for (;;) {\n  const { value, version } = await fn();\n  if (await this.store.replace(version, next(value))) return value;\n}',
  ),

  // Circuits that are no circuit breakers.
  beside(
    39,
    'a breaker of a power line',
    "export class CircuitBreakerPanel {\n  position = 'closed';\n\n  trip() {\n    this.position = 'open';\n  }\n\n  async reset(panel) {\n    await withRetry(() => panel.close());\n    this.position = 'closed';\n  }\n}",
  ),
  beside(
    40,
    'a trading halt',
    "export class MarketCircuitBreaker {\n  status = 'OPEN';\n\n  halt() {\n    this.status = 'HALTED';\n  }\n\n  async resume(exchange) {\n    await withRetry(() => exchange.resume());\n    this.status = 'OPEN';\n  }\n}",
  ),
  beside(
    41,
    'a pause of a contract on a chain',
    'export async function tripCircuitBreaker(contract) {\n  const isOpen = await contract.circuitBreakerOpen();\n  if (!isOpen) await withRetry(() => contract.openCircuitBreaker());\n}',
  ),
  beside(
    42,
    'a breaker of lines',
    "export class LineBreaker {\n  state = 'open';\n\n  async write(stream, text) {\n    for (const line of text.split(' ')) await withRetry(() => stream.write(line));\n    this.state = 'closed';\n  }\n}",
  ),
  beside(
    43,
    'a drawer that is half open',
    "export class Drawer {\n  state = 'closed';\n\n  async show(page) {\n    this.state = 'half-open';\n    await withRetry(() => page.animate());\n    this.state = 'open';\n  }\n}",
  ),

  // Several files.
  across(
    44,
    'a breaker and a retry of two files, put together in a third',
    { loop: 'retry.EXT', from: './retry.js' },
    { retry: RETRY },
    { retry: ONCE },
  ),
  across(
    45,
    'a retry that another file exports again by a name of its own',
    { loop: 'again.EXT', from: './retry.js' },
    {
      retry: "export { again as withRetry } from './again.js';",
      again: { ts: RETRY.ts.replace('withRetry', 'again'), js: RETRY.js.replace('withRetry', 'again') },
    },
    { again: ONCE.replace('withRetry', 'again') },
  ),
  across(
    46,
    'a retry behind a barrel',
    { loop: 'net/retry.EXT', from: './net/index.js' },
    { 'net/index': "export * from './retry.js';", 'net/retry': RETRY },
    { 'net/retry': ONCE },
  ),
  across(
    47,
    'a retry by a path of the project',
    { loop: 'lib/retry.EXT', from: '@/retry' },
    {
      'tsconfig.json': '{ "compilerOptions": { "allowJs": true, "paths": { "@/*": ["./lib/*"] } } }',
      'lib/retry': RETRY,
    },
    { 'lib/retry': ONCE },
  ),
  {
    number: 48,
    name: 'modules that require, and modules that are imported',
    ...inBreaker,
    says: {
      ts: sequence('breaker.execute → withRetry → for (retry.ts:2)'),
      js: sequence('breaker.execute → withRetry → for (retry.cjs:2)'),
    },
    reported: {
      ts: modules({ client: client('./breaker.js', './retry.js'), breaker: soundBreaker(), retry: RETRY }).ts,
      js: required(RETRY.js),
    },
    silent: {
      ts: modules({ client: client('./breaker.js', './retry.js'), breaker: soundBreaker(), retry: ONCE }).ts,
      js: required(ONCE),
    },
  },
  {
    number: 49,
    name: 'a file that is not there: nothing is known of what it would export',
    ...inBreaker,
    says: sequence('breaker.execute → withRetry → for (retry.EXT:2)'),
    reported: modules({ client: client('./breaker.js', './retry.js'), breaker: soundBreaker(), retry: RETRY }),
    silent: modules({ client: client('./breaker.js', './retry.js'), breaker: soundBreaker() }),
  },
];

specify('things to recognise', 49, SHAPES);
