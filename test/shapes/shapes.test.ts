/** How breakers and retries are written, and how they are put together. */
import { woven } from '../support/marked.js';
import { lines, modules, specify, type InBoth, type Shape } from '../support/shapes.js';
import { attempts, retryClass, soundBreaker, splitBreaker, withRetry } from '../support/sound-breaker.js';

const sequence = (path: string, calls = 15, threshold = 5) => [
  {
    messageId: 'sequenceCounted',
    data: { calls: String(calls), threshold: String(threshold), attempts: String(calls / threshold), path },
  },
];

const inBreaker = { rule: 'no-retry-in-breaker' } as const;

/** A breaker, a retry that passes over the open circuit, and what composes them. */
const composed = (client: string): InBoth<string> =>
  lines(soundBreaker(), withRetry(), 'const breaker = new CircuitBreaker();', client);

const LIBRARIES = `
  import CircuitBreaker from 'opossum';
  import pRetry from 'p-retry';
`;

const NOT_OPEN = "shouldRetry: ({ error }) => error.code !== 'EOPENBREAKER'";

const POLICIES = `
  import { circuitBreaker, ConsecutiveBreaker, handleAll, handleWhen, isBrokenCircuitError, retry, wrap } from 'cockatiel';

  const breaker = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });
  const again = retry(handleAll, { maxAttempts: 2 });
  const unlessOpen = retry(handleWhen((error) => !isBrokenCircuitError(error)), { maxAttempts: 2 });
`;

const CLIENTS = `
  import axios from 'axios';
  import axiosRetry from 'axios-retry';
  import CircuitBreaker from 'opossum';

  const client = axios.create();
  const plain = axios.create();
  axiosRetry(client, { retries: 2 });
`;

/** A parent class with three attempts. */
const RETRYING: InBoth<string> = {
  ts: woven`
    class Retrying {
      ${attempts('protected async withRetry<T>(fn: () => Promise<T>): Promise<T>', 3)}
    }
  `,
  js: woven`
    class Retrying {
      ${attempts('async withRetry(fn)', 3)}
    }
  `,
};

/** A breaker whose record every process shares. */
const shared = (records: string): InBoth<string> => ({
  ts: woven`
    export class SharedCircuitBreaker {
      constructor(private readonly redis: Redis) {}

      async recordFailure(service: string): Promise<void> {
        ${records}
      }
    }
  `,
  js: woven`
    export class SharedCircuitBreaker {
      constructor(redis) {
        this.redis = redis;
      }

      async recordFailure(service) {
        ${records}
      }
    }
  `,
});

/** Interceptors of one client: the first asks the breaker, the second tells it. */
function intercepted(records: string, rejects: string): InBoth<string> {
  return lines(
    "import axios from 'axios';",
    splitBreaker(),
    `
      const breaker = new CircuitBreaker();
      const client = axios.create();

      client.interceptors.request.use((config) => {
        const permit = breaker.canRequest();
        if (permit === undefined) {
          ${rejects}
        }
        return { ...config, permit };
      });

      client.interceptors.response.use(
        (response) => {
          breaker.recordSuccess(response.config.permit);
          return response;
        },
        (error) => {
          const { config } = error;
          ${records}
          throw error;
        },
      );
    `,
  );
}

const ADMIT = `
  if (@state === 'half-open') throw new CircuitOpenError();
  if (@state === 'open') {
    if (Date.now() - @openedAt < 30_000) throw new CircuitOpenError();
    @state = 'half-open';
    @generation += 1;
  }
`;

const RUN = `
  const admitted = @generation;
  try {
    const result = CALL;
    if (admitted === @generation) {
      @failures = 0;
      if (@state === 'half-open') {
        @state = 'closed';
        @generation += 1;
      }
    }
    return result;
  } catch (error) {
    if (admitted === @generation) {
      @failures += 1;
      if (@state === 'half-open' || @failures >= 5) {
        @state = 'open';
        @openedAt = Date.now();
        @generation += 1;
      }
    }
    throw error;
  }
`;

const CELLS = "state: 'closed', generation: 0, failures: 0, openedAt: 0";
const VARIABLES = "let state = 'closed';\nlet generation = 0;\nlet failures = 0;\nlet openedAt = 0;";

/** The same breaker, with its cells in one place or another. */
const kept = (cell: string, call: string): string => woven`${ADMIT}${RUN}`.replaceAll('@', cell).replace('CALL', call);

const PLACES: Readonly<Record<string, (call: string) => InBoth<string>>> = {
  'fields of a class': (call) => lines(soundBreaker({ call }), withRetry()),
  'a closure': (call) =>
    lines('class CircuitOpenError extends Error {}', withRetry(), {
      ts: woven`
    export function createCircuitBreaker() {
      let state: 'closed' | 'open' | 'half-open' = 'closed';
      let generation = 0;
      let failures = 0;
      let openedAt = 0;

      async function execute<T>(fn: () => Promise<T>): Promise<T> {
        ${kept('', call)}
      }

      return { execute };
    }
  `,
      js: woven`
    module.exports = function createCircuitBreaker() {
      ${VARIABLES}

      async function execute(fn) {
        ${kept('', call)}
      }

      return { execute };
    };
  `,
    }),
  'variables of the module': (call) =>
    lines('// The circuit breaker of this process.\nclass CircuitOpenError extends Error {}', withRetry(), VARIABLES, {
      ts: woven`
    export async function execute<T>(fn: () => Promise<T>): Promise<T> {
      ${kept('', call)}
    }
  `,
      js: woven`
    export async function execute(fn) {
      ${kept('', call)}
    }
  `,
    }),
  'records of a Map': (call) =>
    lines('class CircuitOpenError extends Error {}', withRetry(), {
      ts: woven`
    interface Circuit {
      state: 'closed' | 'open' | 'half-open';
      generation: number;
      failures: number;
      openedAt: number;
    }

    export class CircuitBreakers {
      private readonly circuits = new Map<string, Circuit>();

      async execute<T>(service: string, fn: () => Promise<T>): Promise<T> {
        const circuit = this.circuitOf(service);
        ${kept('circuit.', call)}
      }

      private circuitOf(service: string): Circuit {
        let circuit = this.circuits.get(service);
        if (!circuit) {
          circuit = { ${CELLS} };
          this.circuits.set(service, circuit);
        }
        return circuit;
      }
    }
  `,
      js: woven`
    export class CircuitBreakers {
      #circuits = new Map();

      async execute(service, fn) {
        const circuit = this.#circuitOf(service);
        ${kept('circuit.', call)}
      }

      #circuitOf(service) {
        let circuit = this.#circuits.get(service);
        if (!circuit) {
          circuit = { ${CELLS} };
          this.#circuits.set(service, circuit);
        }
        return circuit;
      }
    }
  `,
    }),
  'an object in a field': (call) =>
    lines('class CircuitOpenError extends Error {}', withRetry(), {
      ts: woven`
    export class CircuitBreaker {
      private readonly circuit = { ${CELLS} };

      async execute<T>(fn: () => Promise<T>): Promise<T> {
        ${kept('this.circuit.', call)}
      }
    }
  `,
      js: woven`
    export class CircuitBreaker {
      #circuit = { ${CELLS} };

      async execute(fn) {
        ${kept('this.#circuit.', call)}
      }
    }
  `,
    }),
  'an instance whose functions are on the prototype': (call) =>
    lines('class CircuitOpenError extends Error {}', withRetry(), {
      ts: woven`
    export function CircuitBreaker(this: Circuit) {
      this.state = 'closed';
      this.generation = 0;
      this.failures = 0;
      this.openedAt = 0;
    }

    CircuitBreaker.prototype.execute = async function <T>(this: Circuit, fn: () => Promise<T>): Promise<T> {
      ${kept('this.', call)}
    };
  `,
      js: woven`
    function CircuitBreaker() {
      this.state = 'closed';
      this.generation = 0;
      this.failures = 0;
      this.openedAt = 0;
    }

    CircuitBreaker.prototype.execute = async function (fn) {
      ${kept('this.', call)}
    };

    module.exports = CircuitBreaker;
  `,
    }),
};

/** Breakers whose state moves elsewhere than in the code that makes the call. */
const TRANSITIONS: Readonly<Record<string, (call: string) => InBoth<string>>> = {
  'transitions in a getter, when somebody looks': (call) =>
    lines('class CircuitOpenError extends Error {}', withRetry(), {
      ts: woven`
    export class CircuitBreaker {
      private current: 'closed' | 'open' | 'half-open' = 'closed';
      private generation = 0;
      private failures = 0;
      private openedAt = 0;
      private isProbing = false;

      get state() {
        if (this.current === 'open' && Date.now() - this.openedAt >= 30_000) {
          this.current = 'half-open';
          this.generation += 1;
          this.isProbing = false;
        }
        return this.current;
      }

      async execute<T>(fn: () => Promise<T>): Promise<T> {
        ${looking('this.', call)}
      }
    }
  `,
      js: woven`
    export class CircuitBreaker {
      current = 'closed';
      generation = 0;
      failures = 0;
      openedAt = 0;
      isProbing = false;

      get state() {
        if (this.current === 'open' && Date.now() - this.openedAt >= 30_000) {
          this.current = 'half-open';
          this.generation += 1;
          this.isProbing = false;
        }
        return this.current;
      }

      async execute(fn) {
        ${looking('this.', call)}
      }
    }
  `,
    }),
  'transitions by a timer': (call) =>
    lines('class CircuitOpenError extends Error {}', withRetry(), {
      ts: woven`
    export class CircuitBreaker {
      private state: 'closed' | 'open' | 'half-open' = 'closed';
      private generation = 0;
      private failures = 0;
      private isProbing = false;
      private timer: NodeJS.Timeout | undefined;

      async execute<T>(fn: () => Promise<T>): Promise<T> {
        ${timed('this.', call)}
      }
    }
  `,
      js: woven`
    export class CircuitBreaker {
      #state = 'closed';
      #generation = 0;
      #failures = 0;
      #isProbing = false;
      #timer;

      async execute(fn) {
        ${timed('this.#', call)}
      }
    }
  `,
    }),
};

/** Asks through a getter. */
function looking(self: string, call: string): string {
  return `
    if (@state === 'open') throw new CircuitOpenError();
    if (@state === 'half-open') {
      if (@isProbing) throw new CircuitOpenError();
      @isProbing = true;
    }
    const admitted = @generation;
    try {
      const result = ${call};
      if (admitted === @generation) {
        @failures = 0;
        @current = 'closed';
        @generation += 1;
      }
      return result;
    } catch (error) {
      if (admitted === @generation) {
        @failures += 1;
        if (@current === 'half-open' || @failures >= 5) {
          @current = 'open';
          @openedAt = Date.now();
          @generation += 1;
        }
      }
      throw error;
    }
  `.replaceAll('@', self);
}

/** Turns half-open by itself. */
function timed(self: string, call: string): string {
  return `
    if (@state === 'open') throw new CircuitOpenError();
    if (@state === 'half-open') {
      if (@isProbing) throw new CircuitOpenError();
      @isProbing = true;
    }
    const admitted = @generation;
    try {
      const result = ${call};
      if (admitted === @generation) {
        @failures = 0;
        @state = 'closed';
        @generation += 1;
      }
      return result;
    } catch (error) {
      if (admitted === @generation) {
        @failures += 1;
        if (@state === 'half-open' || @failures >= 5) {
          @state = 'open';
          @generation += 1;
          clearTimeout(@timer);
          @timer = setTimeout(() => {
            @state = 'half-open';
            @generation += 1;
            @isProbing = false;
          }, 30_000);
        }
      }
      throw error;
    }
  `.replaceAll('@', self);
}

/** An open circuit that answers. */
function answering(rejection: string): InBoth<string> {
  const admitted = (self: string): string =>
    `
    if (@state === 'half-open') {
      ${rejection}
    }
    if (@state === 'open') {
      if (Date.now() - @openedAt < 30_000) {
        ${rejection}
      }
      @state = 'half-open';
      @generation += 1;
    }
    ${RUN.trim()}
  `
      .replaceAll('@', self)
      .replace('CALL', 'await fn()');
  return lines('class CircuitOpenError extends Error {}', {
    ts: woven`
    export class CircuitBreaker {
      private state: 'closed' | 'open' | 'half-open' = 'closed';
      private generation = 0;
      private failures = 0;
      private openedAt = 0;

      async execute(fn: () => Promise<Response>) {
        ${admitted('this.')}
      }
    }
  `,
    js: woven`
    export class CircuitBreaker {
      #state = 'closed';
      #generation = 0;
      #failures = 0;
      #openedAt = 0;

      async execute(fn) {
        ${admitted('this.#')}
      }
    }
  `,
  });
}

/** A breaker of the time before promises. */
function callingBack(rejects: string): InBoth<string> {
  const body = (self: string): string =>
    `
    if (@state === 'half-open' || (@state === 'open' && Date.now() - @openedAt < 30_000)) {
      ${rejects};
      return;
    }
    if (@state === 'open') {
      @state = 'half-open';
      @generation += 1;
    }
    const admitted = @generation;
    action((error, result) => {
      if (admitted === @generation) {
        if (error) {
          @failures += 1;
          if (@state === 'half-open' || @failures >= 5) {
            @state = 'open';
            @openedAt = Date.now();
            @generation += 1;
          }
        } else {
          @failures = 0;
          @state = 'closed';
        }
      }
      done(error, result);
    });
  `.replaceAll('@', self);
  return lines({
    ts: woven`
    export class CircuitBreaker {
      private state: 'closed' | 'open' | 'half-open' = 'closed';
      private generation = 0;
      private failures = 0;
      private openedAt = 0;

      run(action: (done: Callback) => void, done: Callback): void {
        ${body('this.')}
      }
    }
  `,
    js: woven`
    function CircuitBreaker() {
      this.state = 'closed';
      this.generation = 0;
      this.failures = 0;
      this.openedAt = 0;
    }

    CircuitBreaker.prototype.run = function (action, done) {
      ${body('this.')}
    };

    module.exports = CircuitBreaker;
  `,
  });
}

const SHAPES: readonly Shape[] = [
  // 1. The composition that everybody writes.
  ...(
    [
      ['execute', '() => ‹withRetry(() => fetch(id))›'],
      ['call', 'async () => {\n  const response = await ‹withRetry(() => fetch(id))›;\n  return response.json();\n}'],
      ['run', 'async () => ‹withRetry(async () => (await fetch(id)).json())›'],
      ['exec', 'function () {\n  return ‹withRetry(() => fetch(id))›;\n}'],
    ] as const
  ).map(([method, closure]): Shape => ({
    number: 1,
    name: `a closure that retries, handed to ${method}`,
    ...inBreaker,
    says: sequence(`breaker.${method} → withRetry → for, line ①`),
    reported: lines(
      soundBreaker({ method }),
      withRetry(),
      'const breaker = new CircuitBreaker();',
      `export const load = (id) => breaker.${method}(${closure});`,
    ),
    silent: lines(
      soundBreaker({ method }),
      withRetry(),
      'const breaker = new CircuitBreaker();',
      `export const load = (id) => withRetry(() => breaker.${method}(() => fetch(id)));`,
    ),
  })),
  {
    number: 1,
    name: 'a closure that retries, handed to fire',
    ...inBreaker,
    says: sequence('breaker.fire → pRetry, line ①'),
    reported: lines(
      LIBRARIES,
      'const breaker = new CircuitBreaker((call) => call(), { volumeThreshold: 5 });',
      '①export const load = (id) => breaker.fire(async () => ‹pRetry(() => fetch(id), { retries: 2 })›);',
    ),
    silent: lines(
      LIBRARIES,
      'const breaker = new CircuitBreaker((call) => call(), { volumeThreshold: 5 });',
      `export const load = (id) => pRetry(() => breaker.fire(() => fetch(id)), { retries: 2, ${NOT_OPEN} });`,
    ),
  },

  // 2. A name for the closure.
  {
    number: 2,
    name: 'a closure that has a name first, and shares it with a method',
    ...inBreaker,
    says: sequence('breaker.execute → withRetry → for, line ①'),
    reported: lines(
      soundBreaker(),
      withRetry(),
      `
        export class Client {
          breaker = new CircuitBreaker();

          async load(id) {
            const executeRequest = () => ‹withRetry(() => this.executeRequest(id))›;
            return this.breaker.execute(executeRequest);
          }

          async executeRequest(id) {
            return fetch(id);
          }
        }
      `,
    ),
    silent: lines(
      soundBreaker(),
      withRetry(),
      `
        export class Client {
          breaker = new CircuitBreaker();

          async load(id) {
            const executeRequest = () => fetch(id);
            return this.breaker.execute(executeRequest);
          }

          async executeRequest(id) {
            return withRetry(() => this.load(id));
          }
        }
      `,
    ),
  },

  // 3. The retry as a method of the breaker.
  ...(
    [
      [
        'an instance method',
        'this.withRetry(fn)',
        'private async withRetry<T>(fn: () => Promise<T>): Promise<T>',
        'async withRetry(fn)',
      ],
      [
        'a #private method',
        'this.#withRetry(fn)',
        'async #withRetry<T>(fn: () => Promise<T>): Promise<T>',
        'async #withRetry(fn)',
      ],
      [
        'a static method',
        'CircuitBreaker.withRetry(fn)',
        'private static async withRetry<T>(fn: () => Promise<T>): Promise<T>',
        'static async withRetry(fn)',
      ],
    ] as const
  ).map(([what, call, ts, js]): Shape => {
    const retry = (count: number): InBoth<string> => ({ ts: attempts(ts, count), js: attempts(js, count) });
    return {
      number: 3,
      name: `a retry in ${what}`,
      ...inBreaker,
      says: sequence(
        `execute → ${call.includes('CircuitBreaker') ? 'CircuitBreaker.withRetry' : 'withRetry'} → for, line ①`,
      ),
      reported: soundBreaker({ call: `await ‹${call}›`, members: retry(3) }),
      silent: soundBreaker({ call: `await ${call}`, members: retry(1) }),
    };
  }),
  {
    number: 3,
    name: 'a retry in a method that is inherited',
    ...inBreaker,
    says: sequence('execute → withRetry → for, line ①'),
    reported: lines(RETRYING, soundBreaker({ call: 'await ‹this.withRetry(fn)›', parent: 'Retrying' })),
    silent: lines(RETRYING, soundBreaker({ parent: 'Retrying' })),
  },

  // 4. Everything in one function.
  {
    number: 4,
    name: 'check, loop and record in one function without a callback',
    ...inBreaker,
    says: sequence('execute → for, line ①'),
    reported: soundBreaker({
      body: `
        const admitted = $admit();
        let lastError;
        ‹①for (let attempt = 1; attempt <= 3; attempt++) {
          try {
            const response = await fetch('/a');
            $onSuccess(admitted);
            return response;
          } catch (error) {
            lastError = error;
            await sleep(100);
          }
        }›
        $onFailure(admitted);
        throw lastError;
      `,
    }),
    silent: lines(
      "import { policy } from './policy.js';",
      soundBreaker({
        opens: 'policy.shouldOpenCircuit($failures)',
        body: `
          for (let attempt = 0; ; attempt++) {
            const admitted = $admit();
            try {
              const response = await fetch('/a');
              $onSuccess(admitted);
              return response;
            } catch (error) {
              $onFailure(admitted);
              if (!policy.shouldRetry(attempt, error)) throw error;
              await sleep(100);
            }
          }
        `,
      }),
    ),
  },

  // 5. A breaker that is asked and told by its callers.
  {
    number: 5,
    name: 'a split interface, asked before a loop and told behind it',
    ...inBreaker,
    says: sequence('get → for, line ①'),
    reported: lines(
      splitBreaker(),
      `
        export class Client {
          breaker = new CircuitBreaker();

          async get(url) {
            const permit = this.breaker.canRequest();
            if (permit === undefined) throw new CircuitOpenError();
            let lastError;
            ‹①for (let attempt = 0; attempt < 3; attempt++) {
              try {
                const response = await fetch(url);
                this.breaker.recordSuccess(permit);
                return response;
              } catch (error) {
                lastError = error;
                await sleep(100);
              }
            }›
            this.breaker.recordFailure(permit);
            throw lastError;
          }
        }
      `,
    ),
    silent: lines(
      splitBreaker(),
      withRetry(),
      `
        export class Client {
          breaker = new CircuitBreaker();

          async get(url) {
            const permit = this.breaker.canRequest();
            if (permit === undefined) throw new CircuitOpenError();
            try {
              const response = await fetch(url);
              this.breaker.recordSuccess(permit);
              return response;
            } catch (error) {
              this.breaker.recordFailure(permit);
              throw error;
            }
          }

          async getAgain(url) {
            return withRetry(() => this.get(url));
          }
        }
      `,
    ),
  },
  {
    number: 5,
    name: 'a split interface round the retry of a library',
    ...inBreaker,
    says: sequence('get → pRetry, line ①'),
    reported: lines(
      "import pRetry from 'p-retry';",
      splitBreaker(),
      `
        const breaker = new CircuitBreaker();

        export async function get(url) {
          const permit = breaker.canRequest();
          if (permit === undefined) throw new CircuitOpenError();
          try {
            ①const response = await ‹pRetry(() => fetch(url), { retries: 2 })›;
            breaker.recordSuccess(permit);
            return response;
          } catch (error) {
            breaker.recordFailure(permit);
            throw error;
          }
        }
      `,
    ),
    silent: lines(
      "import pRetry from 'p-retry';",
      splitBreaker(),
      `
        const breaker = new CircuitBreaker();

        export const get = (url) =>
          pRetry(
            async () => {
              const permit = breaker.canRequest();
              if (permit === undefined) throw new CircuitOpenError();
              try {
                const response = await fetch(url);
                breaker.recordSuccess(permit);
                return response;
              } catch (error) {
                breaker.recordFailure(permit);
                throw error;
              }
            },
            { retries: 2, shouldRetry: ({ error }) => !(error instanceof CircuitOpenError) },
          );
      `,
    ),
  },
  {
    number: 5,
    name: 'a split interface of another file',
    ...inBreaker,
    says: sequence('get → withRetry → for (retry.EXT:2)'),
    reported: modules({
      client: `
        import { CircuitBreaker, CircuitOpenError } from './breaker.js';
        import { withRetry } from './retry.js';

        const breaker = new CircuitBreaker();

        export async function get(url) {
          const permit = breaker.canRequest();
          if (permit === undefined) throw new CircuitOpenError();
          try {
            const response = await ‹withRetry(() => fetch(url))›;
            breaker.recordSuccess(permit);
            return response;
          } catch (error) {
            breaker.recordFailure(permit);
            throw error;
          }
        }
      `,
      breaker: splitBreaker(),
      retry: withRetry({ exported: true }),
    }),
    silent: modules({
      client: `
        import { CircuitBreaker, CircuitOpenError } from './breaker.js';
        import { withRetry } from './retry.js';

        const breaker = new CircuitBreaker();

        export async function get(url) {
          if (breaker.canRequest() === undefined) throw new CircuitOpenError();
          return withRetry(() => fetch(url));
        }
      `,
      breaker: splitBreaker(),
      retry: withRetry({ exported: true }),
    }),
  },

  // 6. The same, asked and told for each attempt.
  {
    number: 6,
    name: 'a split interface that is told of each attempt, and asked before the first one only',
    rule: 'no-retry-while-open',
    says: [{ messageId: 'notAskedAgain', data: { attempts: ', up to 2 more times', path: 'get → for, line ①' } }],
    reported: lines(
      splitBreaker(),
      `
        export class Client {
          breaker = new CircuitBreaker();

          async get(url) {
            const permit = this.breaker.canRequest();
            if (permit === undefined) throw new CircuitOpenError();
            ①for (let attempt = 1; ; attempt++) {
              try {
                const response = await fetch(url);
                this.breaker.recordSuccess(permit);
                return response;
              } catch (error) {
                this.breaker.recordFailure(permit);
                if (attempt === 3) throw error;
                ‹await sleep(100)›;
              }
            }
          }
        }
      `,
    ),
    silent: lines(
      "import { policy } from './policy.js';",
      splitBreaker({ opens: 'policy.shouldOpenCircuit($failures)' }),
      `
        export class Client {
          breaker = new CircuitBreaker();

          async get(url) {
            for (let attempt = 1; ; attempt++) {
              const permit = this.breaker.canRequest();
              if (permit === undefined) throw new CircuitOpenError();
              try {
                const response = await fetch(url);
                this.breaker.recordSuccess(permit);
                return response;
              } catch (error) {
                this.breaker.recordFailure(permit);
                if (attempt === 3) throw error;
                await sleep(100);
              }
            }
          }
        }
      `,
    ),
  },

  // 7. Hops.
  {
    number: 7,
    name: 'three hops to the retry',
    ...inBreaker,
    says: sequence('execute → attempt → guarded → withRetry → for, line ①'),
    reported: soundBreaker({
      call: 'await this.attempt(fn)',
      members: {
        ts: woven`
          private attempt<T>(fn: () => Promise<T>): Promise<T> {
            return this.guarded(fn);
          }

          private async guarded<T>(fn: () => Promise<T>): Promise<T> {
            return ‹this.withRetry(fn)›;
          }
          
          ${attempts('private async withRetry<T>(fn: () => Promise<T>): Promise<T>', 3)}
        `,
        js: woven`
          attempt(fn) {
            return this.guarded(fn);
          }

          async guarded(fn) {
            return ‹this.withRetry(fn)›;
          }
          ${attempts('async withRetry(fn)', 3)}
        `,
      },
    }),
    silent: soundBreaker({
      call: 'await this.attempt(fn)',
      members: {
        ts: `
          private attempt<T>(fn: () => Promise<T>): Promise<T> {
            return this.guarded(fn);
          }

          private async guarded<T>(fn: () => Promise<T>): Promise<T> {
            return this.inTime(fn);
          }

          private async inTime<T>(fn: () => Promise<T>): Promise<T> {
            return Promise.race([fn(), timeout(1_000)]);
          }
        `,
        js: `
          attempt(fn) {
            return this.guarded(fn);
          }

          async guarded(fn) {
            return this.inTime(fn);
          }

          async inTime(fn) {
            return Promise.race([fn(), timeout(1_000)]);
          }
        `,
      },
    }),
  },

  // 8. One layer after the other around a variable.
  {
    number: 8,
    name: 'layers that are put around a variable, each around what was there before',
    ...inBreaker,
    says: sequence('breaker.execute → withRetry → for, line ①'),
    reported: composed(`
      export async function load(id, options) {
        let wrapped = () => fetch(id);
        if (options.retry) {
          const base = wrapped;
          wrapped = () => ‹withRetry(base)›;
        }
        const inner = wrapped;
        wrapped = () => breaker.execute(inner);
        return wrapped();
      }
    `),
    silent: composed(`
      export async function load(id, options) {
        let wrapped = () => fetch(id);
        const base = wrapped;
        wrapped = () => breaker.execute(base);
        if (options.retry) {
          const inner = wrapped;
          wrapped = () => withRetry(inner);
        }
        return wrapped();
      }
    `),
  },

  // 9. The same by mistake around itself.
  {
    number: 9,
    name: 'a layer that captures itself, beside one that is put around what was there before',
    ...inBreaker,
    says: sequence('breaker.execute → withRetry → for, line ①'),
    reported: composed(`
      export async function load(id) {
        let cached = () => fetch(id);
        cached = () => cache.get(id) ?? cached();
        const base = () => fetch(id);
        return breaker.execute(() => ‹withRetry(base)›);
      }
    `),
    silent: composed(`
      export async function load(id) {
        let wrapped = () => fetch(id);
        wrapped = () => breaker.execute(wrapped);
        wrapped = () => withRetry(wrapped);
        return wrapped();
      }
    `),
  },

  // 10. Policies.
  ...(
    [
      [
        'two, by their names',
        'export const policy = ‹wrap(breaker, again)›;',
        'export const policy = wrap(unlessOpen, breaker);',
        '',
      ],
      [
        'four, one of them made on the spot',
        'export const policy = ‹wrap(fallback(handleAll, 0), breaker, timeout(1_000, TimeoutStrategy.Cooperative), again)›;',
        'export const policy = wrap(fallback(handleAll, 0), unlessOpen, breaker, timeout(1_000, TimeoutStrategy.Cooperative));',
        "import { fallback, timeout, TimeoutStrategy } from 'cockatiel';",
      ],
      [
        'members of an instance',
        'export class Client {\n  _breaker = breaker;\n  _retry = again;\n  policy = ‹wrap(this._breaker, this._retry)›;\n}',
        'export class Client {\n  _breaker = breaker;\n  _retry = unlessOpen;\n  policy = wrap(this._retry, this._breaker);\n}',
        '',
      ],
      [
        'what factories give',
        'const makeBreaker = () => breaker;\nconst makeRetry = () => again;\nexport const policy = ‹wrap(makeBreaker(), makeRetry())›;',
        'const makeBreaker = () => breaker;\nconst makeRetry = () => unlessOpen;\nexport const policy = wrap(makeRetry(), makeBreaker());',
        '',
      ],
    ] as const
  ).map(([what, wrong, right, more]): Shape => ({
    number: 10,
    name: `policies that are wrapped: ${what}`,
    ...inBreaker,
    says: sequence('circuitBreaker → retry, line 4'.replace('4', more === '' ? '4' : '5')),
    reported: lines(`${more}${POLICIES}`.trim(), wrong),
    silent: lines(`${more}${POLICIES}`.trim(), right),
  })),

  // 11. Composing by hand.
  ...(
    [
      ['from the right', 'reduceRight', 'withBreaker(breaker), retrying()', 'retrying(), withBreaker(breaker)'],
      ['from the left', 'reduce', 'retrying(), withBreaker(breaker)', 'withBreaker(breaker), retrying()'],
    ] as const
  ).map(([what, fold, wrong, right]): Shape => {
    const compose = (layers: string): InBoth<string> =>
      lines(soundBreaker(), withRetry(), {
        ts: `
          type Layer = (fn: () => Promise<Response>) => () => Promise<Response>;
          const breaker = new CircuitBreaker();
          const compose = (...layers: Layer[]) => (fn: () => Promise<Response>) => layers.${fold}((inner, layer) => layer(inner), fn);
          const withBreaker = (circuit: CircuitBreaker): Layer => (fn) => () => circuit.execute(fn);
          const retrying = (): Layer => (fn) => () => ‹withRetry(fn)›;
          export const load = compose(${layers})(() => fetch('/a'));
        `,
        js: `
          const breaker = new CircuitBreaker();
          const compose = (...layers) => (fn) => layers.${fold}((inner, layer) => layer(inner), fn);
          const withBreaker = (circuit) => (fn) => () => circuit.execute(fn);
          const retrying = () => (fn) => () => ‹withRetry(fn)›;
          export const load = compose(${layers})(() => fetch('/a'));
        `,
      });
    return {
      number: 11,
      name: `a composer of layers, written by hand, that folds ${what}`,
      ...inBreaker,
      says: sequence('circuit.execute → withRetry → for, line ①'),
      reported: compose(wrong),
      silent: compose(right),
    };
  }),

  // 12. Methods that are handed on.
  {
    number: 12,
    name: 'a method that is bound to its instance',
    ...inBreaker,
    says: sequence('breaker.fire → pRetry, line ①'),
    reported: lines(LIBRARIES, {
      ts: `
        export class Client {
          private readonly breaker: CircuitBreaker;

          constructor() {
            this.breaker = new CircuitBreaker(this.request.bind(this), { volumeThreshold: 5 });
          }

          private request(id: string) {
            ①return ‹pRetry(() => fetch(id), { retries: 2 })›;
          }

          load(id: string) {
            return this.breaker.fire(id);
          }
        }
      `,
      js: `
        export class Client {
          constructor() {
            this.breaker = new CircuitBreaker(this.request.bind(this), { volumeThreshold: 5 });
          }

          request(id) {
            ①return ‹pRetry(() => fetch(id), { retries: 2 })›;
          }

          load(id) {
            return this.breaker.fire(id);
          }
        }
      `,
    }),
    silent: lines(LIBRARIES, {
      ts: `
        export class Client {
          private readonly breaker: CircuitBreaker;

          constructor() {
            this.breaker = new CircuitBreaker(this.request.bind(this), { volumeThreshold: 5 });
          }

          private request(id: string) {
            return fetch(id);
          }

          load(id: string) {
            return pRetry(() => this.breaker.fire(id), { retries: 2, ${NOT_OPEN} });
          }
        }
      `,
      js: `
        export class Client {
          constructor() {
            this.breaker = new CircuitBreaker(this.request.bind(this), { volumeThreshold: 5 });
          }

          request(id) {
            return fetch(id);
          }

          load(id) {
            return pRetry(() => this.breaker.fire(id), { retries: 2, ${NOT_OPEN} });
          }
        }
      `,
    }),
  },
  {
    number: 12,
    name: 'a breaker around a function that calls what it is handed',
    ...inBreaker,
    says: sequence('breaker.fire → pRetry, line ①'),
    reported: lines(
      LIBRARIES,
      'const run = (fn) => fn();\nconst breaker = new CircuitBreaker(run, { volumeThreshold: 5 });\n①export const load = (id) => breaker.fire(() => ‹pRetry(() => fetch(id), { retries: 2 })›);',
    ),
    silent: lines(
      LIBRARIES,
      `const run = (fn) => fn();\nconst breaker = new CircuitBreaker(run, { volumeThreshold: 5 });\nexport const load = (id) => pRetry(() => breaker.fire(() => fetch(id)), { retries: 2, ${NOT_OPEN} });`,
    ),
  },

  // 13. Retries that do not look like calls.
  {
    number: 13,
    name: 'a retry in the options of a client',
    ...inBreaker,
    says: sequence('breaker.fire → client.chat.completions.create, line ①'),
    reported:
      "import CircuitBreaker from 'opossum';\nimport OpenAI from 'openai';\n\nconst client = new OpenAI({ maxRetries: 2 });\n①export const breaker = new CircuitBreaker((body) => ‹client.chat.completions.create(body)›, { volumeThreshold: 5 });\n",
    silent:
      "import CircuitBreaker from 'opossum';\nimport OpenAI from 'openai';\n\nconst client = new OpenAI({ maxRetries: 0 });\nexport const breaker = new CircuitBreaker((body) => client.chat.completions.create(body), { volumeThreshold: 5 });\n",
  },
  {
    number: 13,
    name: 'a retry that is put on a client',
    ...inBreaker,
    says: sequence('breaker.fire → client.get, line ①'),
    reported: lines(
      CLIENTS,
      "①export const breaker = new CircuitBreaker(() => ‹client.get('/a')›, { volumeThreshold: 5 });",
    ),
    silent: lines(CLIENTS, "export const breaker = new CircuitBreaker(() => plain.get('/a'), { volumeThreshold: 5 });"),
  },

  // 15. Compositions that depend on something.
  {
    number: 15,
    name: 'a retry that options switch on',
    ...inBreaker,
    says: sequence('breaker.execute → withRetry → for, line ①'),
    reported: composed(
      'export const load = (id, config) => breaker.execute(() => (config.retry ? ‹withRetry(() => fetch(id))› : fetch(id)));',
    ),
    silent: composed(
      'export const load = (id, config) => (config.retry ? withRetry(() => breaker.execute(() => fetch(id))) : breaker.execute(() => fetch(id)));',
    ),
  },
  {
    number: 15,
    name: 'a retry in one branch',
    ...inBreaker,
    says: sequence('breaker.execute → withRetry → for, line ①'),
    reported: composed(`
      export async function load(id, config) {
        return breaker.execute(async () => {
          if (config.retry) {
            return ‹withRetry(() => fetch(id))›;
          }
          return fetch(id);
        });
      }
    `),
    silent: composed(`
      export async function load(id, config) {
        let run = () => fetch(id);
        if (config.mode === 'breaker') {
          const inner = run;
          run = () => breaker.execute(inner);
        } else {
          const inner = run;
          run = () => withRetry(inner);
        }
        return run();
      }
    `),
  },
  {
    number: 15,
    name: 'a breaker that may be missing',
    ...inBreaker,
    says: sequence('breaker.execute → withRetry → for, line ①'),
    reported: lines(soundBreaker(), withRetry(), {
      ts: `
        export class Client {
          private readonly breaker: CircuitBreaker | null;

          constructor(options: { breaker?: boolean }) {
            this.breaker = options.breaker ? new CircuitBreaker() : null;
          }

          async load(id: string): Promise<Response> {
            const run = () => ‹withRetry(() => fetch(id))›;
            return this.breaker ? this.breaker.execute(run) : run();
          }
        }
      `,
      js: `
        export class Client {
          constructor(options) {
            this.breaker = options.breaker ? new CircuitBreaker() : null;
          }

          async load(id) {
            const run = () => ‹withRetry(() => fetch(id))›;
            return this.breaker ? this.breaker.execute(run) : run();
          }
        }
      `,
    }),
    silent: lines(soundBreaker(), withRetry(), {
      ts: `
        export class Client {
          private readonly breaker: CircuitBreaker | null;

          constructor(options: { breaker?: boolean }) {
            this.breaker = options.breaker ? new CircuitBreaker() : null;
          }

          async load(id: string): Promise<Response> {
            return this.breaker ? this.breaker.execute(() => fetch(id)) : withRetry(() => fetch(id));
          }
        }
      `,
      js: `
        export class Client {
          constructor(options) {
            this.breaker = options.breaker ? new CircuitBreaker() : null;
          }

          async load(id) {
            return this.breaker ? this.breaker.execute(() => fetch(id)) : withRetry(() => fetch(id));
          }
        }
      `,
    }),
  },

  // 18. One name for both.
  {
    number: 18,
    name: 'a retry and a breaker that are both executed',
    ...inBreaker,
    says: sequence('breaker.execute → retry.execute → for, line ①'),
    reported: lines(soundBreaker(), retryClass(), {
      ts: `
        export class Client {
          constructor(private readonly breaker: CircuitBreaker, private readonly retry: RetryPolicy) {}

          load(id: string): Promise<Response> {
            return this.breaker.execute(() => ‹this.retry.execute(() => fetch(id))›);
          }
        }
      `,
      js: `
        const breaker = new CircuitBreaker();
        const retry = new RetryPolicy();

        export const load = (id) => breaker.execute(() => ‹retry.execute(() => fetch(id))›);
      `,
    }),
    silent: lines(soundBreaker(), retryClass(), {
      ts: `
        export class Client {
          constructor(private readonly breaker: RetryPolicy, private readonly retry: CircuitBreaker) {}

          load(id: string): Promise<Response> {
            return this.breaker.execute(() => this.retry.execute(() => fetch(id)));
          }
        }
      `,
      js: `
        const breaker = new RetryPolicy();
        const retry = new CircuitBreaker();

        export const load = (id) => breaker.execute(() => retry.execute(() => fetch(id)));
      `,
    }),
  },
  // 14. Interceptors of a client.
  {
    number: 14,
    name: 'a pair of interceptors, of which one turns callers away and the other records what fails',
    rule: 'no-counted-rejection',
    says: [{ messageId: 'rejectionCounted', data: { record: '①' } }],
    reported: intercepted('①breaker.recordFailure(config.permit);', '‹throw new CircuitOpenError();›'),
    silent: intercepted(
      'if (!(error instanceof CircuitOpenError)) breaker.recordFailure(error.config.permit);',
      'throw new CircuitOpenError();',
    ),
  },

  // 16. Where the state is kept.
  ...Object.entries(PLACES).map(([what, breaker]): Shape => ({
    number: 16,
    name: `state in ${what}`,
    ...inBreaker,
    says: sequence('execute → withRetry → for, line ①'),
    reported: breaker('await ‹withRetry(fn)›'),
    silent: breaker('await fn()'),
  })),
  {
    number: 16,
    name: 'state in a store outside the process',
    rule: 'no-unsynchronized-breaker-state',
    says: [{ messageId: 'storeUpdate', data: { basis: '①', write: '②' } }],
    reported: shared(`
      const text = ①await this.redis.get(service);
      const record = text ? JSON.parse(text) : { state: 'closed', failures: 0 };
      ‹record.failures++›;
      if (record.failures >= 5) record.state = 'open';
      ②await this.redis.set(service, JSON.stringify(record));
    `),
    silent: shared(`
      const failures = await this.redis.hincrby(service, 'failures', 1);
      if (failures >= 5) await this.redis.hset(service, 'state', 'open');
    `),
  },

  // 17. Transitions that are not assignments in the code that calls.
  {
    number: 17,
    name: 'transitions in a method that is told the state',
    ...inBreaker,
    says: sequence('execute → withRetry → for, line ①'),
    reported: lines(soundBreaker({ call: 'await ‹withRetry(fn)›' }), withRetry()),
    silent: lines(soundBreaker(), withRetry()),
  },
  ...Object.entries(TRANSITIONS).map(([what, breaker]): Shape => ({
    number: 17,
    name: what,
    ...inBreaker,
    says: sequence('execute → withRetry → for, line ①'),
    reported: breaker('await ‹withRetry(fn)›'),
    silent: breaker('await fn()'),
  })),

  // 19. Loops that do not repeat a call.
  ...(
    [
      [
        'a failover over replicas',
        'for (const delay of [0, 100, 200]) {\n  try {\n    await sleep(delay);\n    return await fn();\n  } catch (error) {\n    last = error;\n  }\n}',
        'for (const replica of REPLICAS) {\n  try {\n    return await fn(replica);\n  } catch (error) {\n    last = error;\n  }\n}',
      ],
      [
        'a poll for a status, attempt by attempt',
        'for (let attempt = 0; attempt < 3; attempt++) {\n  try {\n    return await fn();\n  } catch (error) {\n    last = error;\n    await sleep(1_000);\n  }\n}',
        'for (let attempt = 0; attempt < 3; attempt++) {\n  const status = await fn();\n  if (status.done) {\n    return status;\n  }\n  await sleep(1_000);\n}',
      ],
      [
        'pages, one after the other',
        'for (let page = 0; page < 3; page++) {\n  try {\n    return await fn();\n  } catch (error) {\n    last = error;\n  }\n}',
        'for (let page = 0; page < 3; page++) {\n  const items = await fn(page);\n  if (items.length === 0) {\n    return page;\n  }\n}',
      ],
    ] as const
  ).map(([what, again, other]): Shape => ({
    number: 19,
    name: `what is no retry: ${what}`,
    ...inBreaker,
    says: sequence('execute → run → for, line ①'),
    reported: lines(
      'const REPLICAS = [first, second];',
      soundBreaker({
        call: 'await ‹this.run(fn)›',
        members: `async run(fn) {\n  let last;\n  ①${again.replace(/\n/g, '\n  ')}\n  throw last;\n}`,
      }),
    ),
    silent: lines(
      'const REPLICAS = [first, second];',
      soundBreaker({
        call: 'await this.run(fn)',
        members: `async run(fn) {\n  let last;\n  ${other.replace(/\n/g, '\n  ')}\n  throw last;\n}`,
      }),
    ),
  })),
  {
    number: 19,
    name: 'what is no retry: one more request with a fresh token, by recursion',
    ...inBreaker,
    says: sequence('execute → run → itself, line ①'),
    reported: soundBreaker({
      call: 'await ‹this.run(fn, 2)›',
      members:
        'async run(fn, left) {\n  try {\n    return await fn();\n  } catch (error) {\n    if (left === 0) throw error;\n    ①return this.run(fn, left - 1);\n  }\n}',
    }),
    silent: soundBreaker({
      call: 'await this.run(fn)',
      members:
        'async run(fn, isFresh = false) {\n  try {\n    return await fn();\n  } catch (error) {\n    if (isFresh || error.status !== 401) throw error;\n    await refreshToken();\n    return this.run(fn, true);\n  }\n}',
    }),
  },

  // 20. Turning callers away without an error.
  ...(
    [
      'return null;',
      "return { success: false, reason: 'circuit open' };",
      'return { degraded: true };',
      'return fallback();',
    ] as const
  ).map((rejection): Shape => ({
    number: 20,
    name: `a rejection that is a value: ${rejection}`,
    ...inBreaker,
    says: sequence('breaker.execute → withRetry → for, line ①'),
    reported: lines(
      answering(rejection),
      withRetry(),
      'const breaker = new CircuitBreaker();\n\nexport const load = (id) => breaker.execute(() => ‹withRetry(() => fetch(id))›);',
    ),
    silent: lines(
      answering(rejection),
      withRetry(),
      'const breaker = new CircuitBreaker();\n\nexport const load = (id) => withRetry(() => breaker.execute(() => fetch(id)));',
    ),
  })),
  {
    number: 20,
    name: 'a rejection that is handed to a callback',
    rule: 'require-typed-open-error',
    says: [{ messageId: 'plainError' }],
    reported: lines(callingBack("‹done(new Error('circuit open'))›")),
    silent: lines(callingBack("done(Object.assign(new Error('circuit open'), { code: 'EOPEN' }))")),
  },
];

specify('shapes', 20, SHAPES);
