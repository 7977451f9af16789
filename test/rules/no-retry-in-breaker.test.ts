import rule from '../../rules/no-retry-in-breaker.js';
import { breaker, execute, OPENS_BY_POLICY, policy, withRetry } from '../support/breakers.js';
import { code, marked, unmarked, woven } from '../support/marked.js';
import { ruleTester } from '../support/rule-tester.js';

const three = (path: string) => ({
  messageId: 'sequenceCounted',
  data: { calls: '15', threshold: '5', attempts: '3', path },
});

/** The suggestion to keep one failure per sequence, for the breaker of most cases. */
const declared = {
  messageId: 'declareSequences',
  diff: woven`
    ${policy('sequence')}
    ${OPENS_BY_POLICY}
  `,
};

/** The suggestion to count every attempt, for the breaker of most cases; `decision` is how the retry asks the policy. */
const counted = (decision: string) => ({
  messageId: 'countAttempts',
  data: { sooner: ' (it opens about 3× sooner)' },
  diff: woven`
    ${policy('attempt')}
    -     try {
    -       const result = await this.withRetry(fn);
    -       this.onSuccess();
    -       return result;
    -     } catch (error) {
    -       this.onFailure();
    -       throw error;
    -     }
    +     const result = await this.withRetry(async () => {
    +       try {
    +         return await fn();
    +       } catch (error) {
    +         this.onFailure();
    +         throw error;
    +       }
    +     });
    +     this.onSuccess();
    +     return result;
    ${decision}
    ${OPENS_BY_POLICY}
  `,
});

/** How a test that ends a sequence reads with the question to the policy beside it. */
const orAsks = (test: string, attempt: string): string =>
  test.replace(') throw', ` || !this.policy.shouldRetry(${attempt}, error, { phase: this.state })) throw`);

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent on a promise in a pipe that retries: to subscribe again calls nothing again',
      filename: 'load.js',
      code: code(`
        import CircuitBreaker from 'opossum';
        import { from, lastValueFrom, retry } from 'rxjs';
        const breaker = new CircuitBreaker((url) => lastValueFrom(from(fetch(url)).pipe(retry(2))), { volumeThreshold: 5 });
        export const load = (url) => breaker.fire(url);
      `),
    },
    {
      name: 'is silent on policies that are wrapped, the breaker inside',
      code: code(`
        import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap } from 'cockatiel';
        const breaker = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });
        export const policy = wrap(retry(handleAll, { maxAttempts: 3 }), breaker);
      `),
    },
    {
      name: 'is silent on a library retry of one call in all',
      code: code(`
        import CircuitBreaker from 'opossum';
        import pRetry from 'p-retry';
        const breaker = new CircuitBreaker(() => pRetry(() => fetch('/a'), { retries: 0 }), { volumeThreshold: 5 });
        export const load = () => breaker.fire();
      `),
    },
    {
      name: 'is silent where nothing of the retry fails outwards',
      code: code(`
        import CircuitBreaker from 'opossum';
        import pRetry from 'p-retry';
        const breaker = new CircuitBreaker(() => pRetry(() => fetch('/a'), { retries: 2 }).catch(() => undefined));
        export const load = () => breaker.fire();
      `),
    },
    {
      name: 'is silent on a breaker without a retry',
      code: breaker`${execute('await fn()')}`,
    },
    {
      name: 'is silent where each failed attempt is recorded: five attempts open the circuit',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          this.admit();
          for (let attempt = 0; ; attempt++) {
            try {
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              this.onFailure();
              if (attempt === 2) {
                throw error;
              }
              await sleep(1_000);
            }
          }
        }
      `,
    },
    {
      name: 'is silent where the retry reports each failed attempt to the breaker through a callback',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          this.admit();
          const result = await this.withRetry(fn, () => this.onFailure());
          this.onSuccess();
          return result;
        }

        private async withRetry<T>(fn: () => Promise<T>, onFailedAttempt: () => void): Promise<T> {
          for (let attempt = 0; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              onFailedAttempt();
              if (attempt === 2) {
                throw error;
              }
              await sleep(1_000);
            }
          }
        }
      `,
    },
    {
      name: 'is silent where each attempt is admitted and recorded by itself',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 0; ; attempt++) {
            this.admit();
            try {
              const result = await fn();
              this.onSuccess();
              return result;
            } catch (error) {
              this.onFailure();
              if (attempt === 2) {
                throw error;
              }
            }
            await sleep(1_000);
          }
        }
      `,
    },
    {
      name: 'is silent where the retry stands outside: it calls the whole breaker again',
      code: breaker`
        ${execute('await fn()')}
        async executeWithRetry<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 0; ; attempt++) {
            try {
              return await this.execute(fn);
            } catch (error) {
              if (attempt === 2 || error instanceof CircuitOpenError) {
                throw error;
              }
              await sleep(1_000);
            }
          }
        }
      `,
    },
    {
      name: 'is silent where the breaker declares its counting unit',
      code: breaker`
        readonly countingUnit = 'sequence';
        ${execute('await this.withRetry(fn)')}
        ${unmarked(withRetry)}
      `,
    },
    {
      name: 'is silent where the breaker asks a policy for the counting unit',
      code: breaker`
        constructor(private readonly policy: FailurePolicy) {
          if (this.policy.countingUnit !== 'sequence') {
            throw new TypeError('this breaker counts sequences');
          }
        }
        ${execute('await this.withRetry(fn)')}
        ${unmarked(withRetry)}
      `,
    },
    {
      name: 'is silent where retries happen only while CLOSED and the state is read again before each of them',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          this.admit();
          try {
            const result = await this.attempt(fn);
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }

        private async attempt<T>(fn: () => Promise<T>): Promise<T> {
          for (let attempt = 0; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (attempt === 2 || this.state !== 'closed') {
                throw error;
              }
              await sleep(1_000);
              if (this.state !== 'closed') {
                throw error;
              }
            }
          }
        }
      `,
    },
    {
      name: 'is silent on a retry with one attempt in total',
      code: breaker`
        ${execute('await this.withRetry(fn)')}
        private async withRetry<T>(fn: () => Promise<T>, maxAttempts = 1): Promise<T> {
          for (let attempt = 1; ; attempt++) {
            try {
              return await fn();
            } catch (error) {
              if (attempt >= maxAttempts) {
                throw error;
              }
              await sleep(1_000);
            }
          }
        }
      `,
    },
    {
      name: 'is silent on zero retries after the first attempt',
      code: breaker`
        private readonly retries = 0;
        ${execute('await this.withRetry(fn)')}
        private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
          let lastError: unknown;
          for (let attempt = 0; attempt <= this.retries; attempt++) {
            try {
              return await fn();
            } catch (error) {
              lastError = error;
            }
          }
          throw lastError;
        }
      `,
    },
    {
      name: 'is silent on a loop that no failure survives',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T[]> {
          this.admit();
          const results: T[] = [];
          try {
            for (let i = 0; i < 3; i++) {
              results.push(await fn());
            }
            this.onSuccess();
            return results;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
      `,
    },
    {
      name: 'is silent on a catch in a loop that always throws on',
      code: breaker`
        ${execute(`
          await (async () => {
            for (;;) {
              try {
                return await fn();
              } catch (error) {
                log(error);
                throw error;
              }
            }
          })()
        `)}
      `,
    },
    {
      name: 'is silent on polling: what is asked again has succeeded',
      code: breaker`
        ${execute(`
          await (async () => {
            let status = await fn();
            for (let attempt = 0; attempt < 30 && status === 'pending'; attempt++) {
              await sleep(1_000);
              status = await fn();
            }
            return status;
          })()
        `)}
      `,
    },
    {
      name: 'is silent on polling that survives failures of other calls',
      code: breaker`
        async execute<T extends { done: boolean }>(fn: () => Promise<T>): Promise<T> {
          this.admit();
          try {
            for (let attempt = 0; attempt < 30; attempt++) {
              const job = await fn();
              if (job.done) {
                this.onSuccess();
                return job;
              }
              try {
                await this.progress.publish(job);
              } catch {
                log('progress is lost');
              }
              await sleep(1_000);
            }
            throw new Error('timed out');
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
      `,
    },
    {
      name: 'is silent on pagination',
      code: breaker`
        async execute<T>(fn: (cursor?: string) => Promise<Page<T>>): Promise<T[]> {
          this.admit();
          const items: T[] = [];
          let cursor: string | undefined;
          try {
            do {
              const page = await fn(cursor);
              items.push(...page.items);
              cursor = page.next;
            } while (cursor !== undefined);
            this.onSuccess();
            return items;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
      `,
    },
    {
      name: 'is silent on failover: each round calls another replica',
      code: breaker`
        private readonly replicas = ['a.example', 'b.example', 'c.example'];

        async execute<T>(fn: (host: string) => Promise<T>): Promise<T> {
          this.admit();
          let lastError: unknown;
          for (const replica of this.replicas) {
            try {
              const result = await fn(replica);
              this.onSuccess();
              return result;
            } catch (error) {
              lastError = error;
            }
          }
          this.onFailure();
          throw lastError;
        }
      `,
    },
    {
      name: 'is silent on failover by index',
      code: breaker`
        async execute<T>(fn: (host: string) => Promise<T>, hosts: string[]): Promise<T> {
          this.admit();
          let lastError: unknown;
          for (let i = 0; i < hosts.length; i++) {
            try {
              const result = await fn(hosts[i]);
              this.onSuccess();
              return result;
            } catch (error) {
              lastError = error;
            }
          }
          this.onFailure();
          throw lastError;
        }
      `,
    },
    ...[
      ['failover over replicas that a method picks', 'for (let i = 0; i < 3; i++)', 'await fn(this.nextHost())', ''],
      [
        'failover from an offset, round the list',
        'for (let i = 0; i < hosts.length; i++)',
        'await fn(hosts[(start + i) % hosts.length])',
        '',
      ],
      [
        'failover with an address that comes of what was looked up',
        'for (let i = 0; i < hosts.length; i++)',
        'await fn(address)',
        '',
        'const host = hosts[(start + i) % hosts.length]; const address = `https://${host}`;',
      ],
      [
        'the search for a name that is free',
        'for (let n = 0; ; n++)',
        'await fn(`report-${n}`)',
        "if (error.code !== 'EEXIST') throw error;",
      ],
      [
        'the search for an id that is free',
        'for (let id = randomId(); ; id = randomId())',
        'await fn(id)',
        "if (error.code !== 'CONFLICT') throw error;",
      ],
    ].map(([what = '', head = '', attempt = '', inCatch = '', before = '']) => ({
      name: `is silent on ${what}`,
      code: breaker`
        async execute<T>(fn: (target: string) => Promise<T>, hosts: string[], start = 0): Promise<T> {
          this.admit();
          try {
            const result = await this.run(fn, hosts, start);
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
        private async run<T>(fn: (target: string) => Promise<T>, hosts: string[], start: number): Promise<T> {
          let lastError: unknown;
          ${head} {
            ${before}
            try {
              return ${attempt};
            } catch (error) {
              ${inCatch}
              lastError = error;
            }
          }
          throw lastError;
        }
      `,
    })),
    {
      name: 'is silent on failover over different functions',
      code: breaker`
        async execute<T>(providers: (() => Promise<T>)[]): Promise<T> {
          this.admit();
          let lastError: unknown;
          for (const provider of providers) {
            try {
              const result = await provider();
              this.onSuccess();
              return result;
            } catch (error) {
              lastError = error;
            }
          }
          this.onFailure();
          throw lastError;
        }
      `,
    },
    {
      name: 'is silent on the consumption of a queue: a job that fails is not done again',
      code: breaker`
        private readonly queue: Job[] = [];

        async drain(fn: (job: Job) => Promise<void>): Promise<void> {
          this.admit();
          let failed = false;
          for (let job = this.queue.shift(); job !== undefined; job = this.queue.shift()) {
            try {
              await fn(job);
            } catch {
              failed = true;
            }
          }
          if (failed) {
            this.onFailure();
          } else {
            this.onSuccess();
          }
        }
      `,
    },
    {
      name: 'is silent on the consumption of a queue in a while loop',
      code: breaker`
        private readonly queue: Job[] = [];

        async drain(fn: (job: Job) => Promise<void>): Promise<void> {
          this.admit();
          let failed = false;
          while (this.queue.length > 0) {
            const job = this.queue.shift();
            try {
              await fn(job);
            } catch {
              failed = true;
            }
          }
          if (failed) {
            this.onFailure();
          } else {
            this.onSuccess();
          }
        }
      `,
    },
    {
      name: 'is silent on one more call with a fresh token after a 401, by recursion',
      code: breaker`
        ${execute('await this.authorized(fn)')}
        private async authorized<T>(fn: (token: string) => Promise<T>, refreshed = false): Promise<T> {
          try {
            return await fn(this.token);
          } catch (error) {
            if (refreshed || error.status !== 401) {
              throw error;
            }
            this.token = await this.auth.refresh();
            return this.authorized(fn, true);
          }
        }
      `,
    },
    {
      name: 'is silent on one more call with a fresh token after a 401, without a loop',
      code: breaker`
        ${execute(`
          await fn(token).catch(async (error) => {
            if (error.status !== 401) {
              throw error;
            }
            return fn(await refresh());
          })
        `)}
      `,
    },
    {
      name: 'is silent on a wait for a free slot before the call',
      code: breaker`
        private inFlight = 0;
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          while (this.inFlight >= 10) {
            await sleep(10);
          }
          this.inFlight += 1;
          this.admit();
          try {
            const result = await fn();
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          } finally {
            this.inFlight -= 1;
          }
        }
      `,
    },
    {
      name: 'is silent on a public method that retries beside the breaker, which neither admits nor records it',
      code: code(`
        export class CircuitBreaker {
          private state: 'closed' | 'open' | 'half-open' = 'closed';
          private failures = 0;
          private openedAt = 0;

          async call<T>(fn: () => Promise<T>): Promise<T> {
            return this.enabled ? this.execute(fn) : this.withRetry(fn);
          }

          async execute<T>(fn: () => Promise<T>): Promise<T> {
            if (this.state === 'open') {
              if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              this.state = 'half-open';
            }
            try {
              return await fn();
            } catch (error) {
              if (++this.failures >= 5) {
                this.state = 'open';
                this.openedAt = Date.now();
              }
              throw error;
            }
          }

          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt === 3) throw error;
              }
            }
          }
        }
      `),
    },
    {
      name: 'is silent on the retry of something else than the protected call',
      code: breaker`
        async execute<T>(fn: () => Promise<T>): Promise<T> {
          await this.lock();
          this.admit();
          try {
            const result = await fn();
            this.onSuccess();
            return result;
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }

        private async lock(): Promise<void> {
          for (let attempt = 0; attempt < 10; attempt++) {
            try {
              await this.locks.take('payments');
              return;
            } catch {
              await sleep(50);
            }
          }
          throw new Error('no lock');
        }
      `,
    },
    {
      name: 'is silent on a wrapper that captures itself, and comes to an end with it',
      code: code(`
        export function protect(breaker, call) {
          let state = 'closed';
          let wrapped = call;
          wrapped = () => breaker.execute(wrapped);
          return async () => {
            if (state === 'open') throw new CircuitOpenError();
            try {
              return await wrapped();
            } catch (error) {
              state = state === 'half-open' ? 'open' : 'half-open';
              throw error;
            }
          };
        }
      `),
      filename: 'circuit.js',
    },
    {
      name: 'is silent on electrical breakers',
      code: code(`
        export class BreakerPanel {
          private breakers: { amps: number; position: 'on' | 'off' }[] = [];

          async reset(flip: (breaker: unknown) => Promise<void>): Promise<void> {
            for (const breaker of this.breakers) {
              for (let attempt = 0; attempt < 3; attempt++) {
                try {
                  await flip(breaker);
                  breaker.position = 'on';
                  break;
                } catch {
                  breaker.position = 'off';
                }
              }
            }
          }
        }
      `),
    },
    {
      name: 'is silent on the connection of a socket, which is also open or closed, in a file that mentions a circuit',
      code: code(`
        // Reconnects for ever; the circuit behind it does not matter here.
        export class Connection {
          private state: 'open' | 'closed' = 'closed';

          async connect(dial: () => Promise<void>): Promise<void> {
            for (let attempt = 0; this.state === 'closed'; attempt++) {
              try {
                await dial();
                this.state = 'open';
              } catch {
                await sleep(1_000 * attempt);
              }
            }
          }
        }
      `),
      filename: 'connection.ts',
    },
  ],

  invalid: [
    // Libraries, as their models say.
    ...[
      'defer(() => fetch(url)).pipe(‹①retry(2)›)',
      'defer(() => fetch(url)).pipe(tap(console.log), ‹①retry({ count: 2 })›, map(String))',
    ].map((observable, i) => ({
      name: `reports a retry in the pipe of an observable that a breaker runs (${i + 1})`,
      filename: 'load.js',
      ...marked(
        `
          import CircuitBreaker from 'opossum';
          import { defer, lastValueFrom, map, retry, tap } from 'rxjs';
          const breaker = new CircuitBreaker((url) => lastValueFrom(${observable}), { volumeThreshold: 5 });
          export const load = (url) => breaker.fire(url);
        `,
        [
          {
            messageId: 'sequenceCounted',
            data: { calls: '15', threshold: '5', attempts: '3', path: 'breaker.fire → retry, line ①' },
          },
        ],
      ),
    })),
    {
      name: 'reports a retry that goes on after answers which tell of a failure',
      filename: 'rates.js',
      ...marked(
        `
          const circuit = { state: 'closed', failures: 0, openedAt: 0 };
          export async function rates(base) {
            if (circuit.state === 'open') {
              if (Date.now() - circuit.openedAt < 30_000) throw new CircuitOpenError();
              circuit.state = 'half-open';
            }
            const answer = await ‹patiently('/rates/' + base)›;
            if (answer.ok) {
              circuit.state = 'closed';
              circuit.failures = 0;
            } else if (++circuit.failures >= 5 || circuit.state === 'half-open') {
              circuit.state = 'open';
              circuit.openedAt = Date.now();
            }
            return answer;
          }
          async function patiently(url) {
            let answer;
            ①for (let attempt = 0; attempt < 3; attempt++) {
              answer = await fetch(url);
              if (answer.ok) break;
            }
            return answer;
          }
        `,
        [
          {
            messageId: 'sequenceCounted',
            data: { calls: '15', threshold: '5', attempts: '3', path: 'rates → patiently → for, line ①' },
          },
        ],
      ),
    },
    {
      name: 'reports a retry that is chosen once because the circuit is closed: what it makes of a call is one failure',
      ...marked(
        `
          import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleAll, retry } from 'cockatiel';
          const breaker = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });
          const retries = retry(handleAll, { maxAttempts: 3 });
          const call = () => fetch('/a');
          ①export const load = () => breaker.execute(() => (breaker.state === CircuitState.Closed ? ‹retries.execute(call)› : call()));
        `,
        [
          {
            messageId: 'sequenceCounted',
            data: {
              calls: '20',
              threshold: '5',
              attempts: '4',
              path: 'breaker.execute → retries.execute, line ①',
            },
          },
        ],
      ),
    },
    {
      name: 'reports a retry of a library in what a breaker of a library was handed',
      ...marked(
        `
          import CircuitBreaker from 'opossum';
          import pRetry from 'p-retry';
          const breaker = new CircuitBreaker(() => ‹①pRetry(() => fetch('/a'), { retries: 2 })›, { volumeThreshold: 5 });
          export const load = () => breaker.fire();
        `,
        [
          {
            messageId: 'sequenceCounted',
            data: { calls: '15', threshold: '5', attempts: '3', path: 'breaker.fire → pRetry, line ①' },
            suggestions: [
              {
                messageId: 'retryOutside',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  - const breaker = new CircuitBreaker(() => pRetry(() => fetch('/a'), { retries: 2 }), { volumeThreshold: 5 });
                  - export const load = () => breaker.fire();
                  + const breaker = new CircuitBreaker(() => fetch('/a'), { volumeThreshold: 5 });
                  + export const load = () => pRetry(() => breaker.fire(), { retries: 2, shouldRetry: ({ error }) => (error as { code?: unknown }).code !== 'EOPENBREAKER' });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports policies that are wrapped, the breaker outside',
      ...marked(
        `
          import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap } from 'cockatiel';
          ①const retries = retry(handleAll, { maxAttempts: 3 });
          const breaker = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });
          export const policy = ‹wrap(breaker, retries)›;
        `,
        [
          {
            messageId: 'sequenceCounted',
            data: { calls: '20', threshold: '5', attempts: '4', path: 'circuitBreaker → retry, line ①' },
            suggestions: [
              {
                messageId: 'retryOutside',
                data: { sooner: ' (it opens about 4× sooner)' },
                diff: `
                  - import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap } from 'cockatiel';
                  - const retries = retry(handleAll, { maxAttempts: 3 });
                  + import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, wrap, BrokenCircuitError, handleWhen } from 'cockatiel';
                  + const retries = retry(handleWhen((error) => !(error instanceof BrokenCircuitError)), { maxAttempts: 3 });
                  - export const policy = wrap(breaker, retries);
                  + export const policy = wrap(retries, breaker);
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports policies of fields, one run inside the other',
      ...marked(
        `
          import { circuitBreaker, ConsecutiveBreaker, handleAll, retry } from 'cockatiel';
          export class Client {
            private readonly retries = retry(handleAll, { maxAttempts: 2 });
            private readonly breaker = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(4) });
            load() {
              return this.breaker.execute(() => ‹①this.retries.execute(() => fetch('/a'))›);
            }
          }
        `,
        [
          {
            messageId: 'sequenceCounted',
            data: { calls: '12', threshold: '4', attempts: '3', path: 'breaker.execute → retries.execute, line ①' },
            suggestions: [
              {
                messageId: 'retryOutside',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  - import { circuitBreaker, ConsecutiveBreaker, handleAll, retry } from 'cockatiel';
                  + import { circuitBreaker, ConsecutiveBreaker, handleAll, retry, BrokenCircuitError, handleWhen } from 'cockatiel';
                  -   private readonly retries = retry(handleAll, { maxAttempts: 2 });
                  +   private readonly retries = retry(handleWhen((error) => !(error instanceof BrokenCircuitError)), { maxAttempts: 2 });
                  -     return this.breaker.execute(() => this.retries.execute(() => fetch('/a')));
                  +     return this.retries.execute(() => this.breaker.execute(() => fetch('/a')));
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry of the file in what a call of a breaker of the file is handed, whose rejection has a class',
      ...marked(
        `
          class CircuitOpenError extends Error {}

          ${breaker`${execute('await fn()')}`}
          async function withRetry<T>(fn: () => Promise<T>, attempts = 3): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt >= attempts) throw error;
              }
            }
          }

          const breaker = new CircuitBreaker();

          export async function load(url: string): Promise<Response> {
            return await breaker.execute(async () => {
              return await ‹withRetry(() => fetch(url))›;
            });
          }
        `,
        [
          {
            ...three('breaker.execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'retryOutside',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                                  } catch (error) {
                  +                 if (error instanceof CircuitOpenError) {
                  +                   throw error;
                  +                 }
                  -             return await breaker.execute(async () => {
                  -               return await withRetry(() => fetch(url));
                  -             });
                  +             return await withRetry(() => breaker.execute(() => fetch(url)));
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                  -           class CircuitOpenError extends Error {}
                  +           import type { FailurePolicy } from 'eslint-plugin-resilience/policy';

                  + class CircuitOpenError extends Error {}
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     if (this.state === 'half-open' || this.failures >= 5) {
                  +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry in an action with parameters, through each call of the breaker in CommonJS',
      filename: 'client.cjs',
      ...marked(
        `
          const CircuitBreaker = require('opossum');
          const { backOff } = require('exponential-backoff');

          const options = { volumeThreshold: 5 };
          const breaker = new CircuitBreaker(async (id) => ‹①backOff(() => fetch('/items/' + id), { numOfAttempts: 3 })›, options);
          breaker.on('open', () => console.warn('open'));

          exports.item = (id) => breaker.fire(id);
          exports.first = async function first() {
            const response = await breaker.fire('1');
            return response.json();
          };
        `,
        [
          {
            messageId: 'sequenceCounted',
            data: { calls: '15', threshold: '5', attempts: '3', path: 'breaker.fire → backOff, line ①' },
            suggestions: [
              {
                messageId: 'retryOutside',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  - const breaker = new CircuitBreaker(async (id) => backOff(() => fetch('/items/' + id), { numOfAttempts: 3 }), options);
                  + const breaker = new CircuitBreaker(async (id) => fetch('/items/' + id), options);
                  - exports.item = (id) => breaker.fire(id);
                  + exports.item = (id) => backOff(() => breaker.fire(id), { numOfAttempts: 3, retry: (error) => error.code !== 'EOPENBREAKER' });
                  -   const response = await breaker.fire('1');
                  +   const response = await backOff(() => breaker.fire('1'), { numOfAttempts: 3, retry: (error) => error.code !== 'EOPENBREAKER' });
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry that more is done beside: nothing is offered, since each attempt would do it again',
      ...marked(
        `
          import CircuitBreaker from 'opossum';
          import pRetry from 'p-retry';
          const breaker = new CircuitBreaker(
            async () => {
              const token = await signIn();
              return ‹①pRetry(() => fetch(token), { retries: 2 })›;
            },
            { volumeThreshold: 5 },
          );
          export const load = () => breaker.fire();
        `,
        [
          {
            messageId: 'sequenceCounted',
            data: { calls: '15', threshold: '5', attempts: '3', path: 'breaker.fire → pRetry, line ①' },
          },
        ],
      ),
    },
    {
      name: 'reports a retry in a breaker that other files may call: nothing is offered, since they would lose it',
      ...marked(
        `
          import CircuitBreaker from 'opossum';
          import pRetry from 'p-retry';
          export const breaker = new CircuitBreaker(() => ‹①pRetry(() => fetch('/a'), { retries: 2 })›, { volumeThreshold: 5 });
          export const load = () => breaker.fire();
        `,
        [
          {
            messageId: 'sequenceCounted',
            data: { calls: '15', threshold: '5', attempts: '3', path: 'breaker.fire → pRetry, line ①' },
          },
        ],
      ),
    },
    // Where the report stands, and how the path reads.
    {
      name: 'reports the call that enters the retry: three attempts at a threshold of five are 15 calls',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          ${withRetry}
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              counted(`
                -         if (attempt === 2) {
                +         if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
              `),
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'reports the loop itself where it stands in the protected function',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            let lastError: unknown;
            ‹①for (let attempt = 1; attempt <= 4; attempt++) {
              try {
                const result = await fn();
                this.onSuccess();
                return result;
              } catch (error) {
                lastError = error;
                await sleep(1_000);
              }
            }›
            this.onFailure();
            throw lastError;
          }
        `,
        [
          {
            messageId: 'sequenceCounted',
            data: { calls: '20', threshold: '5', attempts: '4', path: 'execute → for, line ①' },
            suggestions: [declared],
          },
        ],
      ),
    },
    {
      name: 'reports check, loop and record in one function that calls the service by itself',
      ...marked(
        `
          export class PaymentCircuitBreaker {
            #state: 'closed' | 'open' | 'half-open' = 'closed';
            #failures = 0;
            #retryAt = 0;

            constructor(private readonly http: HttpClient) {}

            async charge(order: Order): Promise<Receipt> {
              if (this.#state === 'open') {
                if (Date.now() < this.#retryAt) throw new CircuitOpenError();
                this.#state = 'half-open';
              }
              let lastError: unknown;
              ‹①for (let attempt = 0; attempt < 3; attempt++) {
                try {
                  const receipt = await this.http.post('/charges', order);
                  this.#state = 'closed';
                  this.#failures = 0;
                  return receipt;
                } catch (error) {
                  lastError = error;
                }
              }›
              if (++this.#failures >= 5) {
                this.#state = 'open';
                this.#retryAt = Date.now() + 30_000;
              }
              throw lastError;
            }
          }
        `,
        [
          {
            ...three('charge → for, line ①'),
            suggestions: [
              {
                messageId: 'declareSequences',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      #state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   #policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     if (++this.#failures >= 5) {
                  +     if (this.#policy.shouldOpenCircuit(++this.#failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports the last of three hops, and names them all',
      ...marked(
        breaker`
          ${execute('await this.run(fn)')}
          private async run<T>(fn: () => Promise<T>): Promise<T> {
            return this.resilient(fn);
          }
          private async resilient<T>(fn: () => Promise<T>): Promise<T> {
            return await ‹this.withRetry(fn)›;
          }
          ${withRetry}
        `,
        [
          {
            ...three('execute → run → resilient → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: woven`
                  ${policy('attempt')}
                  -     try {
                  -       const result = await this.run(fn);
                  -       this.onSuccess();
                  -       return result;
                  -     } catch (error) {
                  -       this.onFailure();
                  -       throw error;
                  -     }
                  +     const result = await this.run(fn);
                  +     this.onSuccess();
                  +     return result;
                  -     return await this.withRetry(fn);
                  +     return await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.onFailure();
                  +         throw error;
                  +       }
                  +     });
                  -         if (attempt === 2) {
                  +         if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
                  ${OPENS_BY_POLICY}
                `,
              },
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry reached through a local function that is passed on by its name',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            const call = () => ‹this.withRetry(fn)›;
            return this.guard(call);
          }
          private async guard<T>(call: () => Promise<T>): Promise<T> {
            this.admit();
            try {
              const result = await call();
              this.onSuccess();
              return result;
            } catch (error) {
              this.onFailure();
              throw error;
            }
          }
          ${withRetry}
        `,
        [
          {
            ...three('execute → guard → call → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: woven`
                  ${policy('attempt')}
                  -     const call = () => this.withRetry(fn);
                  +     const call = () => this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.onFailure();
                  +         throw error;
                  +       }
                  +     });
                  -     try {
                  -       const result = await call();
                  -       this.onSuccess();
                  -       return result;
                  -     } catch (error) {
                  -       this.onFailure();
                  -       throw error;
                  -     }
                  +     const result = await call();
                  +     this.onSuccess();
                  +     return result;
                  -         if (attempt === 2) {
                  +         if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
                  ${OPENS_BY_POLICY}
                `,
              },
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry reached through a bound method',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            const retried = this.withRetry.bind(this);
            this.admit();
            try {
              const result = await ‹retried(fn)›;
              this.onSuccess();
              return result;
            } catch (error) {
              this.onFailure();
              throw error;
            }
          }
          ${withRetry}
        `,
        [
          {
            ...three('execute → retried → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: woven`
                  ${policy('attempt')}
                  -     try {
                  -       const result = await retried(fn);
                  -       this.onSuccess();
                  -       return result;
                  -     } catch (error) {
                  -       this.onFailure();
                  -       throw error;
                  -     }
                  +     const result = await retried(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.onFailure();
                  +         throw error;
                  +       }
                  +     });
                  +     this.onSuccess();
                  +     return result;
                  -         if (attempt === 2) {
                  +         if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
                  ${OPENS_BY_POLICY}
                `,
              },
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'reports one retry once, however many entries lead to it',
      ...marked(
        breaker`
          async get<T>(fn: () => Promise<T>): Promise<T> {
            return this.guard(fn);
          }
          async post<T>(fn: () => Promise<T>): Promise<T> {
            return this.guard(fn);
          }
          private async guard<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            try {
              const result = await ‹this.withRetry(fn)›;
              this.onSuccess();
              return result;
            } catch (error) {
              this.onFailure();
              throw error;
            }
          }
          ${withRetry}
        `,
        [
          {
            ...three('get → guard → withRetry → for, line ①'),
            suggestions: [
              counted(`
                -         if (attempt === 2) {
                +         if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
              `),
              declared,
            ],
          },
        ],
      ),
    },

    {
      name: 'reports a composition in the same file: the breaker is handed a callback that retries',
      ...marked(
        `
          class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              try {
                return await fn();
              } catch (error) {
                if (++this.failures >= 5) {
                  this.state = 'open';
                  this.openedAt = Date.now();
                }
                throw error;
              }
            }
          }

          async function withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt === 3) throw error;
              }
            }
          }

          const breaker = new CircuitBreaker();

          export const fetchUser = (id: string) => breaker.execute(() => ‹withRetry(() => fetch(\`/users/\${id}\`))›);
        `,
        [
          {
            ...three('breaker.execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'declareSequences',
                diff: woven`
                  ${policy('sequence')}
                  -       if (++this.failures >= 5) {
                  +       if (this.policy.shouldOpenCircuit(++this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },

    // The shapes of a retry.
    {
      name: 'reports a while loop',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            let attempt = 0;
            ①while (attempt < 3) {
              try {
                return await fn();
              } catch {
                attempt += 1;
                await sleep(1_000);
              }
            }
            throw new Error('exhausted');
          }
        `,
        [
          {
            ...three('execute → withRetry → while, line ①'),
            suggestions: [declared],
          },
        ],
      ),
    },
    {
      name: 'reports an endless while loop that a test in its catch ends',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            let failed = 0;
            ①while (true) {
              try {
                return await fn();
              } catch (error) {
                failed++;
                if (failed > 2) throw error;
                await sleep(1_000);
              }
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → while, line ①'),
            suggestions: [declared],
          },
        ],
      ),
    },
    {
      name: 'reports a do loop',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            let left = 3;
            let lastError: unknown;
            ①do {
              try {
                return await fn();
              } catch (error) {
                lastError = error;
                left -= 1;
              }
            } while (left > 0);
            throw lastError;
          }
        `,
        [
          {
            ...three('execute → withRetry → do, line ①'),
            suggestions: [declared],
          },
        ],
      ),
    },
    {
      name: 'reports a loop over the delays between the attempts, which has one attempt more where the last stands behind it',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (const ms of [100, 200]) {
              try {
                return await fn();
              } catch {
                await sleep(ms);
              }
            }
            return fn();
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [declared],
          },
        ],
      ),
    },
    {
      name: 'reports a labelled loop that is continued from an inner one',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            again: ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                do {
                  if (attempt < 3) continue again;
                } while (isRetryable(error));
                throw error;
              }
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [declared],
          },
        ],
      ),
    },
    {
      name: 'reports recursion with a counter',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>, attempt = 1): Promise<T> {
            try {
              return await fn();
            } catch (error) {
              if (attempt >= 3) throw error;
              await sleep(1_000);
              return ①this.withRetry(fn, attempt + 1);
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → itself, line ①'),
            suggestions: [
              counted(`
                -       if (attempt >= 3) throw error;
                +       if (attempt >= 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
              `),
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'reports recursion through a promise chain',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn, 3)›')}
          private withRetry<T>(fn: () => Promise<T>, left: number): Promise<T> {
            return fn().catch((error) => {
              if (left <= 1) throw error;
              return sleep(1_000).then(() => ①this.withRetry(fn, left - 1));
            });
          }
        `,
        [
          {
            ...three('execute → withRetry → itself, line ①'),
            suggestions: [declared],
          },
        ],
      ),
    },
    {
      name: 'reports a retry in an arrow function that is a field',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private readonly withRetry = async <T>(fn: () => Promise<T>): Promise<T> => {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt === 3) throw error;
              }
            }
          };
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              counted(`
                -         if (attempt === 3) throw error;
                +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
              `),
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a static retry method',
      ...marked(
        breaker`
          ${execute('await ‹CircuitBreaker.withRetry(fn)›')}
          private static async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt === 3) throw error;
              }
            }
          }
        `,
        [
          {
            ...three('execute → CircuitBreaker.withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: woven`
                  ${policy('attempt')}
                  -     try {
                  -       const result = await CircuitBreaker.withRetry(fn);
                  -       this.onSuccess();
                  -       return result;
                  -     } catch (error) {
                  -       this.onFailure();
                  -       throw error;
                  -     }
                  +     const result = await CircuitBreaker.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.onFailure();
                  +         throw error;
                  +       }
                  +     }, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                  +     this.onSuccess();
                  +     return result;
                  -   private static async withRetry<T>(fn: () => Promise<T>): Promise<T> {
                  +   private static async withRetry<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || shouldRetry?.(attempt, error) === false) throw error;
                  ${OPENS_BY_POLICY}
                `,
              },
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry that a parent class of this file has',
      ...marked(
        `
          class Retrying {
            protected async withRetry<T>(fn: () => Promise<T>, maxAttempts = 3): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt >= maxAttempts) throw error;
                }
              }
            }
          }

          export class CircuitBreaker extends Retrying {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') throw new CircuitOpenError();
              try {
                return await ‹this.withRetry(fn)›;
              } catch (error) {
                this.failures++;
                if (this.failures >= 5) this.trip();
                throw error;
              }
            }

            private trip(): void {
              this.state = 'open';
              setTimeout(() => { this.state = 'half-open'; }, 30_000);
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'declareSequences',
                diff: woven`
                  ${policy('sequence')}
                  -       if (this.failures >= 5) this.trip();
                  +       if (this.policy.shouldOpenCircuit(this.failures)) this.trip();
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry class that is injected, known by its type',
      ...marked(
        breaker`
          constructor(private readonly strategy: RetryStrategy) {}
          ${execute('await ‹this.strategy.execute(fn)›')}
        ` +
          code(`
            export class RetryStrategy {
              constructor(private readonly maxAttempts = 3) {}

              async execute<T>(fn: () => Promise<T>): Promise<T> {
                ①for (let attempt = 1; ; attempt++) {
                  try {
                    return await fn();
                  } catch (error) {
                    if (attempt >= this.maxAttempts) throw error;
                    await sleep(1_000);
                  }
                }
              }
            }
          `),
        [
          {
            ...three('execute → strategy.execute → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: woven`
                  ${policy('attempt')}
                  -     try {
                  -       const result = await this.strategy.execute(fn);
                  -       this.onSuccess();
                  -       return result;
                  -     } catch (error) {
                  -       this.onFailure();
                  -       throw error;
                  -     }
                  +     const result = await this.strategy.execute(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.onFailure();
                  +         throw error;
                  +       }
                  +     }, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                  +     this.onSuccess();
                  +     return result;
                  ${OPENS_BY_POLICY}
                  -   async execute<T>(fn: () => Promise<T>): Promise<T> {
                  +   async execute<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                  -         if (attempt >= this.maxAttempts) throw error;
                  +         if (attempt >= this.maxAttempts || shouldRetry?.(attempt, error) === false) throw error;
                `,
              },
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry class known by the only implementation of its interface',
      ...marked(
        breaker`
          constructor(private readonly strategy: Strategy) {}
          ${execute('await ‹this.strategy.run(fn)›')}
        ` +
          code(`
            interface Strategy {
              run<T>(fn: () => Promise<T>): Promise<T>;
            }

            export class ExponentialBackoff implements Strategy {
              async run<T>(fn: () => Promise<T>): Promise<T> {
                ①for (let attempt = 1; ; attempt++) {
                  try {
                    return await fn();
                  } catch (error) {
                    if (attempt === 3) throw error;
                  }
                }
              }
            }
          `),
        [
          {
            ...three('execute → strategy.run → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: woven`
                  ${policy('attempt')}
                  -     try {
                  -       const result = await this.strategy.run(fn);
                  -       this.onSuccess();
                  -       return result;
                  -     } catch (error) {
                  -       this.onFailure();
                  -       throw error;
                  -     }
                  +     const result = await this.strategy.run(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.onFailure();
                  +         throw error;
                  +       }
                  +     }, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                  +     this.onSuccess();
                  +     return result;
                  ${OPENS_BY_POLICY}
                  -   run<T>(fn: () => Promise<T>): Promise<T>;
                  +   run<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T>;
                  -   async run<T>(fn: () => Promise<T>): Promise<T> {
                  +   async run<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || shouldRetry?.(attempt, error) === false) throw error;
                `,
              },
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry class that the breaker makes itself',
      ...marked(
        breaker`
          private readonly retrier = new Retrier(2);
          ${execute('await ‹this.retrier.run(fn)›')}
        ` +
          code(`
            class Retrier {
              constructor(private readonly maxRetries: number) {}

              async run<T>(fn: () => Promise<T>): Promise<T> {
                ①for (let attempt = 0; ; attempt++) {
                  try {
                    return await fn();
                  } catch (error) {
                    if (attempt >= this.maxRetries) throw error;
                  }
                }
              }
            }
          `),
        [
          {
            ...three('execute → retrier.run → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: woven`
                  ${policy('attempt')}
                  -     try {
                  -       const result = await this.retrier.run(fn);
                  -       this.onSuccess();
                  -       return result;
                  -     } catch (error) {
                  -       this.onFailure();
                  -       throw error;
                  -     }
                  +     const result = await this.retrier.run(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.onFailure();
                  +         throw error;
                  +       }
                  +     }, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                  +     this.onSuccess();
                  +     return result;
                  ${OPENS_BY_POLICY}
                  -   async run<T>(fn: () => Promise<T>): Promise<T> {
                  +   async run<T>(fn: () => Promise<T>, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                  -         if (attempt >= this.maxRetries) throw error;
                  +         if (attempt >= this.maxRetries || shouldRetry?.(attempt + 1, error) === false) throw error;
                `,
              },
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry in JavaScript known by the only class that is called a retry',
      ...marked(
        `
          export class RetryPolicy {
            constructor(maxAttempts = 3) {
              this.maxAttempts = maxAttempts;
            }
            async execute(fn) {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt >= this.maxAttempts) throw error;
                }
              }
            }
          }

          export class CircuitBreaker {
            constructor(retry) {
              this.retry = retry;
              this.state = 'CLOSED';
              this.failures = 0;
            }
            async execute(fn) {
              if (this.state === 'OPEN') {
                if (Date.now() < this.nextTry) throw new CircuitOpenError();
                this.state = 'HALF_OPEN';
              }
              try {
                return await ‹this.retry.execute(fn)›;
              } catch (error) {
                this.failures += 1;
                if (this.failures >= 5) {
                  this.state = 'OPEN';
                  this.nextTry = Date.now() + 30_000;
                }
                throw error;
              }
            }
          }
        `,
        [
          {
            ...three('execute → retry.execute → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  -   async execute(fn) {
                  +   async execute(fn, shouldRetry) {
                  -         if (attempt >= this.maxAttempts) throw error;
                  +         if (attempt >= this.maxAttempts || shouldRetry?.(attempt, error) === false) throw error;
                    export class CircuitBreaker {
                  +   /** @type {import('eslint-plugin-resilience/policy').FailurePolicy} */
                  +   policy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'CLOSED',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  +
                  -     try {
                  -       return await this.retry.execute(fn);
                  -     } catch (error) {
                  -       this.failures += 1;
                  -       if (this.failures >= 5) {
                  -         this.state = 'OPEN';
                  -         this.nextTry = Date.now() + 30_000;
                  +     return await this.retry.execute(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.failures += 1;
                  +         if (this.policy.shouldOpenCircuit(this.failures)) {
                  +           this.state = 'OPEN';
                  +           this.nextTry = Date.now() + 30_000;
                  +         }
                  +         throw error;
                  -       throw error;
                  -     }
                  +     }, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                    export class CircuitBreaker {
                  +   /** @type {import('eslint-plugin-resilience/policy').FailurePolicy} */
                  +   policy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'CLOSED',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  +
                  -       if (this.failures >= 5) {
                  +       if (this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'reports a helper of this module that takes the number of attempts as an option',
      ...marked(
        breaker`${execute('await ‹retry(fn, { attempts: 3 })›')}` +
          code(`
            async function retry<T>(fn: () => Promise<T>, { attempts = 10, delayMs = 100 } = {}): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === attempts) throw error;
                  await sleep(delayMs);
                }
              }
            }
          `),
        [
          {
            ...three('execute → retry → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: woven`
                  ${policy('attempt')}
                  -     try {
                  -       const result = await retry(fn, { attempts: 3 });
                  -       this.onSuccess();
                  -       return result;
                  -     } catch (error) {
                  -       this.onFailure();
                  -       throw error;
                  -     }
                  +     const result = await retry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.onFailure();
                  +         throw error;
                  +       }
                  +     }, { attempts: 3 }, (attempt, error) => this.policy.shouldRetry(attempt, error, { phase: this.state }));
                  +     this.onSuccess();
                  +     return result;
                  ${OPENS_BY_POLICY}
                  - async function retry<T>(fn: () => Promise<T>, { attempts = 10, delayMs = 100 } = {}): Promise<T> {
                  + async function retry<T>(fn: () => Promise<T>, { attempts = 10, delayMs = 100 } = {}, shouldRetry?: (attempt: number, error: unknown) => boolean): Promise<T> {
                  -       if (attempt === attempts) throw error;
                  +       if (attempt === attempts || shouldRetry?.(attempt, error) === false) throw error;
                `,
              },
              declared,
            ],
          },
        ],
      ),
    },

    // The shapes of a breaker.
    {
      name: 'reports #private fields and methods',
      ...marked(
        `
          export class CircuitBreaker {
            #state = 'CLOSED';
            #failures = 0;
            #openedAt = 0;

            async fire(action) {
              if (this.#state === 'OPEN') {
                if (Date.now() - this.#openedAt < 30_000) throw new CircuitOpenError();
                this.#state = 'HALF_OPEN';
              }
              try {
                const result = await ‹this.#attempt(action)›;
                this.#state = 'CLOSED';
                this.#failures = 0;
                return result;
              } catch (error) {
                if (++this.#failures >= 5) this.#open();
                throw error;
              }
            }

            async #attempt(action) {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await action();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }

            #open() {
              this.#state = 'OPEN';
              this.#openedAt = Date.now();
            }
          }
        `,
        [
          {
            ...three('fire → attempt → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                      #state = 'CLOSED';
                  +   /** @type {import('eslint-plugin-resilience/policy').FailurePolicy} */
                  +   #policy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'CLOSED',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       const result = await this.#attempt(action);
                  -       this.#state = 'CLOSED';
                  -       this.#failures = 0;
                  -       return result;
                  -     } catch (error) {
                  -       if (++this.#failures >= 5) this.#open();
                  -       throw error;
                  -     }
                  +     const result = await this.#attempt(async () => {
                  +       try {
                  +         return await action();
                  +       } catch (error) {
                  +         if (this.#policy.shouldOpenCircuit(++this.#failures)) this.#open();
                  +         throw error;
                  +       }
                  +     });
                  +     this.#state = 'CLOSED';
                  +     this.#failures = 0;
                  +     return result;
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || !this.#policy.shouldRetry(attempt, error, { phase: this.#state })) throw error;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                      #state = 'CLOSED';
                  +   /** @type {import('eslint-plugin-resilience/policy').FailurePolicy} */
                  +   #policy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'CLOSED',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (++this.#failures >= 5) this.#open();
                  +       if (this.#policy.shouldOpenCircuit(++this.#failures)) this.#open();
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.mjs',
    },
    {
      name: 'reports a closure over let',
      ...marked(
        `
          export function createCircuitBreaker(call: (url: string) => Promise<Response>, threshold = 5) {
            let state: 'closed' | 'open' | 'half-open' = 'closed';
            let failures = 0;
            let openedAt = 0;

            async function withRetry(url: string): Promise<Response> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await call(url);
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }

            return {
              async request(url: string): Promise<Response> {
                if (state === 'open') {
                  if (Date.now() - openedAt < 30_000) throw new CircuitOpenError();
                  state = 'half-open';
                }
                try {
                  const response = await ‹withRetry(url)›;
                  failures = 0;
                  state = 'closed';
                  return response;
                } catch (error) {
                  failures += 1;
                  if (failures >= threshold) {
                    state = 'open';
                    openedAt = Date.now();
                  }
                  throw error;
                }
              },
            };
          }
        `,
        [
          {
            ...three('request → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'declareSequences',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                    export function createCircuitBreaker(call: (url: string) => Promise<Response>, threshold = 5) {
                  +   const policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= threshold,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -         if (failures >= threshold) {
                  +         if (policy.shouldOpenCircuit(failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a CommonJS factory',
      ...marked(
        `
          'use strict';

          const OPEN = 'open';
          const HALF_OPEN = 'half-open';
          const CLOSED = 'closed';

          module.exports = function createBreaker(action, options = {}) {
            const maxFailures = options.maxFailures ?? 5;
            const attempts = options.attempts ?? 3;
            let state = CLOSED;
            let failures = 0;
            let nextTry = 0;

            const retry = async (args) => {
              let lastError;
              ①for (let i = 0; i < attempts; i++) {
                try {
                  return await action(...args);
                } catch (error) {
                  lastError = error;
                }
              }
              throw lastError;
            };

            return async function fire(...args) {
              if (state === OPEN) {
                if (Date.now() < nextTry) throw new CircuitOpenError();
                state = HALF_OPEN;
              }
              try {
                const result = await ‹retry(args)›;
                state = CLOSED;
                failures = 0;
                return result;
              } catch (error) {
                failures++;
                if (failures >= maxFailures) {
                  state = OPEN;
                  nextTry = Date.now() + 30_000;
                }
                throw error;
              }
            };
          };
        `,
        [
          {
            ...three('fire → retry → for, line ①'),
            suggestions: [
              {
                messageId: 'declareSequences',
                diff: `
                      const attempts = options.attempts ?? 3;
                  +   /** @type {import('eslint-plugin-resilience/policy').FailurePolicy} */
                  +   const policy = options.policy ?? {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === CLOSED,
                  +     shouldOpenCircuit: (failureCount) => failureCount >= maxFailures,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (failures >= maxFailures) {
                  +       if (policy.shouldOpenCircuit(failures)) {
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.cjs',
    },
    {
      name: 'reports state in the variables of a module',
      ...marked(
        `
          let circuitState = 'closed';
          let failures = 0;
          let openedAt = 0;

          async function retrying(fn) {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt === 3) throw error;
              }
            }
          }

          export async function protect(fn) {
            if (circuitState === 'open') {
              if (Date.now() - openedAt < 30_000) throw new CircuitOpenError();
              circuitState = 'half-open';
            }
            try {
              const result = await ‹retrying(fn)›;
              circuitState = 'closed';
              failures = 0;
              return result;
            } catch (error) {
              failures += 1;
              if (failures >= 5) {
                circuitState = 'open';
                openedAt = Date.now();
              }
              throw error;
            }
          }
        `,
        [
          {
            ...three('protect → retrying → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  + /** @type {import('eslint-plugin-resilience/policy').FailurePolicy} */
                  + const policy = {
                  +   countingUnit: 'attempt',
                  +   shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +   shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +   shouldCloseCircuit: () => true,
                  + };
                  -       if (attempt === 3) throw error;
                  +       if (attempt === 3 || !policy.shouldRetry(attempt, error, { phase: circuitState })) throw error;
                  -   try {
                  -     const result = await retrying(fn);
                  -     circuitState = 'closed';
                  -     failures = 0;
                  -     return result;
                  -   } catch (error) {
                  -     failures += 1;
                  -     if (failures >= 5) {
                  -       circuitState = 'open';
                  -       openedAt = Date.now();
                  +   const result = await retrying(async () => {
                  +     try {
                  +       return await fn();
                  +     } catch (error) {
                  +       failures += 1;
                  +       if (policy.shouldOpenCircuit(failures)) {
                  +         circuitState = 'open';
                  +         openedAt = Date.now();
                  +       }
                  +       throw error;
                  -     throw error;
                  -   }
                  +   });
                  +   circuitState = 'closed';
                  +   failures = 0;
                  +   return result;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                  + /** @type {import('eslint-plugin-resilience/policy').FailurePolicy} */
                  + const policy = {
                  +   countingUnit: 'sequence',
                  +   shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +   shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +   shouldCloseCircuit: () => true,
                  + };
                  -     if (failures >= 5) {
                  +     if (policy.shouldOpenCircuit(failures)) {
                `,
              },
            ],
          },
        ],
      ),
      filename: 'protect.js',
    },
    {
      name: 'reports underscore fields with static constants for the states',
      ...marked(
        `
          export class Breaker {
            static CLOSED = 'closed';
            static OPEN = 'open';
            static HALF_OPEN = 'half_open';
            static MAX_FAILURES = 5;
            static MAX_ATTEMPTS = 3;

            constructor() {
              this._state = Breaker.CLOSED;
              this._failures = 0;
            }

            async call(fn) {
              if (this._state === Breaker.OPEN) {
                if (Date.now() < this._nextTry) throw new CircuitOpenError();
                this._state = Breaker.HALF_OPEN;
              }
              try {
                const result = await ‹this._retry(fn)›;
                this._state = Breaker.CLOSED;
                this._failures = 0;
                return result;
              } catch (error) {
                this._failures += 1;
                if (this._failures >= Breaker.MAX_FAILURES) {
                  this._state = Breaker.OPEN;
                  this._nextTry = Date.now() + 30_000;
                }
                throw error;
              }
            }

            async _retry(fn) {
              ①for (let attempt = 1; attempt < Breaker.MAX_ATTEMPTS; attempt++) {
                try {
                  return await fn();
                } catch {
                  // once more
                }
              }
              return fn();
            }
          }
        `,
        [three('call → _retry → for, line ①')],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'reports an enum of states',
      ...marked(
        `
          enum CircuitState { Closed, Open, HalfOpen }

          export class Breaker {
            private state = CircuitState.Closed;
            private failures = 0;
            private openedAt?: number;

            public async call<T>(operation: () => Promise<T>): Promise<T> {
              if (this.state === CircuitState.Open) {
                if (Date.now() - this.openedAt! < 30_000) throw new CircuitOpenError();
                this.state = CircuitState.HalfOpen;
              }
              try {
                const value = await ‹this.retrying(operation)›;
                this.state = CircuitState.Closed;
                this.failures = 0;
                return value;
              } catch (e) {
                if (++this.failures >= 5) {
                  this.state = CircuitState.Open;
                  this.openedAt = Date.now();
                }
                throw e;
              }
            }

            private async retrying<T>(operation: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await operation();
                } catch (e) {
                  if (attempt === 3) throw e;
                }
              }
            }
          }
        `,
        [
          {
            ...three('call → retrying → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state = CircuitState.Closed;
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === CircuitState.Closed,
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       const value = await this.retrying(operation);
                  -       this.state = CircuitState.Closed;
                  -       this.failures = 0;
                  -       return value;
                  -     } catch (e) {
                  -       if (++this.failures >= 5) {
                  -         this.state = CircuitState.Open;
                  -         this.openedAt = Date.now();
                  +     const value = await this.retrying(async () => {
                  +       try {
                  +         return await operation();
                  +       } catch (e) {
                  +         if (this.policy.shouldOpenCircuit(++this.failures)) {
                  +           this.state = CircuitState.Open;
                  +           this.openedAt = Date.now();
                  +         }
                  +         throw e;
                  -       throw e;
                  -     }
                  +     });
                  +     this.state = CircuitState.Closed;
                  +     this.failures = 0;
                  +     return value;
                  -         if (attempt === 3) throw e;
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, e, { phase: this.state })) throw e;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state = CircuitState.Closed;
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === CircuitState.Closed,
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (++this.failures >= 5) {
                  +       if (this.policy.shouldOpenCircuit(++this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a const object of states and an object of numbers',
      ...marked(
        `
          const STATE = { CLOSED: 'closed', OPEN: 'open', HALF_OPEN: 'half-open' } as const;
          const LIMITS = { failures: 5, attempts: 3 } as const;

          export class Breaker {
            private state: (typeof STATE)[keyof typeof STATE] = STATE.CLOSED;
            private failures = 0;
            private openedAt = 0;

            async call<T>(operation: () => Promise<T>): Promise<T> {
              if (this.state === STATE.OPEN) {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = STATE.HALF_OPEN;
              }
              try {
                const value = await ‹this.retrying(operation)›;
                this.state = STATE.CLOSED;
                this.failures = 0;
                return value;
              } catch (e) {
                this.failures += 1;
                if (this.failures >= LIMITS.failures) {
                  this.state = STATE.OPEN;
                  this.openedAt = Date.now();
                }
                throw e;
              }
            }

            private async retrying<T>(operation: () => Promise<T>): Promise<T> {
              let attempt = 0;
              ①for (;;) {
                try {
                  return await operation();
                } catch (e) {
                  if (++attempt >= LIMITS.attempts) throw e;
                }
              }
            }
          }
        `,
        [three('call → retrying → for, line ①')],
      ),
    },
    {
      name: 'reports numbers as states, known by the names of their constants',
      ...marked(
        `
          const STATE_CLOSED = 0;
          const STATE_OPEN = 1;
          const STATE_HALF_OPEN = 2;

          export class Breaker {
            state = STATE_CLOSED;
            failures = 0;
            openedAt = 0;

            async call(operation) {
              switch (this.state) {
                case STATE_OPEN:
                  if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                  this.state = STATE_HALF_OPEN;
                  break;
                default:
              }
              try {
                const value = await ‹this.retrying(operation)›;
                this.state = STATE_CLOSED;
                this.failures = 0;
                return value;
              } catch (e) {
                this.failures += 1;
                if (this.failures >= 5) {
                  this.state = STATE_OPEN;
                  this.openedAt = Date.now();
                }
                throw e;
              }
            }

            async retrying(operation) {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await operation();
                } catch (e) {
                  if (attempt === 3) throw e;
                }
              }
            }
          }
        `,
        [
          {
            ...three('call → retrying → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                      state = STATE_CLOSED;
                  +   /** @type {import('eslint-plugin-resilience/policy').FailurePolicy} */
                  +   policy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === STATE_CLOSED,
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       const value = await this.retrying(operation);
                  -       this.state = STATE_CLOSED;
                  -       this.failures = 0;
                  -       return value;
                  -     } catch (e) {
                  -       this.failures += 1;
                  -       if (this.failures >= 5) {
                  -         this.state = STATE_OPEN;
                  -         this.openedAt = Date.now();
                  +     const value = await this.retrying(async () => {
                  +       try {
                  +         return await operation();
                  +       } catch (e) {
                  +         this.failures += 1;
                  +         if (this.policy.shouldOpenCircuit(this.failures)) {
                  +           this.state = STATE_OPEN;
                  +           this.openedAt = Date.now();
                  +         }
                  +         throw e;
                  -       throw e;
                  -     }
                  +     });
                  +     this.state = STATE_CLOSED;
                  +     this.failures = 0;
                  +     return value;
                  -         if (attempt === 3) throw e;
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, e, { phase: this.state })) throw e;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                      state = STATE_CLOSED;
                  +   /** @type {import('eslint-plugin-resilience/policy').FailurePolicy} */
                  +   policy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === STATE_CLOSED,
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (this.failures >= 5) {
                  +       if (this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'reports a breaker that opens and closes again without a half-open state',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' = 'closed';
            private failures = 0;
            private openUntil = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() < this.openUntil) throw new CircuitOpenError();
                this.state = 'closed';
                this.failures = 0;
              }
              try {
                return await ‹this.withRetry(fn)›;
              } catch (error) {
                this.failures += 1;
                if (this.failures >= 5) {
                  this.state = 'open';
                  this.openUntil = Date.now() + 30_000;
                }
                throw error;
              }
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       return await this.withRetry(fn);
                  -     } catch (error) {
                  -       this.failures += 1;
                  -       if (this.failures >= 5) {
                  -         this.state = 'open';
                  -         this.openUntil = Date.now() + 30_000;
                  +     return await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.failures += 1;
                  +         if (this.policy.shouldOpenCircuit(this.failures)) {
                  +           this.state = 'open';
                  +           this.openUntil = Date.now() + 30_000;
                  +         }
                  +         throw error;
                  -       throw error;
                  -     }
                  +     });
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (this.failures >= 5) {
                  +       if (this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },

    {
      name: 'reports circuits in a Map, one for each service',
      ...marked(
        `
          interface Circuit { state: 'closed' | 'open' | 'half-open'; failures: number; openedAt: number }

          export class CircuitBreakers {
            private readonly circuits = new Map<string, Circuit>();

            async execute<T>(service: string, fn: () => Promise<T>): Promise<T> {
              const circuit = this.circuitOf(service);
              if (circuit.state === 'open') {
                if (Date.now() - circuit.openedAt < 30_000) throw new CircuitOpenError();
                circuit.state = 'half-open';
              }
              try {
                const result = await ‹this.withRetry(fn)›;
                circuit.state = 'closed';
                circuit.failures = 0;
                return result;
              } catch (error) {
                circuit.failures += 1;
                if (circuit.failures >= 5) {
                  circuit.state = 'open';
                  circuit.openedAt = Date.now();
                }
                throw error;
              }
            }

            private circuitOf(service: string): Circuit {
              let circuit = this.circuits.get(service);
              if (circuit === undefined) {
                circuit = { state: 'closed', failures: 0, openedAt: 0 };
                this.circuits.set(service, circuit);
              }
              return circuit;
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }
          }
        `,
        [three('execute → withRetry → for, line ①')],
      ),
    },

    {
      name: 'reports the state in a record that is a field',
      ...marked(
        `
          export class CircuitBreaker {
            private circuit = { state: 'closed' as 'closed' | 'open' | 'half-open', failures: 0, openedAt: 0 };

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.circuit.state === 'open') {
                if (Date.now() - this.circuit.openedAt < 30_000) throw new CircuitOpenError();
                this.circuit.state = 'half-open';
              }
              try {
                const result = await ‹this.withRetry(fn)›;
                this.circuit.state = 'closed';
                this.circuit.failures = 0;
                return result;
              } catch (error) {
                this.circuit.failures += 1;
                if (this.circuit.failures >= 5) {
                  this.circuit.state = 'open';
                  this.circuit.openedAt = Date.now();
                }
                throw error;
              }
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private circuit = { state: 'closed' as 'closed' | 'open' | 'half-open', failures: 0, openedAt: 0 };
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       const result = await this.withRetry(fn);
                  -       this.circuit.state = 'closed';
                  -       this.circuit.failures = 0;
                  -       return result;
                  -     } catch (error) {
                  -       this.circuit.failures += 1;
                  -       if (this.circuit.failures >= 5) {
                  -         this.circuit.state = 'open';
                  -         this.circuit.openedAt = Date.now();
                  +     const result = await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.circuit.failures += 1;
                  +         if (this.policy.shouldOpenCircuit(this.circuit.failures)) {
                  +           this.circuit.state = 'open';
                  +           this.circuit.openedAt = Date.now();
                  +         }
                  +         throw error;
                  -       throw error;
                  -     }
                  +     });
                  +     this.circuit.state = 'closed';
                  +     this.circuit.failures = 0;
                  +     return result;
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.circuit.state })) throw error;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private circuit = { state: 'closed' as 'closed' | 'open' | 'half-open', failures: 0, openedAt: 0 };
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (this.circuit.failures >= 5) {
                  +       if (this.policy.shouldOpenCircuit(this.circuit.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },

    {
      name: 'reports transitions that all go through one method',
      ...marked(
        `
          type State = 'closed' | 'open' | 'half-open';

          export class CircuitBreaker {
            private state: State = 'closed';
            private failures = 0;
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.transitionTo('half-open');
              }
              try {
                const result = await ‹this.withRetry(fn)›;
                this.transitionTo('closed');
                return result;
              } catch (error) {
                this.failures += 1;
                if (this.failures >= 5) this.transitionTo('open');
                throw error;
              }
            }

            private transitionTo(next: State): void {
              this.state = next;
              if (next === 'open') this.openedAt = Date.now();
              if (next === 'closed') this.failures = 0;
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: State = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       const result = await this.withRetry(fn);
                  -       this.transitionTo('closed');
                  -       return result;
                  -     } catch (error) {
                  -       this.failures += 1;
                  -       if (this.failures >= 5) this.transitionTo('open');
                  -       throw error;
                  -     }
                  +     const result = await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.failures += 1;
                  +         if (this.policy.shouldOpenCircuit(this.failures)) this.transitionTo('open');
                  +         throw error;
                  +       }
                  +     });
                  +     this.transitionTo('closed');
                  +     return result;
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: State = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (this.failures >= 5) this.transitionTo('open');
                  +       if (this.policy.shouldOpenCircuit(this.failures)) this.transitionTo('open');
                `,
              },
            ],
          },
        ],
      ),
    },

    {
      name: 'reports a boolean for a state',
      ...marked(
        `
          export class CircuitBreaker {
            private isOpen = false;
            private failures = 0;
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.isOpen && Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
              try {
                const result = await ‹this.withRetry(fn)›;
                this.isOpen = false;
                this.failures = 0;
                return result;
              } catch (error) {
                this.failures += 1;
                if (this.failures >= 5) {
                  this.isOpen = true;
                  this.openedAt = Date.now();
                }
                throw error;
              }
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private isOpen = false;
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === false,
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       const result = await this.withRetry(fn);
                  -       this.isOpen = false;
                  -       this.failures = 0;
                  -       return result;
                  -     } catch (error) {
                  -       this.failures += 1;
                  -       if (this.failures >= 5) {
                  -         this.isOpen = true;
                  -         this.openedAt = Date.now();
                  +     const result = await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.failures += 1;
                  +         if (this.policy.shouldOpenCircuit(this.failures)) {
                  +           this.isOpen = true;
                  +           this.openedAt = Date.now();
                  +         }
                  +         throw error;
                  -       throw error;
                  -     }
                  +     });
                  +     this.isOpen = false;
                  +     this.failures = 0;
                  +     return result;
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.isOpen })) throw error;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private isOpen = false;
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === false,
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (this.failures >= 5) {
                  +       if (this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },

    // Where the numbers come from.
    ...(
      [
        [
          'the defaults of constructor parameters',
          'private readonly threshold = 5, private readonly maxAttempts = 3',
          '',
          'this.threshold',
          'this.maxAttempts',
        ],
        [
          'the defaults of destructured options',
          '{ threshold = 5, maxAttempts = 3 }: Options = {}',
          'this.threshold = threshold; this.maxAttempts = maxAttempts;',
          'this.threshold',
          'this.maxAttempts',
        ],
        [
          'options with ??',
          'options: Options = {}',
          'this.threshold = options.threshold ?? 5; this.maxAttempts = options.maxAttempts ?? 3;',
          'this.threshold',
          'this.maxAttempts',
        ],
        [
          'options with optional chaining and ??',
          'options?: Options',
          'this.threshold = options?.threshold ?? 5; this.maxAttempts = options?.maxAttempts ?? 3;',
          'this.threshold',
          'this.maxAttempts',
        ],
        [
          'default objects that options are spread over',
          'options: Partial<Options> = {}',
          'this.options = { ...{ threshold: 5, maxAttempts: 3 }, ...options };',
          'this.options.threshold',
          'this.options.maxAttempts',
        ],
        [
          'a default object of the module that options are spread over',
          'options: Partial<Options> = {}',
          'this.options = { ...DEFAULTS, ...options };',
          'this.options.threshold',
          'this.options.maxAttempts',
        ],
        ['constants of the module', '', '', 'THRESHOLD', 'MAX_ATTEMPTS'],
        ['arithmetic on constants', '', '', 'THRESHOLD', '(MAX_RETRIES + 1)'],
      ] as const
    ).map(([where, parameters, body, threshold, attempts]) => ({
      name: `computes the numbers from ${where}`,
      ...marked(
        `
          const THRESHOLD = 5;
          const MAX_ATTEMPTS = 3;
          const MAX_RETRIES = 2;
          const DEFAULTS = { threshold: 5, maxAttempts: 3 };

          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;

            constructor(${parameters}) {
              ${body}
            }

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              try {
                return await ‹this.withRetry(fn)›;
              } catch (error) {
                this.failures += 1;
                if (this.failures >= ${threshold}) {
                  this.state = 'open';
                  this.openedAt = Date.now();
                }
                throw error;
              }
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; attempt <= ${attempts}; attempt++) {
                try {
                  return await fn();
                } catch {
                  await sleep(100);
                }
              }
              throw new Error('exhausted');
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'declareSequences',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= ${threshold},
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (this.failures >= ${threshold}) {
                  +       if (this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    })),

    // What counts as the threshold, and as the attempts.
    ...(
      [
        [
          'more failures than four',
          'this.failures > 4',
          'failureCount > 4',
          'this.policy.shouldOpenCircuit(this.failures)',
        ],
        [
          'the fifth failure exactly',
          'this.failures === 5',
          'failureCount === 5',
          'this.policy.shouldOpenCircuit(this.failures)',
        ],
        ['the limit on the left', '5 <= this.failures', '', ''],
        ['a test that holds below the limit', '!(this.failures < 5)', '', ''],
        [
          'a limit and something else',
          'this.failures >= 5 && Date.now() > this.openedAt',
          'failureCount >= 5',
          'this.policy.shouldOpenCircuit(this.failures) && Date.now() > this.openedAt',
        ],
      ] as const
    ).map(([what, test, decides, asked]) => ({
      name: `reads the threshold from ${what}`,
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' = 'closed';
            private failures = 0;
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') throw new CircuitOpenError();
              try {
                return await ‹this.withRetry(fn)›;
              } catch (error) {
                this.failures += 1;
                if (${test}) {
                  this.state = 'open';
                  this.openedAt = Date.now();
                }
                throw error;
              }
            }

            reset(): void {
              this.state = 'closed';
              this.failures = 0;
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            ...(asked !== '' && {
              suggestions: [
                {
                  messageId: 'countAttempts',
                  data: { sooner: ' (it opens about 3× sooner)' },
                  diff: `
                    + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                    +
                        private state: 'closed' | 'open' = 'closed';
                    +   policy: FailurePolicy = {
                    +     countingUnit: 'attempt',
                    +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                    +     shouldOpenCircuit: (failureCount) => ${decides},
                    +     shouldCloseCircuit: () => true,
                    +   };
                    -     try {
                    -       return await this.withRetry(fn);
                    -     } catch (error) {
                    -       this.failures += 1;
                    -       if (${test}) {
                    -         this.state = 'open';
                    -         this.openedAt = Date.now();
                    +     return await this.withRetry(async () => {
                    +       try {
                    +         return await fn();
                    +       } catch (error) {
                    +         this.failures += 1;
                    +         if (${asked}) {
                    +           this.state = 'open';
                    +           this.openedAt = Date.now();
                    +         }
                    +         throw error;
                    -       throw error;
                    -     }
                    +     });
                    -         if (attempt === 3) throw error;
                    +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                  `,
                },
                {
                  messageId: 'declareSequences',
                  diff: `
                    + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                    +
                        private state: 'closed' | 'open' = 'closed';
                    +   policy: FailurePolicy = {
                    +     countingUnit: 'sequence',
                    +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                    +     shouldOpenCircuit: (failureCount) => ${decides},
                    +     shouldCloseCircuit: () => true,
                    +   };
                    -       if (${test}) {
                    +       if (${asked}) {
                  `,
                },
              ],
            }),
          },
        ],
      ),
    })),
    ...(
      [
        ['the count beside a log that is trimmed', 'this.log.push(error); if (this.log.length > 10) this.log.shift();'],
        ['the count beside a line that is only logged', 'if (this.failures > 2) console.warn("failing");'],
      ] as const
    ).map(([what, before]) => ({
      name: `reads the threshold from ${what}`,
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' = 'closed';
            private failures = 0;
            log: unknown[] = [];

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') throw new CircuitOpenError();
              try {
                return await ‹this.withRetry(fn)›;
              } catch (error) {
                this.failures += 1;
                ${before}
                if (this.failures >= 5) {
                  this.state = 'open';
                }
                throw error;
              }
            }

            reset(): void {
              this.state = 'closed';
              this.failures = 0;
              this.log = [];
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       return await this.withRetry(fn);
                  -     } catch (error) {
                  -       this.failures += 1;
                  -       ${before}
                  -       if (this.failures >= 5) {
                  -         this.state = 'open';
                  +     return await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.failures += 1;
                  +         ${before}
                  +         if (this.policy.shouldOpenCircuit(this.failures)) {
                  +           this.state = 'open';
                  +         }
                  +         throw error;
                  -       throw error;
                  -     }
                  +     });
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (this.failures >= 5) {
                  +       if (this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    })),
    ...(
      [
        ['for (let attempt = 0; attempt < 3; attempt++)', ''],
        ['for (let attempt = 1; attempt <= 3; attempt += 1)', ''],
        ['for (let left = 3; left > 0; left--)', ''],
        ['for (let left = 2; left >= 0; left -= 1)', ''],
        ['for (let attempt = 0; ; attempt++)', 'if (attempt === 3 - 1) throw error;'],
        ['for (let attempt = 0; ; attempt++)', 'if (!(attempt < 2)) throw error;'],
        ['for (let attempt = 0; ; attempt++)', 'if (attempt >= 2) break;'],
        ['for (let attempt = 0; attempt !== 3; attempt++)', ''],
        ['for (const delay of [0, 100, 200])', ''],
      ] as const
    ).map(([head, last]) => ({
      name: `counts three attempts: ${head} { … ${last} }`,
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①${head} {
              try {
                return await fn();
              } catch (error) {
                log(error);
                ${last}
              }
            }
            throw new Error('exhausted');
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              ...(last.endsWith('throw error;')
                ? [
                    counted(`
                      -         ${last}
                      +         ${orAsks(last, 'attempt + 1')}
                    `),
                  ]
                : []),
              declared,
            ],
          },
        ],
      ),
    })),
    ...(
      [
        ['a status', 'if (error.status === 404) throw error;'],
        ['a range of statuses', 'if (error.status < 500) throw error;'],
        ['a code', "if (error.code !== 'ECONNRESET') throw error;"],
        ['a name', "if (error.name === 'AbortError') throw error;"],
        ['a list of codes', 'if (!RETRYABLE.has(error.code)) throw error;'],
        ['a predicate', 'if (!isRetryable(error)) throw error;'],
        ['a class', 'if (!(error instanceof HttpError)) throw error;'],
        ['a signal', 'if (signal.aborted) throw error;'],
      ] as const
    ).map(([what, filter]) => ({
      name: `counts the attempts on errors that are retried, where ${what} ends the sequence early`,
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                ${filter}
                if (attempt === 3) throw error;
              }
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              counted(`
                -         if (attempt === 3) throw error;
                +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
              `),
              declared,
            ],
          },
        ],
      ),
    })),
    {
      name: 'takes the largest number of attempts that a caller in view asks for, not the default',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn, 4)›')}
          private async withRetry<T>(fn: () => Promise<T>, maxAttempts = 3): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt >= maxAttempts) throw error;
              }
            }
          }
        `,
        [
          {
            messageId: 'sequenceCounted',
            data: { calls: '20', threshold: '5', attempts: '4', path: 'execute → withRetry → for, line ①' },
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 4× sooner)' },
                diff: woven`
                  ${policy('attempt')}
                  -     try {
                  -       const result = await this.withRetry(fn, 4);
                  -       this.onSuccess();
                  -       return result;
                  -     } catch (error) {
                  -       this.onFailure();
                  -       throw error;
                  -     }
                  +     const result = await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.onFailure();
                  +         throw error;
                  +       }
                  +     }, 4);
                  +     this.onSuccess();
                  +     return result;
                  -         if (attempt >= maxAttempts) throw error;
                  +         if (attempt >= maxAttempts || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                  ${OPENS_BY_POLICY}
                `,
              },
              declared,
            ],
          },
        ],
      ),
    },

    // What the code does not say.
    {
      name: 'says that the number of attempts is unknown where the environment gives it',
      ...marked(
        breaker`
          private readonly maxAttempts = Number(process.env.MAX_ATTEMPTS);
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt >= this.maxAttempts) throw error;
              }
            }
          }
        `,
        [
          {
            messageId: 'sequenceCountedUnknown',
            data: {
              calls: '5 times the number of attempts (`this.maxAttempts`)',
              path: 'execute → withRetry → for, line ①',
            },
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens sooner)' },
                diff: woven`
                  ${policy('attempt')}
                  -     try {
                  -       const result = await this.withRetry(fn);
                  -       this.onSuccess();
                  -       return result;
                  -     } catch (error) {
                  -       this.onFailure();
                  -       throw error;
                  -     }
                  +     const result = await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.onFailure();
                  +         throw error;
                  +       }
                  +     });
                  +     this.onSuccess();
                  +     return result;
                  -         if (attempt >= this.maxAttempts) throw error;
                  +         if (attempt >= this.maxAttempts || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                  ${OPENS_BY_POLICY}
                `,
              },
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'says that the number of attempts is unknown where a caller gives it',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>, maxAttempts: number): Promise<T> {
            this.admit();
            try {
              const result = await ‹this.withRetry(fn, maxAttempts)›;
              this.onSuccess();
              return result;
            } catch (error) {
              this.onFailure();
              throw error;
            }
          }
          private async withRetry<T>(fn: () => Promise<T>, limit: number): Promise<T> {
            ①for (let attempt = 1; attempt <= limit; attempt++) {
              try {
                return await fn();
              } catch {
                log(attempt);
              }
            }
            throw new Error('exhausted');
          }
        `,
        [
          {
            messageId: 'sequenceCountedUnknown',
            data: {
              calls: '5 times the number of attempts (`maxAttempts`)',
              path: 'execute → withRetry → for, line ①',
            },
            suggestions: [declared],
          },
        ],
      ),
    },
    {
      name: 'says that the number of attempts is unknown where an imported configuration gives it',
      ...marked(
        `import { config } from './config.js';\n\n` +
          breaker`
            ${execute('await ‹this.withRetry(fn)›')}
            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              let attempt = 0;
              ①while (attempt < config.retry.attempts) {
                try {
                  return await fn();
                } catch {
                  attempt++;
                }
              }
              throw new Error('exhausted');
            }
          `,
        [
          {
            messageId: 'sequenceCountedUnknown',
            data: {
              calls: '5 times the number of attempts (`config.retry.attempts`)',
              path: 'execute → withRetry → while, line ①',
            },
            suggestions: [
              {
                messageId: 'declareSequences',
                diff: `
                    import { config } from './config.js';
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     if (this.state === 'half-open' || this.failures >= 5) {
                  +     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'says that the threshold is unknown where the options give it',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private openedAt = 0;

            constructor(private readonly options: { threshold: number }) {}

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              try {
                return await ‹this.withRetry(fn)›;
              } catch (error) {
                this.failures += 1;
                if (this.failures >= this.options.threshold) {
                  this.state = 'open';
                  this.openedAt = Date.now();
                }
                throw error;
              }
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }
          }
        `,
        [
          {
            messageId: 'sequenceCountedUnknown',
            data: {
              calls: '3 times the failure threshold (`this.options.threshold`)',
              path: 'execute → withRetry → for, line ①',
            },
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= this.options.threshold,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       return await this.withRetry(fn);
                  -     } catch (error) {
                  -       this.failures += 1;
                  -       if (this.failures >= this.options.threshold) {
                  -         this.state = 'open';
                  -         this.openedAt = Date.now();
                  +     return await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.failures += 1;
                  +         if (this.policy.shouldOpenCircuit(this.failures)) {
                  +           this.state = 'open';
                  +           this.openedAt = Date.now();
                  +         }
                  +         throw error;
                  -       throw error;
                  -     }
                  +     });
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= this.options.threshold,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (this.failures >= this.options.threshold) {
                  +       if (this.policy.shouldOpenCircuit(this.failures)) {
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'says that both are unknown where nothing in the file gives them',
      ...marked(
        `
          export class CircuitBreaker {
            #state = 'CLOSED';
            #failures = 0;

            constructor(options) {
              this.options = options;
            }

            async execute(fn) {
              if (this.#state === 'OPEN') throw new CircuitOpenError();
              try {
                return await ‹this.#withRetry(fn)›;
              } catch (error) {
                this.#failures += 1;
                if (this.#failures >= this.options.failureThreshold) {
                  this.#state = 'OPEN';
                  setTimeout(() => { this.#state = 'HALF_OPEN'; }, this.options.resetMs);
                }
                throw error;
              }
            }

            async #withRetry(fn) {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt >= this.options.maxAttempts) throw error;
                }
              }
            }
          }
        `,
        [
          {
            messageId: 'sequenceCountedUnknown',
            data: {
              calls:
                'The number of attempts (`this.options.maxAttempts`) times the failure threshold (`this.options.failureThreshold`)',
              path: 'execute → withRetry → for, line ①',
            },
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens sooner)' },
                diff: `
                      #state = 'CLOSED';
                  +   /** @type {import('eslint-plugin-resilience/policy').FailurePolicy} */
                  +   #policy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'CLOSED',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= this.options.failureThreshold,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       return await this.#withRetry(fn);
                  -     } catch (error) {
                  -       this.#failures += 1;
                  -       if (this.#failures >= this.options.failureThreshold) {
                  -         this.#state = 'OPEN';
                  -         setTimeout(() => { this.#state = 'HALF_OPEN'; }, this.options.resetMs);
                  +     return await this.#withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.#failures += 1;
                  +         if (this.#policy.shouldOpenCircuit(this.#failures)) {
                  +           this.#state = 'OPEN';
                  +           setTimeout(() => { this.#state = 'HALF_OPEN'; }, this.options.resetMs);
                  +         }
                  +         throw error;
                  -       throw error;
                  -     }
                  +     });
                  -         if (attempt >= this.options.maxAttempts) throw error;
                  +         if (attempt >= this.options.maxAttempts || !this.#policy.shouldRetry(attempt, error, { phase: this.#state })) throw error;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                      #state = 'CLOSED';
                  +   /** @type {import('eslint-plugin-resilience/policy').FailurePolicy} */
                  +   #policy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'CLOSED',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= this.options.failureThreshold,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (this.#failures >= this.options.failureThreshold) {
                  +       if (this.#policy.shouldOpenCircuit(this.#failures)) {
                `,
              },
            ],
          },
        ],
      ),
      filename: 'breaker.js',
    },
    {
      name: 'says that the threshold is unknown where the circuit opens at a rate, not at a count',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures = 0;
            private calls = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') throw new CircuitOpenError();
              this.calls += 1;
              try {
                return await ‹this.withRetry(fn)›;
              } catch (error) {
                this.failures += 1;
                if (this.failures / this.calls > 0.5) {
                  this.state = 'open';
                  setTimeout(() => { this.state = 'half-open'; }, 30_000);
                }
                throw error;
              }
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              ①for (let attempt = 1; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 3) throw error;
                }
              }
            }
          }
        `,
        [
          {
            messageId: 'sequenceCountedUnknown',
            data: { calls: '3 times the failure threshold', path: 'execute → withRetry → for, line ①' },
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount > 0.5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       return await this.withRetry(fn);
                  -     } catch (error) {
                  -       this.failures += 1;
                  -       if (this.failures / this.calls > 0.5) {
                  -         this.state = 'open';
                  -         setTimeout(() => { this.state = 'half-open'; }, 30_000);
                  +     return await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.failures += 1;
                  +         if (this.policy.shouldOpenCircuit(this.failures / this.calls)) {
                  +           this.state = 'open';
                  +           setTimeout(() => { this.state = 'half-open'; }, 30_000);
                  +         }
                  +         throw error;
                  -       throw error;
                  -     }
                  +     });
                  -         if (attempt === 3) throw error;
                  +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount > 0.5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (this.failures / this.calls > 0.5) {
                  +       if (this.policy.shouldOpenCircuit(this.failures / this.calls)) {
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'says that the circuit cannot open where the retry never gives up',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (;;) {
              try {
                return await fn();
              } catch (error) {
                log(error);
                await sleep(1_000);
              }
            }
          }
        `,
        [
          {
            messageId: 'sequenceNeverCounted',
            data: { path: 'execute → withRetry → for, line ①' },
            suggestions: [declared],
          },
        ],
      ),
    },
    {
      name: 'says that the circuit cannot open where the recursion never ends',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            try {
              return await fn();
            } catch {
              await sleep(1_000);
              return ①this.withRetry(fn);
            }
          }
        `,
        [
          {
            messageId: 'sequenceNeverCounted',
            data: { path: 'execute → withRetry → itself, line ①' },
            suggestions: [declared],
          },
        ],
      ),
    },

    // What does not make it right.
    {
      name: 'reports a retry that is chosen once because the circuit is closed: its sequences are still one failure each',
      ...marked(
        breaker`
          ${execute("await (this.state === 'closed' ? ‹this.withRetry(fn)› : fn())")}
          ${withRetry}
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [declared],
          },
        ],
      ),
    },
    {
      name: 'reports a retry whose state is read before the wait only',
      ...marked(
        breaker`
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            const attempts = this.state === 'closed' ? 3 : 1;
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await fn();
              } catch (error) {
                if (attempt === attempts) throw error;
                await sleep(1_000);
              }
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              counted(`
                -         if (attempt === attempts) throw error;
                +         if (attempt === attempts || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
              `),
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a retry whose attempts are counted in a metric that decides nothing',
      ...marked(
        breaker`
          private attempts = 0;
          ${execute('await ‹this.withRetry(fn)›')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              this.attempts += 1;
              try {
                return await fn();
              } catch (error) {
                if (attempt === 3) throw error;
              }
            }
          }
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              counted(`
                -         if (attempt === 3) throw error;
                +         if (attempt === 3 || !this.policy.shouldRetry(attempt, error, { phase: this.state })) throw error;
              `),
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'reports a countingUnit that only a comment mentions',
      ...marked(
        breaker`
          // TODO: declare a countingUnit
          ${execute('await ‹this.withRetry(fn)›')}
          ${withRetry}
        `,
        [
          {
            ...three('execute → withRetry → for, line ①'),
            suggestions: [
              counted(`
                -         if (attempt === 2) {
                +         if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
              `),
              declared,
            ],
          },
        ],
      ),
    },
    {
      name: 'reports each of two retries of one breaker',
      ...marked(
        breaker`
          async read<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            try {
              return await ‹this.withRetry(fn)›;
            } catch (error) {
              this.onFailure();
              throw error;
            }
          }
          async write<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            let attempt = 0;
            ‹②while (attempt < 2) {
              try {
                const result = await fn();
                this.onSuccess();
                return result;
              } catch {
                attempt += 1;
              }
            }›
            this.onFailure();
            throw new Error('exhausted');
          }
          ${withRetry}
        `,
        [
          {
            ...three('read → withRetry → for, line ①'),
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: woven`
                  ${policy('attempt')}
                  -     try {
                  -       return await this.withRetry(fn);
                  -     } catch (error) {
                  -       this.onFailure();
                  -       throw error;
                  -     }
                  +     return await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.onFailure();
                  +         throw error;
                  +       }
                  +     });
                  -         if (attempt === 2) {
                  +         if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) {
                  ${OPENS_BY_POLICY}
                `,
              },
              declared,
            ],
          },
          {
            messageId: 'sequenceCounted',
            data: { calls: '10', threshold: '5', attempts: '2', path: 'write → while, line ②' },
            suggestions: [declared],
          },
        ],
      ),
    },
    {
      name: 'moves all that records a failure to the attempt, where the count is the length of a list that is kept short',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures: number[] = [];
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              try {
                const result = await ‹this.withRetry(fn)›;
                this.state = 'closed';
                return result;
              } catch (error) {
                const now = Date.now();
                // Only the last minute counts.
                this.failures.push(now);
                this.failures = this.failures.filter((time) => now - time < 60_000);
                if (this.failures.length >= 5) {
                  this.state = 'open';
                  this.openedAt = now;
                }
                throw error;
              }
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              for (let attempt = 0; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 2) throw error;
                  await sleep(1_000);
                }
              }
            }
          }
        `,
        [
          {
            messageId: 'sequenceCounted',
            data: { calls: '15', threshold: '5', attempts: '3', path: 'execute → withRetry → for, line 29' },
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       const result = await this.withRetry(fn);
                  -       this.state = 'closed';
                  -       return result;
                  -     } catch (error) {
                  -       const now = Date.now();
                  -       // Only the last minute counts.
                  -       this.failures.push(now);
                  -       this.failures = this.failures.filter((time) => now - time < 60_000);
                  -       if (this.failures.length >= 5) {
                  -         this.state = 'open';
                  -         this.openedAt = now;
                  +     const result = await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         const now = Date.now();
                  +         // Only the last minute counts.
                  +         this.failures.push(now);
                  +         this.failures = this.failures.filter((time) => now - time < 60_000);
                  +         if (this.policy.shouldOpenCircuit(this.failures.length)) {
                  +           this.state = 'open';
                  +           this.openedAt = now;
                  +         }
                  +         throw error;
                  -       throw error;
                  -     }
                  +     });
                  +     this.state = 'closed';
                  +     return result;
                  -         if (attempt === 2) throw error;
                  +         if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) throw error;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (this.failures.length >= 5) {
                  +       if (this.policy.shouldOpenCircuit(this.failures.length)) {
                `,
              },
            ],
          },
        ],
      ),
    },
    {
      name: 'moves the decision with a record that is a method of its own',
      ...marked(
        `
          export class CircuitBreaker {
            private state: 'closed' | 'open' | 'half-open' = 'closed';
            private failures: number[] = [];
            private openedAt = 0;

            async execute<T>(fn: () => Promise<T>): Promise<T> {
              if (this.state === 'open') {
                if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
                this.state = 'half-open';
              }
              try {
                const result = await ‹this.withRetry(fn)›;
                this.state = 'closed';
                return result;
              } catch (error) {
                this.record();
                this.failures = this.failures.filter((time) => Date.now() - time < 60_000);
                if (this.failures.length >= 5) {
                  this.state = 'open';
                  this.openedAt = Date.now();
                }
                throw error;
              }
            }

            private record(): void {
              this.failures.push(Date.now());
            }

            private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
              for (let attempt = 0; ; attempt++) {
                try {
                  return await fn();
                } catch (error) {
                  if (attempt === 2) throw error;
                  await sleep(1_000);
                }
              }
            }
          }
        `,
        [
          {
            messageId: 'sequenceCounted',
            data: { calls: '15', threshold: '5', attempts: '3', path: 'execute → withRetry → for, line 31' },
            suggestions: [
              {
                messageId: 'countAttempts',
                data: { sooner: ' (it opens about 3× sooner)' },
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'attempt',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -     try {
                  -       const result = await this.withRetry(fn);
                  -       this.state = 'closed';
                  -       return result;
                  -     } catch (error) {
                  -       this.record();
                  -       this.failures = this.failures.filter((time) => Date.now() - time < 60_000);
                  -       if (this.failures.length >= 5) {
                  -         this.state = 'open';
                  -         this.openedAt = Date.now();
                  +     const result = await this.withRetry(async () => {
                  +       try {
                  +         return await fn();
                  +       } catch (error) {
                  +         this.record();
                  +         this.failures = this.failures.filter((time) => Date.now() - time < 60_000);
                  +         if (this.policy.shouldOpenCircuit(this.failures.length)) {
                  +           this.state = 'open';
                  +           this.openedAt = Date.now();
                  +         }
                  +         throw error;
                  -       throw error;
                  -     }
                  +     });
                  +     this.state = 'closed';
                  +     return result;
                  -         if (attempt === 2) throw error;
                  +         if (attempt === 2 || !this.policy.shouldRetry(attempt + 1, error, { phase: this.state })) throw error;
                `,
              },
              {
                messageId: 'declareSequences',
                diff: `
                  + import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
                  +
                      private state: 'closed' | 'open' | 'half-open' = 'closed';
                  +   policy: FailurePolicy = {
                  +     countingUnit: 'sequence',
                  +     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
                  +     shouldOpenCircuit: (failureCount) => failureCount >= 5,
                  +     shouldCloseCircuit: () => true,
                  +   };
                  -       if (this.failures.length >= 5) {
                  +       if (this.policy.shouldOpenCircuit(this.failures.length)) {
                `,
              },
            ],
          },
        ],
      ),
    },
  ],
});
