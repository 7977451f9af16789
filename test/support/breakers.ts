import { code, woven, type Template } from './marked.js';

/** A breaker that opens at the fifth failure it records, with what a case is about as its members. */
export const breaker = (members: Template, ...insertions: readonly string[]): string =>
  woven`
    export class CircuitBreaker {
      private state: 'closed' | 'open' | 'half-open' = 'closed';
      private failures = 0;
      private openedAt = 0;

      ${woven(members, ...insertions)}

      private admit(): void {
        if (this.state === 'open') {
          if (Date.now() - this.openedAt < 30_000) {
            throw new CircuitOpenError();
          }
          this.state = 'half-open';
        }
      }

      private onSuccess(): void {
        this.failures = 0;
        this.state = 'closed';
      }

      private onFailure(): void {
        this.failures += 1;
        if (this.state === 'half-open' || this.failures >= 5) {
          this.state = 'open';
          this.openedAt = Date.now();
        }
      }
    }
  `;

/** The usual protected path: admitted once, recorded once. `call` is what runs in between. */
export const execute = (call: string): string => woven`
async execute<T>(fn: () => Promise<T>): Promise<T> {
  this.admit();
  try {
    const result = ${code(call).trim()};
    this.onSuccess();
    return result;
  } catch (error) {
    this.onFailure();
    throw error;
  }
}
`;

/** Three attempts, with a wait between them. The mark is the line that a path ends with. */
export const withRetry = `
private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
  ①for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await fn();
    } catch (error) {
      if (attempt === 2) {
        throw error;
      }
      await sleep(1_000 * 2 ** attempt);
    }
  }
  throw new Error('unreachable');
}
`;

/** The beginning of a diff that brings a failure policy into the scope of this breaker. */
export const policy = (countingUnit?: 'attempt' | 'sequence'): string => `
+ import type { FailurePolicy } from 'eslint-plugin-resilience/policy';
+
    private state: 'closed' | 'open' | 'half-open' = 'closed';
+   policy: FailurePolicy = {${countingUnit === undefined ? '' : `\n+     countingUnit: '${countingUnit}',`}
+     shouldRetry: (_attempt, _error, context) => context?.phase === 'closed',
+     shouldOpenCircuit: (failureCount) => failureCount >= 5,
+     shouldCloseCircuit: () => true,
+   };
`;

/** The part of a diff in which this breaker asks the policy whether to open. */
export const OPENS_BY_POLICY = `
-     if (this.state === 'half-open' || this.failures >= 5) {
+     if (this.state === 'half-open' || this.policy.shouldOpenCircuit(this.failures)) {
`;
