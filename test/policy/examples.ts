import { fileURLToPath } from 'node:url';

import type { FailurePolicy } from '../../src/policy/policy.js';

/**
 * The examples that docs/failure-policy.md quotes, loaded as a reader would run them.
 *
 * They import the types of this package by its name, as a reader's code does, which needs their own tsconfig.json; so the shapes that
 * the tests use are written down here, and examples.test.ts compiles the examples against them.
 */
export const EXAMPLES = new URL('../../docs/examples/policy/', import.meta.url);

export type Phase = 'closed' | 'open' | 'half-open';

export interface Circuit {
  readonly phase: Phase;
  admit(cause?: unknown): { readonly generation: number };
}

export interface ResilientCallExample {
  readonly Circuit: new (policy: FailurePolicy<Phase>, options?: { openMs?: number; windowMs?: number }) => Circuit;
  readonly CircuitOpenError: new (
    phase: 'open' | 'half-open',
    retryAfterMs: number,
  ) => Error & { code: string; retryAfterMs: number };
  resilientCall<T>(
    circuit: Circuit,
    call: (signal: AbortSignal) => Promise<T>,
    options?: { timeoutMs?: number; baseDelayMs?: number },
  ): Promise<T>;
}

export interface ThresholdPolicyOptions<P> {
  readonly failureThreshold?: number;
  readonly successThreshold?: number;
  readonly maxAttempts?: number;
  readonly maxProbes?: number;
  readonly countingUnit?: 'attempt' | 'sequence';
  readonly closed?: P;
  readonly isTransient?: (error: unknown) => boolean;
  readonly isServiceFailure?: (error: unknown) => boolean;
}

export interface ThresholdPolicyExample {
  readonly ThresholdPolicy: new <P = string>(options?: ThresholdPolicyOptions<P>) => Required<FailurePolicy<P>>;
}

export interface CockatielExample {
  withCockatiel(
    policy: FailurePolicy<number>,
    options?: { openMs?: number; windowMs?: number },
  ): { readonly breaker: { readonly state: number }; execute<T>(call: () => Promise<T>): Promise<T> };
}

export interface OpossumExample {
  withOpossum<T>(
    action: () => Promise<T>,
    policy: FailurePolicy<Phase>,
    options?: { openMs?: number; windowMs?: number; timeoutMs?: number; baseDelayMs?: number },
  ): {
    readonly breaker: {
      readonly closed: boolean;
      readonly opened: boolean;
      readonly halfOpen: boolean;
      shutdown(): void;
    };
    fire(): Promise<T>;
  };
}

interface Examples {
  readonly 'resilient-call.ts': ResilientCallExample;
  readonly 'threshold-policy.ts': ThresholdPolicyExample;
  readonly 'cockatiel.ts': CockatielExample;
  readonly 'opossum.ts': OpossumExample;
}

export async function loadExample<File extends keyof Examples>(file: File): Promise<Examples[File]> {
  return (await import(fileURLToPath(new URL(file, EXAMPLES)))) as Examples[File];
}
