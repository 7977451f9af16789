import { code, woven } from './marked.js';
import type { InBoth } from './shapes.js';

interface Parts {
  /** What the breaker makes of the call that it was handed. */
  readonly call?: string;
  /** The whole of its method, where it is handed no call; `$` stands before its own members. */
  readonly body?: string;
  readonly members?: string | InBoth<string>;
  /** The name of the method that callers hand their call to. */
  readonly method?: string;
  readonly parent?: string;
  /** What decides to open it. */
  readonly opens?: string;
  /** A success clears the count only where it closes the circuit. */
  readonly keepsFailures?: boolean;
}

const OPENS = '$failures >= 5';

const GIVEN_A_FUNCTION: InBoth<string> = { ts: '<T>(fn: () => Promise<T>): Promise<T>', js: '(fn)' };

/** A breaker of which no rule says anything: one probe, outcomes of their own generation only, a rejection with a class of its own. */
export function soundBreaker({
  call = 'await fn()',
  body,
  members = '',
  method = 'execute',
  parent,
  opens = OPENS,
  keepsFailures = false,
}: Parts = {}): InBoth<string> {
  const head = `export class CircuitBreaker${parent === undefined ? '' : ` extends ${parent}`}`;
  const text = (language: 'ts' | 'js', self: string): string => {
    const extra = typeof members === 'string' ? members : members[language];
    const run = (body === undefined ? GUARDED.replace('CALL', code(call).trim()) : code(body)).replaceAll('$', self);
    const signature = body === undefined ? GIVEN_A_FUNCTION[language] : '()';
    return woven`
      async ${method}${signature} {
        ${run}
      }
      ${extra === '' ? '' : `\n${code(extra).trimEnd()}\n`}
    `;
  };
  const cleared = (self: string): string => (keepsFailures ? CLEARED_LATE : CLEARED).replaceAll('$', self);
  return {
    ts: woven`
      class CircuitOpenError extends Error {}

      ${head} {
        private state: 'closed' | 'open' | 'half-open' = 'closed';
        private generation = 0;
        private failures = 0;
        private openedAt = 0;

        ${text('ts', 'this.')}

        private admit(): number {
          if (this.state === 'half-open') {
            throw new CircuitOpenError();
          }
          if (this.state === 'open') {
            if (Date.now() - this.openedAt < 30_000) {
              throw new CircuitOpenError();
            }
            this.moveTo('half-open');
          }
          return this.generation;
        }

        private onSuccess(admitted: number): void {
          if (admitted === this.generation) {
            ${cleared('this.')}
          }
        }

        private onFailure(admitted: number): void {
          if (admitted === this.generation) {
            this.failures += 1;
            if (this.state === 'half-open' || ${opens.replaceAll('$', 'this.')}) {
              this.openedAt = Date.now();
              this.moveTo('open');
            }
          }
        }

        private moveTo(state: 'closed' | 'open' | 'half-open'): void {
          this.state = state;
          this.generation += 1;
        }
      }
    `,
    js: woven`
      class CircuitOpenError extends Error {}

      ${head} {
        #state = 'closed';
        #generation = 0;
        #failures = 0;
        #openedAt = 0;

        ${text('js', 'this.#')}

        #admit() {
          if (this.#state === 'half-open') {
            throw new CircuitOpenError();
          }
          if (this.#state === 'open') {
            if (Date.now() - this.#openedAt < 30_000) {
              throw new CircuitOpenError();
            }
            this.#moveTo('half-open');
          }
          return this.#generation;
        }

        #onSuccess(admitted) {
          if (admitted === this.#generation) {
            ${cleared('this.#')}
          }
        }

        #onFailure(admitted) {
          if (admitted === this.#generation) {
            this.#failures += 1;
            if (this.#state === 'half-open' || ${opens.replaceAll('$', 'this.#')}) {
              this.#openedAt = Date.now();
              this.#moveTo('open');
            }
          }
        }

        #moveTo(state) {
          this.#state = state;
          this.#generation += 1;
        }
      }
    `,
  };
}

const CLEARED = `$failures = 0;
if ($state === 'half-open') {
  $moveTo('closed');
}`;

const CLEARED_LATE = `if ($state === 'half-open') {
  $failures = 0;
  $moveTo('closed');
}`;

const GUARDED = `const admitted = $admit();
try {
  const result = CALL;
  $onSuccess(admitted);
  return result;
} catch (error) {
  $onFailure(admitted);
  throw error;
}`;

/** A breaker that is asked for a permit and told what came of the call; no rule says anything of it. */
export const splitBreaker = ({ opens = OPENS }: Pick<Parts, 'opens'> = {}): InBoth<string> => ({
  ts: `
    export class CircuitOpenError extends Error {}

    export class CircuitBreaker {
      private state: 'closed' | 'open' | 'half-open' = 'closed';
      private generation = 0;
      private failures = 0;
      private openedAt = 0;

      canRequest(): number | undefined {
        if (this.state === 'half-open' || (this.state === 'open' && Date.now() - this.openedAt < 30_000)) {
          return undefined;
        }
        if (this.state === 'open') {
          this.state = 'half-open';
          this.generation += 1;
        }
        return this.generation;
      }

      recordSuccess(permit: number): void {
        if (permit === this.generation) {
          this.failures = 0;
          this.state = 'closed';
        }
      }

      recordFailure(permit: number): void {
        if (permit === this.generation) {
          this.failures += 1;
          if (this.state === 'half-open' || ${opens.replaceAll('$', 'this.')}) {
            this.state = 'open';
            this.openedAt = Date.now();
            this.generation += 1;
          }
        }
      }
    }
  `,
  js: `
    export class CircuitOpenError extends Error {}

    export class CircuitBreaker {
      #state = 'closed';
      #generation = 0;
      #failures = 0;
      #openedAt = 0;

      canRequest() {
        if (this.#state === 'half-open' || (this.#state === 'open' && Date.now() - this.#openedAt < 30_000)) {
          return undefined;
        }
        if (this.#state === 'open') {
          this.#state = 'half-open';
          this.#generation += 1;
        }
        return this.#generation;
      }

      recordSuccess(permit) {
        if (permit === this.#generation) {
          this.#failures = 0;
          this.#state = 'closed';
        }
      }

      recordFailure(permit) {
        if (permit === this.#generation) {
          this.#failures += 1;
          if (this.#state === 'half-open' || ${opens.replaceAll('$', 'this.#')}) {
            this.#state = 'open';
            this.#openedAt = Date.now();
            this.#generation += 1;
          }
        }
      }
    }
  `,
});

/** So many attempts at `fn`. The mark is the line that a path ends with. `unless`: what is not repeated. */
export const attempts = (head: string, count: number, unless = ''): string => woven`
  ${head} {
    ①for (let attempt = 1; ; attempt++) {
      try {
        return await fn();
      } catch (error) {
        if (attempt === ${String(count)}${unless}) {
          throw error;
        }
        await sleep(100 * attempt);
      }
    }
  }
`;

/** Three attempts at whatever it is handed, unless the circuit is open. */
export function withRetry({ exported = false, count = 3 } = {}): InBoth<string> {
  const prefix = exported ? 'export ' : '';
  const unless = exported ? '' : ' || error instanceof CircuitOpenError';
  return {
    ts: attempts(`${prefix}async function withRetry<T>(fn: () => Promise<T>): Promise<T>`, count, unless),
    js: attempts(`${prefix}async function withRetry(fn)`, count, unless),
  };
}

/** A class that does the same in a method of some name. */
export const retryClass = (method = 'execute'): InBoth<string> => ({
  ts: woven`
    export class RetryPolicy {
      ${attempts(`async ${method}<T>(fn: () => Promise<T>): Promise<T>`, 3, ' || error instanceof CircuitOpenError')}
    }
  `,
  js: woven`
    export class RetryPolicy {
      ${attempts(`async ${method}(fn)`, 3, ' || error instanceof CircuitOpenError')}
    }
  `,
});
