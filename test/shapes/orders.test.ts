/** Compositions whose order is not the order in which they read. */
import { lines, specify, type InBoth, type Shape, type Written } from '../support/shapes.js';

/** Of each of the retries. */
const ATTEMPTS = 3;

const inBreaker = (
  number: number,
  name: string,
  { path, threshold }: { readonly path: string; readonly threshold: number },
  reported: Written,
  silent: Written,
): Shape => ({
  number,
  name,
  rule: 'no-retry-in-breaker',
  says: [
    {
      messageId: 'sequenceCounted',
      data: { calls: String(ATTEMPTS * threshold), threshold: String(threshold), attempts: String(ATTEMPTS), path },
    },
  ],
  reported,
  silent,
});

const COCKATIEL = `
  import { circuitBreaker, ConsecutiveBreaker, handleAll, handleWhen, isBrokenCircuitError, retry, usePolicy, wrap } from 'cockatiel';

  const breaker = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });
  const again = retry(handleAll, { maxAttempts: 2 });
  const unlessOpen = retry(handleWhen((error) => !isBrokenCircuitError(error)), { maxAttempts: 2 });
`;

/** Decorators of one method; in JavaScript the policies are wrapped in the same order. */
const decorators = (first: string, second: string, mark: boolean): InBoth<string> => ({
  ts: lines(
    COCKATIEL,
    `export class Client {\n  @usePolicy(${first})\n  @${mark ? '‹' : ''}usePolicy(${second})${mark ? '›' : ''}\n  async load(id) {\n    return fetch(id);\n  }\n}`,
  ).ts,
  js: lines(COCKATIEL, `export const policy = ${mark ? '‹' : ''}wrap(${first}, ${second})${mark ? '›' : ''};`).js,
});

const MOLLITIA = `
  import { BreakerError, Circuit, Retry, SlidingCountBreaker } from 'mollitia';

  const breaker = new SlidingCountBreaker({ minimumNumberOfCalls: 4 });
`;

const ALFRED = `
  import { Policy, compose } from '@git-stunts/alfred';

  const breaker = Policy.circuitBreaker({ threshold: 5, duration: 1_000 });
  const again = Policy.retry({ retries: 2 });
  const unlessOpen = Policy.retry({ retries: 2, shouldRetry: (error) => error.name !== 'CircuitOpenError' });
`;

const MIDDLEWARE = `
  import { executeHttpRequest } from '@sap-cloud-sdk/http-client';
  import { circuitBreaker, retry } from '@sap-cloud-sdk/resilience';
`;

const EFFECTS = `
  import CircuitBreaker from 'opossum';
  import pRetry from 'p-retry';

  const breaker = new CircuitBreaker((fn) => fn(), { volumeThreshold: 5 });
  const retried = (fn) => () => pRetry(fn, { retries: 2, shouldRetry: ({ error }) => error.code !== 'EOPENBREAKER' });
  const guarded = (fn) => () => breaker.fire(fn);
`;

specify('orders', 8, [
  inBreaker(
    1,
    'wrap: the first is outermost',
    { path: 'circuitBreaker → retry, line 4', threshold: 5 },
    lines(COCKATIEL, 'export const policy = ‹wrap(breaker, again)›;'),
    lines(COCKATIEL, 'export const policy = wrap(unlessOpen, breaker);'),
  ),
  inBreaker(
    2,
    'decorators: the topmost is outermost',
    { path: 'circuitBreaker → retry, line 4', threshold: 5 },
    decorators('breaker', 'again', true),
    decorators('unlessOpen', 'breaker', false),
  ),
  inBreaker(
    3,
    'modules of a circuit: the first is outermost',
    { path: 'SlidingCountBreaker → Retry, line 5', threshold: 4 },
    lines(
      MOLLITIA,
      'const retry = new Retry({ attempts: 2 });',
      'const circuit = new Circuit({ options: { modules: [breaker, retry] } });\nexport const load = (id) => ‹circuit.fn(() => fetch(id))›.execute();',
    ),
    lines(
      MOLLITIA,
      'const retry = new Retry({ attempts: 2, onRejection: (error) => !(error instanceof BreakerError) });',
      'const circuit = new Circuit({ options: { modules: [retry, breaker] } });\nexport const load = (id) => circuit.fn(() => fetch(id)).execute();',
    ),
  ),
  {
    number: 4,
    name: 'strategies of a framework: the first is innermost',
    rule: 'no-retry-of-open-circuit',
    says: [
      {
        messageId: 'rejectionRetried',
        data: {
          attempts: '3',
          retry: 'RetryStrategy',
          breaker: 'CircuitBreakerStrategy',
          path: 'RetryStrategy → CircuitBreakerStrategy, line ①',
        },
      },
    ],
    reported: strategies(
      '①',
      '‹UseResilience(new CircuitBreakerStrategy({ requestVolumeThreshold: 10 }), new RetryStrategy({ maxRetries: 3 }))›',
      'UseResilience(‹new CircuitBreakerStrategy({ requestVolumeThreshold: 10 })›, new RetryStrategy({ maxRetries: 3 }))',
    ),
    silent: strategies(
      '',
      'UseResilience(new CircuitBreakerStrategy({ requestVolumeThreshold: 10 }), new RetryStrategy({ maxRetries: 3, retryable: (error) => !(error instanceof CircuitOpenedException) }))',
    ),
  },
  inBreaker(
    5,
    'functions that are put around each other: what stands outside is outermost',
    { path: 'breaker.fire → pRetry, line ①', threshold: 5 },
    lines(
      EFFECTS.replace('pRetry(fn, { retries', '‹pRetry(fn, { retries')
        .replace("'EOPENBREAKER' })", "'EOPENBREAKER' })›")
        .replace('  const retried', '  ①const retried'),
      "export const load = guarded(retried(() => fetch('/a')));",
    ),
    lines(EFFECTS, "export const load = retried(guarded(() => fetch('/a')));"),
  ),
  inBreaker(
    6,
    'compose: the first is outermost',
    { path: 'circuitBreaker → retry, line 4', threshold: 5 },
    lines(ALFRED, 'export const policy = ‹compose(breaker, again)›;'),
    lines(ALFRED, 'export const policy = compose(unlessOpen, breaker);'),
  ),
  inBreaker(
    8,
    'middleware of a client: the first is outermost',
    { path: 'circuitBreaker → retry, line 4', threshold: 10 },
    lines(
      MIDDLEWARE,
      "export const load = () => ‹executeHttpRequest({ destinationName: 'd' }, { url: '/a', middleware: [circuitBreaker(), retry(2)] })›;",
    ),
    lines(
      MIDDLEWARE,
      "export const load = () => executeHttpRequest({ destinationName: 'd' }, { url: '/a', middleware: [circuitBreaker(), retry(0)] });",
    ),
  ),
  inBreaker(
    7,
    'wrap as a method: its own policy is outermost',
    { path: 'circuitBreaker → retry, line 4', threshold: 5 },
    lines(ALFRED, 'export const policy = ‹breaker.wrap(again)›;'),
    lines(ALFRED, 'export const policy = unlessOpen.wrap(breaker);'),
  ),
]);

function strategies(line: string, decorator: string, inJavaScript = decorator): InBoth<string> {
  const imports =
    "import { CircuitBreakerStrategy, CircuitOpenedException, RetryStrategy, UseResilience } from 'nestjs-resilience';";
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
