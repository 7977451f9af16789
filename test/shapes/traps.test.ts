/** What invites a false report, each beside the defect that it is taken for. */
import { woven } from '../support/marked.js';
import { lines, specify, type InBoth, type Shape, type Written } from '../support/shapes.js';
import { attempts, soundBreaker, withRetry } from '../support/sound-breaker.js';

const sequence = (path: string, calls = 15, threshold = 5) => [
  {
    messageId: 'sequenceCounted',
    data: { calls: String(calls), threshold: String(threshold), attempts: String(calls / threshold), path },
  },
];

const inBreaker = (number: number, name: string, path: string, reported: Written, silent: Written): Shape => ({
  number,
  name,
  rule: 'no-retry-in-breaker',
  says: sequence(path),
  reported,
  silent,
});

const OWN = 'execute → withRetry → for, line ①';
const HANDED = 'breaker.execute → withRetry → for, line ①';
const client = (mark = true): string =>
  `const breaker = new CircuitBreaker();\n\nexport const load = (id) => breaker.execute(() => ${mark ? '‹' : ''}withRetry(() => fetch(id))${mark ? '›' : ''});`;
const outside =
  'const breaker = new CircuitBreaker();\n\nexport const load = (id) => withRetry(() => breaker.execute(() => fetch(id)));';

const retries = (count: number): InBoth<string> => ({
  ts: attempts('private async withRetry<T>(fn: () => Promise<T>): Promise<T>', count),
  js: attempts('async withRetry(fn)', count),
});

const POLICIES = `
  import { circuitBreaker, ConsecutiveBreaker, handleAll, handleType, handleWhen, isBrokenCircuitError, retry, wrap } from 'cockatiel';

  class HttpError extends Error {}

  const breaker = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });
  const again = retry(handleAll, { maxAttempts: 2 });
`;

const rejected = (path: string) => [
  { messageId: 'rejectionRetried', data: { attempts: '3', retry: 'retry', breaker: 'circuitBreaker', path } },
];

const OPOSSUM = `
  import CircuitBreaker from 'opossum';
  import pRetry from 'p-retry';

  const breaker = new CircuitBreaker((fn) => fn(), { volumeThreshold: 5 });
`;

/** A class in the words of a breaker; `$` stands before its members. */
const written = (members: string, fields: readonly string[]): InBoth<string> => ({
  ts: woven`
    class CircuitOpenError extends Error {}

    export class CircuitBreaker {
      ${fields.map((field) => `private ${field};`).join('\n')}

      ${members.replaceAll('$', 'this.')}
    }
  `,
  js: woven`
    class CircuitOpenError extends Error {}

    export class CircuitBreaker {
      ${fields.map((field) => `#${field};`).join('\n')}

      ${members.replaceAll('$', 'this.#')}
    }
  `,
});

const FIELDS = ["state = 'closed'", 'generation = 0', 'failures = 0', 'openedAt = 0'];

/** Admission, call and outcomes. `opens`, `rejects`, `succeeds` and `fails` are what differs. */
const guarded = ({
  half = 'throw new CircuitOpenError();',
  rejects = 'throw new CircuitOpenError();',
  succeeds = "if (admitted === $generation) {\n    $failures = 0;\n    $state = 'closed';\n  }",
  fails = "if (admitted === $generation) {\n    $failures += 1;\n    if ($state === 'half-open' || $failures >= 5) {\n      $state = 'open';\n      $openedAt = Date.now();\n      $generation += 1;\n    }\n  }",
  fields = FIELDS,
  last = '',
} = {}): InBoth<string> =>
  written(
    woven`
      async execute(fn) {
        if ($state === 'half-open') {
          ${half}
        }
        if ($state === 'open') {
          if (Date.now() - $openedAt < 30_000) {
            ${rejects}
          }
          $state = 'half-open';
          $generation += 1;
        }
        const admitted = $generation;
        try {
          ④const result = await fn();
          ${succeeds}
          return result;
        } catch (error) {
          ${fails}
          throw error;
        }${last}
      }
    `,
    fields,
  );

/** A success that looks at nothing. */
const LATE = "$failures = 0;\n②‹$state = 'closed'›;";

const TRAPS: readonly Shape[] = [
  inBreaker(
    1,
    'a retry whose unit is declared',
    OWN,
    soundBreaker({ call: 'await ‹this.withRetry(fn)›', members: retries(3) }),
    lines("import { policy } from './policy.js';", {
      ts: soundBreaker({
        call: "policy.countingUnit === 'sequence' ? await this.withRetry(fn) : await fn()",
        opens: 'policy.shouldOpenCircuit($failures)',
        keepsFailures: true,
        members: policed('private async withRetry<T>(fn: () => Promise<T>): Promise<T>', 'this.'),
      }).ts,
      js: soundBreaker({
        call: "policy.countingUnit === 'sequence' ? await this.withRetry(fn) : await fn()",
        opens: 'policy.shouldOpenCircuit($failures)',
        keepsFailures: true,
        members: policed('async withRetry(fn)', 'this.#'),
      }).js,
    }),
  ),
  inBreaker(
    2,
    'a retry that asks the state before each attempt',
    OWN,
    soundBreaker({ call: 'await ‹this.withRetry(fn)›', members: retries(3) }),
    lines("import { policy } from './policy.js';", {
      ts: soundBreaker({
        call: 'await fn()',
        opens: 'policy.shouldOpenCircuit($failures)',
        members: policed('async again<T>(fn: () => Promise<T>): Promise<T>', 'this.', 'this.execute(fn)'),
      }).ts,
      js: soundBreaker({
        call: 'await fn()',
        opens: 'policy.shouldOpenCircuit($failures)',
        members: policed('async again(fn)', 'this.#', 'this.execute(fn)'),
      }).js,
    }),
  ),
  {
    number: 3,
    name: 'an order that is not the order of the text',
    rule: 'no-retry-in-breaker',
    says: sequence('circuitBreaker → retry, line 6'),
    reported: lines(POLICIES, 'export const policy = ‹wrap(breaker, again)›;'),
    silent: lines(POLICIES, 'export const policy = wrap(retry(handleType(HttpError), { maxAttempts: 2 }), breaker);'),
  },
  {
    number: 4,
    name: 'state that is read, changed and written in one stretch',
    rule: 'no-unsynchronized-breaker-state',
    says: [{ messageId: 'lostUpdate', data: { basis: '①', point: '②', cell: 'this.failures' } }],
    reported: lines(awaiting(false)),
    silent: lines(awaiting(true)),
  },
  {
    number: 5,
    name: 'a condition that is asked again after each wait',
    rule: 'no-unsynchronized-breaker-state',
    says: {
      ts: [{ messageId: 'lateReservation', data: { cell: 'this.isProbing', basis: '①', point: '②' } }],
      js: [{ messageId: 'lateReservation', data: { cell: 'this.#isProbing', basis: '①', point: '②' } }],
    },
    reported: probing('①if ($isProbing) throw new CircuitOpenError();\n  ②await audit();\n  ‹$isProbing = true›;'),
    silent: probing(
      "while ($isProbing) await audit();\n  if ($state !== 'half-open') throw new CircuitOpenError();\n  $isProbing = true;",
    ),
  },
  {
    number: 6,
    name: 'an outcome that is compared with what admitted the call',
    rule: 'no-unsynchronized-breaker-state',
    says: { ts: stale('this.state'), js: stale('this.#state') },
    reported: lines(guarded({ succeeds: LATE })),
    silent: lines(guarded()),
  },
  {
    number: 7,
    name: 'a breaker of one call',
    rule: 'no-unsynchronized-breaker-state',
    says: { ts: stale('this.state'), js: stale('this.#state') },
    reported: lines(guarded({ succeeds: LATE })),
    silent: `
      // A circuit breaker for one run, which nobody else sees.
      export async function run(calls) {
        let state = 'closed';
        let failures = 0;
        for (const call of calls) {
          if (state === 'open') break;
          try {
            await call();
            failures = 0;
          } catch {
            failures += 1;
            if (failures >= 5) state = 'open';
          }
        }
        return state;
      }
    `,
  },
  {
    number: 8,
    name: 'more than one probe, but a number of them',
    rule: 'require-half-open-probe-limit',
    says: [{ messageId: 'unlimitedProbes', data: { line: '①' } }],
    reported: flood(''),
    silent: lines(
      guarded({
        half: 'if ($probes >= 3) throw new CircuitOpenError();\n  $probes += 1;',
        fields: [...FIELDS, 'probes = 0'],
        succeeds: "if (admitted === $generation) {\n    $failures = 0;\n    $probes = 0;\n    $state = 'closed';\n  }",
        fails:
          "if (admitted === $generation) {\n    $probes = 0;\n    $failures += 1;\n    if ($state === 'half-open' || $failures >= 5) {\n      $state = 'open';\n      $openedAt = Date.now();\n      $generation += 1;\n    }\n  }",
      }),
    ),
  },
  {
    number: 9,
    name: 'a flag that is tested and set in one tick',
    rule: 'require-half-open-probe-limit',
    says: [{ messageId: 'unlimitedProbes', data: { line: '①' } }],
    reported: flood(''),
    silent: lines(
      guarded({
        half: 'if ($isProbing) throw new CircuitOpenError();\n  $isProbing = true;',
        fields: [...FIELDS, 'isProbing = false'],
        last: ' finally {\n  if (admitted === $generation) $isProbing = false;\n}',
      }),
    ),
  },
  {
    number: 10,
    name: 'a retry that is answered by a fallback or a queue while the circuit is open',
    rule: 'no-retry-of-open-circuit',
    says: rejected('retry → circuitBreaker, line 5'),
    reported: lines(POLICIES, 'export const policy = ‹wrap(again, breaker)›;'),
    silent: lines(
      "import { fallback } from 'cockatiel';",
      POLICIES,
      'export const policy = wrap(again, fallback(handleAll, 0), breaker);',
    ),
  },
  {
    number: 11,
    name: 'an allow-list that the rejection is not on',
    rule: 'no-retry-of-open-circuit',
    says: rejected('retry → circuitBreaker, line 5'),
    reported: lines(POLICIES, 'export const policy = ‹wrap(again, breaker)›;'),
    silent: lines(POLICIES, 'export const policy = wrap(retry(handleType(HttpError), { maxAttempts: 2 }), breaker);'),
  },
  inBreaker(
    12,
    'a loop that waits, and repeats nothing that has failed',
    'execute → run → for, line ①',
    soundBreaker({
      call: 'await ‹this.run(fn)›',
      members: loop('try {\n  return await fn();\n} catch (error) {\n  last = error;\n  await sleep(100);\n}'),
    }),
    soundBreaker({
      call: 'await this.run(fn)',
      members: loop('const lease = await fn();\nif (lease.isOurs) return lease;\nawait sleep(100);'),
    }),
  ),
  inBreaker(
    13,
    'a loop over replicas',
    'execute → run → for, line ①',
    soundBreaker({
      call: 'await ‹this.run(fn)›',
      members: loop('try {\n  return await fn();\n} catch (error) {\n  last = error;\n}'),
    }),
    soundBreaker({
      call: 'await this.run(fn)',
      members:
        'async run(fn) {\n  let last;\n  for (const replica of this.replicas) {\n    try {\n      return await fn(replica);\n    } catch (error) {\n      last = error;\n    }\n  }\n  throw last;\n}',
    }),
  ),
  {
    number: 14,
    name: 'retries of a client that are only its default',
    rule: 'no-retry-in-breaker',
    says: sequence('breaker.fire → client.responses.create, line ①'),
    reported:
      "import CircuitBreaker from 'opossum';\nimport OpenAI from 'openai';\n\nconst client = new OpenAI({ maxRetries: 2 });\n①export const breaker = new CircuitBreaker((text) => ‹client.responses.create(text)›, { volumeThreshold: 5 });\n",
    silent:
      "import CircuitBreaker from 'opossum';\nimport OpenAI from 'openai';\n\nconst client = new OpenAI();\nexport const breaker = new CircuitBreaker((text) => client.responses.create(text), { volumeThreshold: 5 });\n",
  },
  inBreaker(
    15,
    'a limiter that is called a breaker',
    OWN,
    lines(soundBreaker({ call: 'await ‹withRetry(fn)›' }), withRetry()),
    lines(
      'class CircuitOpenError extends Error {}',
      withRetry(),
      'export class RateBreaker {\n  tokens = 5;\n\n  async execute(fn) {\n    if (this.tokens === 0) throw new CircuitOpenError();\n    this.tokens -= 1;\n    return withRetry(fn);\n  }\n}',
    ),
  ),
  {
    number: 16,
    name: 'a breaker that has no half-open state by design',
    rule: 'require-half-open-probe-limit',
    says: [{ messageId: 'unlimitedProbes', data: { line: '①' } }],
    reported: flood(''),
    silent: written(
      'async execute(fn) {\n  if (Date.now() < $openUntil) throw new CircuitOpenError();\n  const admitted = $openUntil;\n  try {\n    const result = await fn();\n    if (admitted === $openUntil) $failures = 0;\n    return result;\n  } catch (error) {\n    if (admitted === $openUntil) {\n      $failures += 1;\n      if ($failures >= 5) {\n        $openUntil = Date.now() + 30_000;\n        $failures = 0;\n      }\n    }\n    throw error;\n  }\n}',
      ['openUntil = 0', 'failures = 0'],
    ),
  },
  {
    number: 17,
    name: 'a breaker of a library in a class of its own, without a retry',
    rule: 'no-retry-in-breaker',
    says: sequence('breaker.fire → pRetry, line ①'),
    reported: lines(
      OPOSSUM,
      'export class GuardedClient {\n  load(id) {\n    ①return breaker.fire(() => ‹pRetry(() => fetch(id), { retries: 2 })›);\n  }\n}',
    ),
    silent: lines(
      OPOSSUM,
      'export class GuardedClient {\n  load(id) {\n    return breaker.fire(() => fetch(id));\n  }\n}',
    ),
  },
  {
    number: 18,
    name: 'a count that somebody reads',
    rule: 'no-disconnected-attempt-metrics',
    says: { ts: metric('this.total'), js: metric('this.#total') },
    reported: {
      ts: soundBreaker({
        call: 'await this.withRetry(fn)',
        members: `private total = 0;\n${attempts('private async withRetry<T>(fn: () => Promise<T>): Promise<T>', 3).replace('try {', '‹this.total += 1›;\n    try {')}`,
      }).ts,
      js: soundBreaker({
        call: 'await this.withRetry(fn)',
        members: `#total = 0;\n${attempts('async withRetry(fn)', 3).replace('try {', '‹this.#total += 1›;\n    try {')}`,
      }).js,
    },
    silent: {
      ts: soundBreaker({
        call: 'await this.counted(fn)',
        members:
          'private total = 0;\n\nprivate async counted<T>(fn: () => Promise<T>): Promise<T> {\n  this.total += 1;\n  return fn();\n}\n\nstatistics() {\n  return { total: this.total };\n}',
      }).ts,
      js: soundBreaker({
        call: 'await this.counted(fn)',
        members:
          '#total = 0;\n\nasync counted(fn) {\n  this.#total += 1;\n  return fn();\n}\n\nstatistics() {\n  return { total: this.#total };\n}',
      }).js,
    },
  },
  {
    number: 19,
    name: 'a late outcome that is only measured',
    rule: 'no-unsynchronized-breaker-state',
    says: { ts: stale('this.state'), js: stale('this.#state') },
    reported: lines(guarded({ succeeds: LATE })),
    silent: lines(
      guarded({
        succeeds:
          "metrics.increment('success');\n  if (admitted === $generation) {\n    $failures = 0;\n    $state = 'closed';\n  }",
      }),
    ),
  },
  {
    number: 20,
    name: 'a time of the last failure that only people look at',
    rule: 'no-shared-failure-clock',
    says: {
      ts: [{ messageId: 'sharedClock', data: { cell: 'this.openedAt' } }],
      js: [{ messageId: 'sharedClock', data: { cell: 'this.#openedAt' } }],
    },
    reported: lines(
      guarded({ fails: "$failures += 1;\n  ‹$openedAt = Date.now()›;\n  if ($failures >= 5) $state = 'open';" }),
    ),
    silent: lines(
      guarded({
        fields: [...FIELDS, 'lastFailureAt = 0'],
        fails:
          "if (admitted === $generation) {\n    $lastFailureAt = Date.now();\n    log($lastFailureAt);\n    $failures += 1;\n    if ($state === 'half-open' || $failures >= 5) {\n      $state = 'open';\n      $openedAt = Date.now();\n      $generation += 1;\n    }\n  }",
      }),
    ),
  },
  {
    number: 21,
    name: 'a plain error that is given a code',
    rule: 'require-typed-open-error',
    says: [{ messageId: 'plainError' }],
    reported: lines(guarded({ rejects: "‹throw new Error('circuit open');›" })),
    silent: lines(
      guarded({ rejects: "const error = new Error('circuit open');\n    error.code = 'EOPEN';\n    throw error;" }),
    ),
  },
  inBreaker(
    22,
    'one attempt in all',
    OWN,
    soundBreaker({ call: 'await ‹this.withRetry(fn)›', members: retries(3) }),
    soundBreaker({ call: 'await this.withRetry(fn)', members: retries(1) }),
  ),
  inBreaker(
    23,
    'a breaker of whole operations, which says so',
    OWN,
    soundBreaker({ call: 'await ‹this.withRetry(fn)›', members: retries(3) }),
    lines("import { policy } from './policy.js';", {
      ts: soundBreaker({
        call: "policy.countingUnit === 'sequence' ? await this.withRetry(fn) : await fn()",
        opens: 'policy.shouldOpenCircuit($failures)',
        keepsFailures: true,
        members: policed('private async withRetry<T>(fn: () => Promise<T>): Promise<T>', 'this.'),
      }).ts,
      js: soundBreaker({
        call: "policy.countingUnit === 'sequence' ? await this.withRetry(fn) : await fn()",
        opens: 'policy.shouldOpenCircuit($failures)',
        keepsFailures: true,
        members: policed('async withRetry(fn)', 'this.#'),
      }).js,
    }),
  ),
  inBreaker(
    24,
    'layers that a container or a configuration puts together',
    HANDED,
    lines(soundBreaker(), withRetry(), client()),
    lines(
      soundBreaker(),
      withRetry(),
      "export const register = (container) => {\n  container.bind('breaker').to(CircuitBreaker);\n  container.bind('retry').toFunction(withRetry);\n  return container.compose(settings.layers);\n};",
    ),
  ),
  inBreaker(
    25,
    'a retry that was moved out, so that the circuit opens sooner',
    HANDED,
    lines(soundBreaker(), withRetry(), client()),
    lines(soundBreaker(), withRetry(), outside),
  ),
];

function stale(cell: string) {
  return [
    { messageId: 'staleSuccess', data: { point: '④', cell, write: '②', harm: 'clears the record of an open circuit' } },
  ];
}

function metric(cell: string) {
  return [
    {
      messageId: 'neverRead',
      data: {
        cell,
        keeps: 'counts its attempts',
        numbers: ': when the circuit opens, 15 are noted here and 5 failures there',
      },
    },
  ];
}

function loop(body: string): string {
  return woven`
    async run(fn) {
      let last;
      ①for (let attempt = 0; attempt < 3; attempt++) {
        ${body}
      }
      throw last;
    }
  `;
}

/** A retry that a policy decides; `call` is what it repeats. */
function policed(head: string, self: string, call = 'fn()'): string {
  return woven`
    ${head} {
      for (let attempt = 0; ; attempt++) {
        try {
          return await ${call};
        } catch (error) {
          if (!policy.shouldRetry(attempt, error, { phase: ${self}state })) throw error;
          await sleep(100);
          if (${self}state !== 'closed') throw error;
        }
      }
    }
  `;
}

function awaiting(isInOneStretch: boolean): string {
  return woven`
    export class CircuitBreaker {
      state = 'closed';
      failures = 0;

      async recordFailure() {
        ${isInOneStretch ? 'await this.flush();\nthis.failures = this.failures + 1;' : '①const before = this.failures;\n②await this.flush();\n‹this.failures = before + 1›;'}
        if (this.failures >= 5) this.state = 'open';
      }

      get isHalfOpen() {
        return this.state === 'half-open';
      }
    }
  `;
}

/** A slot for the probe, given back behind it. */
function probing(half: string): InBoth<string> {
  return guarded({
    half,
    fields: [...FIELDS, 'isProbing = false'],
    last: ' finally {\n  if (admitted === $generation) $isProbing = false;\n}',
  });
}

/** Half-open callers that nothing turns away. */
function flood(extra: string): string {
  return woven`
    class CircuitOpenError extends Error {}

    export class CircuitBreaker {
      state = 'closed';
      failures = 0;
      openedAt = 0;

      async execute(fn) {
        if (‹this.state === 'open'›) {
          if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
          this.state = 'half-open';
        }${extra}
        try {
          ①const result = await fn();
          this.state = 'closed';
          return result;
        } catch (error) {
          this.failures += 1;
          if (this.failures >= 5) this.state = 'open';
          throw error;
        }
      }
    }
  `;
}

specify('traps', 25, TRAPS);
