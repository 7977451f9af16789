/** Options whose names say one thing in one library and another in the next: how often a call is made under them. */
import { lines, specify, type Shape } from '../support/shapes.js';

const BREAKER = "import CircuitBreaker from 'opossum';";

/** So many calls per failure of a breaker that opens at the fifth. */
const calls = (count: number, path: string) => [
  { messageId: 'sequenceCounted', data: { calls: String(5 * count), threshold: '5', attempts: String(count), path } },
];

interface Name {
  readonly name: string;
  readonly imports: string;
  /** What is set up beside the breaker, and what the breaker runs; `N` is the number. */
  readonly setUp?: string;
  readonly run: string;
  /** A number, and the calls that it makes. */
  readonly written: number;
  readonly makes: number;
  /** The number with which there is one call. */
  readonly once?: number;
  /** Where no number makes one call: what is set up without the retry. */
  readonly plain?: string;
  readonly path: string;
}

const NAMES: readonly Name[] = [
  // maxAttempts that counts retries.
  {
    name: 'maxAttempts of cockatiel counts retries',
    imports: "import { handleAll, retry } from 'cockatiel';",
    setUp: 'const policy = retry(handleAll, { maxAttempts: N });',
    run: 'policy.execute(() => fetch(id))',
    written: 2,
    makes: 3,
    once: 0,
    path: 'breaker.fire → policy.execute',
  },
  {
    name: 'maxAttempts of wretch counts retries',
    imports: "import wretch from 'wretch';\nimport { retry } from 'wretch/middlewares';",
    setUp: 'const api = wretch().middlewares([retry({ maxAttempts: N })]);',
    run: 'api.url(id).get()',
    written: 2,
    makes: 3,
    plain: 'const api = wretch();',
    path: 'breaker.fire → api.url().get',
  },
  // maxAttempts that counts calls.
  {
    name: 'maxAttempts of @lifeomic/attempt counts calls',
    imports: "import { retry } from '@lifeomic/attempt';",
    run: 'retry(() => fetch(id), { maxAttempts: N })',
    written: 3,
    makes: 3,
    once: 1,
    path: 'breaker.fire → retry',
  },
  {
    name: 'maxAttempts of the AWS clients counts calls',
    imports: "import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';",
    setUp: 'const client = new STSClient({ maxAttempts: N });',
    run: 'client.send(new GetCallerIdentityCommand({}))',
    written: 4,
    makes: 4,
    once: 1,
    path: 'breaker.fire → client.send',
  },
  // maxRetries.
  {
    name: 'maxRetries of openai counts retries',
    imports: "import OpenAI from 'openai';",
    setUp: 'const client = new OpenAI({ maxRetries: N });',
    run: 'client.responses.create(id)',
    written: 2,
    makes: 3,
    once: 0,
    path: 'breaker.fire → client.responses.create',
  },
  {
    name: 'maxRetries of @anthropic-ai/sdk counts retries',
    imports: "import Anthropic from '@anthropic-ai/sdk';",
    setUp: 'const client = new Anthropic({ maxRetries: N });',
    run: 'client.messages.create(id)',
    written: 4,
    makes: 5,
    once: 0,
    path: 'breaker.fire → client.messages.create',
  },
  // retries.
  {
    name: 'retries of p-retry counts retries',
    imports: "import pRetry from 'p-retry';",
    run: 'pRetry(() => fetch(id), { retries: N })',
    written: 2,
    makes: 3,
    once: 0,
    path: 'breaker.fire → pRetry',
  },
  {
    name: 'retries of async-retry counts retries',
    imports: "import retry from 'async-retry';",
    run: 'retry(() => fetch(id), { retries: N })',
    written: 3,
    makes: 4,
    once: 0,
    path: 'breaker.fire → retry',
  },
  {
    name: 'retries of ts-retry-promise counts retries',
    imports: "import { retry } from 'ts-retry-promise';",
    run: 'retry(() => fetch(id), { retries: N })',
    written: 2,
    makes: 3,
    once: 0,
    path: 'breaker.fire → retry',
  },
  {
    name: 'retries of es-toolkit counts retries',
    imports: "import { retry } from 'es-toolkit';",
    run: 'retry(() => fetch(id), { retries: N })',
    written: 2,
    makes: 3,
    once: 0,
    path: 'breaker.fire → retry',
  },
  // times.
  {
    name: 'times of radash counts calls',
    imports: "import { retry } from 'radash';",
    run: 'retry({ times: N }, () => fetch(id))',
    written: 3,
    makes: 3,
    once: 1,
    path: 'breaker.fire → retry',
  },
  // max, maxTry, numOfAttempts.
  {
    name: 'max of retry-as-promised counts calls',
    imports: "import retryAsPromised from 'retry-as-promised';",
    run: 'retryAsPromised(() => fetch(id), { max: N })',
    written: 3,
    makes: 3,
    once: 1,
    path: 'breaker.fire → retryAsPromised',
  },
  {
    name: 'maxTry of ts-retry counts calls',
    imports: "import { retryAsync } from 'ts-retry';",
    run: 'retryAsync(() => fetch(id), { maxTry: N })',
    written: 4,
    makes: 4,
    once: 1,
    path: 'breaker.fire → retryAsync',
  },
  {
    name: 'numOfAttempts of exponential-backoff counts calls',
    imports: "import { backOff } from 'exponential-backoff';",
    run: 'backOff(() => fetch(id), { numOfAttempts: N })',
    written: 3,
    makes: 3,
    once: 1,
    path: 'breaker.fire → backOff',
  },
  {
    name: 'max_tries of bluebird-retry counts calls',
    imports: "import retry from 'bluebird-retry';",
    run: 'retry(() => fetch(id), { max_tries: N })',
    written: 3,
    makes: 3,
    once: 1,
    path: 'breaker.fire → retry',
  },
];

const written = ({ imports, setUp = '', run }: Name, count: number, mark: boolean): string =>
  `${BREAKER}\n${imports}\n\n${setUp === '' ? '' : `${setUp.replace('N', String(count))}\n`}${mark ? '①' : ''}export const breaker = new CircuitBreaker((id) => ${mark ? '‹' : ''}${run.replace('N', String(count))}${mark ? '›' : ''}, { volumeThreshold: 5 });`;

const NOT_BREAKERS: readonly Shape[] = [
  {
    number: NAMES.length + 1,
    name: 'back-off calls itself a circuit breaker and is a retry',
    rule: 'no-retry-in-breaker',
    says: calls(3, 'breaker.fire → backOff, line ①'),
    reported: lines(
      `${BREAKER}\nimport { backOff } from 'exponential-backoff';`,
      '①export const breaker = new CircuitBreaker((id) => ‹backOff(() => fetch(id), { numOfAttempts: 3 })›, { volumeThreshold: 5 });',
    ),
    silent:
      "import backoff from 'back-off';\n\n// A circuit breaker, says its readme.\nexport const load = (id) => backoff.build()(() => fetch(id));\n",
  },
];

specify('names of options', NAMES.length + 1, [
  ...NAMES.map((name, at): Shape => ({
    number: at + 1,
    name: name.name,
    rule: 'no-retry-in-breaker',
    says: calls(name.makes, `${name.path}, line ①`),
    reported: written(name, name.written, true),
    silent: written({ ...name, ...(name.plain !== undefined && { setUp: name.plain }) }, name.once ?? 0, false),
  })),
  ...NOT_BREAKERS,
]);
