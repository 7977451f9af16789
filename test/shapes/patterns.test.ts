/** What goes wrong in breakers again and again, each beside the code that does it right. */
import { woven } from '../support/marked.js';
import { lines, specify, type InBoth, type Shape } from '../support/shapes.js';
import { attempts, soundBreaker, splitBreaker, withRetry } from '../support/sound-breaker.js';

const sequence = (path: string) => [
  { messageId: 'sequenceCounted', data: { calls: '15', threshold: '5', attempts: '3', path } },
];

const PHASES = "'closed' | 'open' | 'half-open'";

/** A breaker of which everything but a part is right. `$` stands before its members. */
const breaker = ({
  fields = [] as readonly string[],
  half = 'throw new CircuitOpenError();',
  rejects = 'throw new CircuitOpenError();',
  call = 'await fn()',
  last = '',
}): InBoth<string> => {
  const body = woven`
    ${ADMIT.replace('HALF', half).replace('REJECTS', rejects)}
    const admitted = $generation;
    try {
      const result = ${call};
      if (admitted === $generation) {
        $failures = 0;
        $state = 'closed';
      }
      return result;
    } catch (error) {
      if (admitted === $generation) {
        $failures += 1;
        if ($state === 'half-open' || $failures >= 5) {
          $state = 'open';
          $openedAt = Date.now();
          $generation += 1;
        }
      }
      ④throw error;
    }${last}
  `;
  return {
    ts: woven`
      class CircuitOpenError extends Error {}

      export class CircuitBreaker {
        private state: ${PHASES} = 'closed';
        private generation = 0;
        private failures = 0;
        private openedAt = 0;
        ${fields.map((field) => `private ${field};`).join('\n')}

        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${body.replaceAll('$', 'this.')}
        }
      }
    `,
    js: woven`
      class CircuitOpenError extends Error {}

      export class CircuitBreaker {
        #state = 'closed';
        #generation = 0;
        #failures = 0;
        #openedAt = 0;
        ${fields.map((field) => `#${field};`).join('\n')}

        async execute(fn) {
          ${body.replaceAll('$', 'this.#')}
        }
      }
    `,
  };
};

const ADMIT = `if ($state === 'half-open') {
  HALF
}
if ($state === 'open') {
  if (Date.now() - $openedAt < 30_000) {
    REJECTS
  }
  $state = 'half-open';
  $generation += 1;
}
`;

/** A cell as each language writes it. */
const cell = (name: string): InBoth<string> => ({ ts: `this.${name}`, js: `this.#${name}` });

const PROBES = ['probes = 0'];

const PATTERNS: readonly Shape[] = [
  {
    number: 1,
    name: 'a wrapper that captures itself, beside one that captures what it wraps',
    rule: 'no-retry-in-breaker',
    says: sequence('breaker.execute → withRetry → for, line ①'),
    reported: lines(
      soundBreaker(),
      withRetry(),
      'const breaker = new CircuitBreaker();\n\nexport function load(id) {\n  const base = () => fetch(id);\n  const wrapped = () => ‹withRetry(base)›;\n  return breaker.execute(wrapped);\n}',
    ),
    silent: lines(
      soundBreaker(),
      withRetry(),
      'const breaker = new CircuitBreaker();\n\nexport function load(id) {\n  let wrapped = () => fetch(id);\n  wrapped = () => breaker.execute(wrapped);\n  wrapped = () => withRetry(wrapped);\n  return wrapped();\n}',
    ),
  },
  {
    number: 2,
    name: 'half-open callers without a limit, or with a limit that counts something else',
    rule: 'require-half-open-probe-limit',
    says: [{ messageId: 'unlimitedProbes', data: { line: '①' } }],
    reported: woven`
      const HALF_OPEN_MAX_CALLS = 1;

      class CircuitOpenError extends Error {}

      export class CircuitBreaker {
        state = 'closed';
        failures = 0;
        successes = 0;
        openedAt = 0;

        async execute(fn) {
          if (‹this.state === 'open'›) {
            if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
            this.state = 'half-open';
            this.successes = 0;
          }
          try {
            ①const result = await fn();
            this.successes += 1;
            if (this.successes >= HALF_OPEN_MAX_CALLS) this.state = 'closed';
            return result;
          } catch (error) {
            this.failures += 1;
            if (this.failures >= 5) this.state = 'open';
            throw error;
          }
        }
      }
    `,
    silent: breaker({
      fields: PROBES,
      half: 'if ($probes >= 1) throw new CircuitOpenError();\n  $probes += 1;',
      last: ' finally {\n  if (admitted === $generation) $probes = 0;\n}',
    }),
  },
  {
    number: 3,
    name: 'a caller over the limit that opens the circuit again',
    rule: 'no-counted-rejection',
    says: [{ messageId: 'probeRejectionCounted', data: { record: '①' } }],
    reported: overLimit('‹throw new CircuitOpenError();›', true),
    silent: overLimit('throw new CircuitOpenError();', false),
  },
  {
    number: 4,
    name: 'a rejection that the catch of the breaker records',
    rule: 'no-counted-rejection',
    says: [{ messageId: 'rejectionCounted', data: { record: '①' } }],
    reported: inside('‹throw new CircuitOpenError();›', true),
    silent: inside('throw new CircuitOpenError();', false),
  },
  {
    number: 5,
    name: 'a slot for the probe that one way out does not give back',
    rule: 'no-leaked-probe-slot',
    says: { ts: leaked('ts'), js: leaked('js') },
    reported: breaker({
      fields: ['isProbing = false'],
      half: 'if ($isProbing) throw new CircuitOpenError();\n  ‹$isProbing = true›;',
      call: 'await fn();\n  $isProbing = false',
      last: '',
    }),
    silent: breaker({
      fields: ['isProbing = false'],
      half: 'if ($isProbing) throw new CircuitOpenError();\n  $isProbing = true;',
      last: ' finally {\n  if (admitted === $generation) $isProbing = false;\n}',
    }),
  },
  {
    number: 6,
    name: 'a retry outside that also repeats the rejection',
    rule: 'no-retry-of-open-circuit',
    says: [
      {
        messageId: 'rejectionRetried',
        data: { attempts: '3', retry: 'retry', breaker: 'circuitBreaker', path: 'retry → circuitBreaker, line 3' },
      },
    ],
    reported: lines(
      "import { circuitBreaker, ConsecutiveBreaker, handleAll, handleWhen, isBrokenCircuitError, retry, wrap } from 'cockatiel';\n\nconst breaker = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });",
      'export const policy = ‹wrap(retry(handleWhen((error) => isBrokenCircuitError(error)), { maxAttempts: 2 }), breaker)›;',
    ),
    silent: lines(
      "import { circuitBreaker, ConsecutiveBreaker, handleAll, handleWhen, isBrokenCircuitError, retry, wrap } from 'cockatiel';\n\nconst breaker = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });",
      'export const policy = wrap(retry(handleWhen((error) => !isBrokenCircuitError(error)), { maxAttempts: 2 }), breaker);',
    ),
  },
  {
    number: 7,
    name: 'a breaker without a state machine',
    rule: 'no-retry-in-breaker',
    says: sequence('execute → withRetry → for, line ①'),
    reported: untilThen('await ‹withRetry(fn)›'),
    silent: untilThen('await fn()'),
  },
  {
    number: 8,
    name: 'a rejection that nobody can tell from a failure',
    rule: 'require-typed-open-error',
    says: [{ messageId: 'plainError' }],
    reported: breaker({ rejects: "‹throw new Error('service unavailable');›" }),
    silent: breaker({}),
  },
  {
    number: 9,
    name: 'a retry that only looks at the breaker, and one that reports to it',
    rule: 'no-retry-in-breaker',
    says: sequence('load → withRetry → for, line ①'),
    reported: lines(
      splitBreaker(),
      withRetry(),
      'const breaker = new CircuitBreaker();\n\nexport async function load(id) {\n  const permit = breaker.canRequest();\n  if (permit === undefined) throw new CircuitOpenError();\n  try {\n    const response = await ‹withRetry(() => fetch(id))›;\n    breaker.recordSuccess(permit);\n    return response;\n  } catch (error) {\n    breaker.recordFailure(permit);\n    throw error;\n  }\n}',
    ),
    silent: lines(
      splitBreaker(),
      withRetry(),
      'const breaker = new CircuitBreaker();\n\nexport async function load(id) {\n  if (breaker.canRequest() === undefined) throw new CircuitOpenError();\n  return withRetry(() => fetch(id));\n}',
    ),
  },
  {
    number: 10,
    name: 'callers that wait for the probe, and go on whatever the state is by then',
    rule: 'require-half-open-probe-limit',
    says: [{ messageId: 'unlimitedProbes', data: { line: '①' } }],
    reported: queued('if'),
    silent: queued('while'),
  },
  {
    number: 11,
    name: 'the loop that most retries are',
    rule: 'no-retry-in-breaker',
    says: sequence('execute → withRetry → for, line ①'),
    reported: soundBreaker({
      call: 'await ‹this.withRetry(fn)›',
      members: {
        ts: attempts('private async withRetry<T>(fn: () => Promise<T>): Promise<T>', 3),
        js: attempts('async withRetry(fn)', 3),
      },
    }),
    silent: soundBreaker({
      call: 'await this.first(fn)',
      members:
        'async first(fn) {\n  for (const source of this.sources) {\n    if (!source.isReady) continue;\n    return fn(source);\n  }\n}',
    }),
  },
  {
    number: 12,
    name: 'attempts that are counted one by one, of a call that was admitted once',
    rule: 'no-retry-while-open',
    says: [{ messageId: 'notAskedAgain', data: { attempts: ', up to 2 more times', path: 'execute → for, line ①' } }],
    reported: soundBreaker({
      body: "const admitted = $admit();\n①for (let attempt = 1; ; attempt++) {\n  try {\n    const response = await fetch('/a');\n    $onSuccess(admitted);\n    return response;\n  } catch (error) {\n    $onFailure(admitted);\n    if (attempt === 3) throw error;\n    ‹await sleep(100)›;\n  }\n}",
    }),
    silent: lines(
      "import { policy } from './policy.js';",
      soundBreaker({
        opens: 'policy.shouldOpenCircuit($failures)',
        body: "for (let attempt = 0; ; attempt++) {\n  const admitted = $admit();\n  try {\n    const response = await fetch('/a');\n    $onSuccess(admitted);\n    return response;\n  } catch (error) {\n    $onFailure(admitted);\n    if (!policy.shouldRetry(attempt, error)) throw error;\n    await sleep(100);\n  }\n}",
      }),
    ),
  },
];

function leaked(language: 'ts' | 'js') {
  return [{ messageId: 'leakedByThrow', data: { cell: cell('isProbing')[language], exit: '④' } }];
}

/** The check inside the `try`, or before it. */
function inside(rejects: string, isInside: boolean): string {
  const check = `if (this.state === 'half-open') throw new CircuitOpenError();\nif (this.state === 'open') {\n  if (Date.now() - this.openedAt < 30_000) ${rejects}\n  this.state = 'half-open';\n  this.generation += 1;\n}\nadmitted = this.generation;`;
  return woven`
    class CircuitOpenError extends Error {}

    export class CircuitBreaker {
      state = 'closed';
      generation = 0;
      failures = 0;
      openedAt = 0;

      async execute(fn) {
        let admitted = this.generation;
        ${isInside ? '' : check}
        try {
          ${isInside ? check.replace("if (this.state === 'half-open') throw new CircuitOpenError();\n", '') : ''}
          const result = await fn();
          if (admitted === this.generation) {
            this.failures = 0;
            this.state = 'closed';
          }
          return result;
        } catch (error) {
          if (admitted === this.generation) {
            ①this.failures += 1;
            if (this.state === 'half-open' || this.failures >= 5) {
              this.state = 'open';
              this.openedAt = Date.now();
              this.generation += 1;
            }
          }
          throw error;
        }
      }
    }
  `;
}

/** A limit of one probe, looked at inside the `try` or before it. */
function overLimit(rejects: string, isInside: boolean): string {
  const check = `if (this.state === 'half-open' && this.probes >= 1) ${rejects}\nthis.probes += 1;`;
  return woven`
    class CircuitOpenError extends Error {}

    export class CircuitBreaker {
      state = 'closed';
      generation = 0;
      failures = 0;
      openedAt = 0;
      probes = 0;

      async execute(fn) {
        if (this.state === 'open') {
          if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
          this.state = 'half-open';
          this.generation += 1;
        }
        const admitted = this.generation;
        ${isInside ? '' : check}
        try {
          ${isInside ? check : ''}
          const result = await fn();
          if (admitted === this.generation) {
            this.failures = 0;
            this.state = 'closed';
          }
          return result;
        } catch (error) {
          if (admitted === this.generation) {
            ①this.failures += 1;
            if (this.state === 'half-open' || this.failures >= 5) {
              this.state = 'open';
              this.openedAt = Date.now();
              this.generation += 1;
            }
          }
          throw error;
        } finally {
          this.probes -= 1;
        }
      }
    }
  `;
}

function untilThen(call: string): InBoth<string> {
  const body = `if (Date.now() < @openUntil) throw new CircuitOpenError();\nconst admitted = @openUntil;\ntry {\n  const result = ${call};\n  if (admitted === @openUntil) @failures = 0;\n  return result;\n} catch (error) {\n  if (admitted === @openUntil) {\n    @failures += 1;\n    if (@failures >= 5) {\n      @openUntil = Date.now() + 30_000;\n      @failures = 0;\n    }\n  }\n  throw error;\n}`;
  return lines('class CircuitOpenError extends Error {}', withRetry(), {
    ts: woven`
      export class CircuitBreaker {
        private openUntil = 0;
        private failures = 0;

        async execute<T>(fn: () => Promise<T>): Promise<T> {
          ${body.replaceAll('@', 'this.')}
        }
      }
    `,
    js: woven`
      export class CircuitBreaker {
        #openUntil = 0;
        #failures = 0;

        async execute(fn) {
          ${body.replaceAll('@', 'this.#')}
        }
      }
    `,
  });
}

/** Callers queue up for the probe. */
function queued(keyword: 'if' | 'while'): string {
  return woven`
    class CircuitOpenError extends Error {}

    export class CircuitBreaker {
      state = 'closed';
      generation = 0;
      failures = 0;
      openedAt = 0;
      probe = null;

      async execute(fn) {
        ${keyword} (${keyword === 'if' ? '‹' : ''}this.state === 'half-open' && this.probe !== null${keyword === 'if' ? '›' : ''}) {
          await this.probe;
        }
        if (this.state === 'open') {
          if (Date.now() - this.openedAt < 30_000) throw new CircuitOpenError();
          this.state = 'half-open';
          this.generation += 1;
        }
        const admitted = this.generation;
        try {
          ①const result = await (this.probe = fn());
          if (admitted === this.generation) {
            this.failures = 0;
            this.state = 'closed';
          }
          return result;
        } catch (error) {
          if (admitted === this.generation) {
            this.failures += 1;
            if (this.state === 'half-open' || this.failures >= 5) {
              this.state = 'open';
              this.openedAt = Date.now();
              this.generation += 1;
            }
          }
          throw error;
        } finally {
          if (admitted === this.generation) this.probe = null;
        }
      }
    }
  `;
}

specify('patterns', 12, PATTERNS);
