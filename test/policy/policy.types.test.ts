import { readFileSync } from 'node:fs';

import ts from 'typescript';
import { describe, expect, expectTypeOf, it } from 'vitest';

import type { AttemptEvent, CountingUnit, FailurePolicy, RetryContext } from '../../src/policy/policy.js';
import type * as seeds from '../seeds/states/policy.js';
import { sectionsOf } from '../support/page.js';
import { read } from '../support/sources.js';

// The assertions about types are checked by the compiler, over this file; running it only runs the code between them.

const SOURCE = new URL('../../src/policy/policy.ts', import.meta.url);

declare const error: unknown;

/** Type-checked, never run. */
const compiles = (_code: () => void): void => {};

describe('at run time', () => {
  it('the module is empty', async () => {
    expect(Object.keys(await import('../../src/policy/policy.js'))).toEqual([]);
  });

  it('the compiler emits nothing but the mark of a module', () => {
    const { outputText } = ts.transpileModule(readFileSync(SOURCE, 'utf8'), {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, removeComments: true },
    });
    expect(outputText.trim()).toBe('export {};');
  });

  it('there is nothing in it that could be emitted', () => {
    const file = ts.createSourceFile('policy.ts', readFileSync(SOURCE, 'utf8'), ts.ScriptTarget.ES2022);
    const kinds = new Set(file.statements.map((statement) => ts.SyntaxKind[statement.kind]));
    expect([...kinds].sort()).toEqual(['InterfaceDeclaration', 'TypeAliasDeclaration']);
  });
});

describe('who can be a policy', () => {
  it('an object with the three decisions and as few parameters as it likes', () => {
    compiles(() => {
      const policy: FailurePolicy = {
        shouldRetry: (attempt) => attempt < 3,
        shouldOpenCircuit: (failureCount) => failureCount >= 5,
        shouldCloseCircuit: (successCount) => successCount >= 3,
      };
      void policy;
      const constant: FailurePolicy = {
        shouldRetry: () => false,
        shouldOpenCircuit: () => true,
        shouldCloseCircuit: () => true,
      };
      void constant;
    });
  });

  it('a class that has never heard of this package, with a window of its own', () => {
    interface OwnEvent {
      readonly attemptNumber: number;
      readonly error: unknown;
      readonly timestamp: number;
      readonly durationMs: number;
    }
    class Foreign {
      shouldRetry(attempt: number, cause: Error): boolean {
        return attempt < 3 && cause.name !== 'AbortError';
      }
      shouldOpenCircuit(failureCount: number, _window: readonly OwnEvent[]): boolean {
        return failureCount >= 5;
      }
      shouldCloseCircuit(successCount: number): boolean {
        return successCount >= 3;
      }
    }
    expectTypeOf<Foreign>().toExtend<FailurePolicy>();
    expectTypeOf<Foreign>().toExtend<FailurePolicy<'closed' | 'open' | 'half_open'>>();

    class OptionalWindow {
      shouldRetry(attempt: number, _error: unknown): boolean {
        return attempt < 3;
      }
      shouldOpenCircuit(failureCount: number, _window?: readonly { readonly timestamp: number }[]): boolean {
        return failureCount >= 5;
      }
      shouldCloseCircuit(successCount: number): boolean {
        return successCount >= 3;
      }
    }
    expectTypeOf<OptionalWindow>().toExtend<FailurePolicy>();
  });

  it('an object with everything', () => {
    compiles(() => {
      class Everything implements FailurePolicy<'closed' | 'open' | 'half_open'> {
        readonly countingUnit = 'attempt';
        readonly maxProbes = 2;
        countsAsServiceFailure(cause: unknown): boolean {
          return cause instanceof Error;
        }
        shouldRetry(attempt: number, cause: unknown, context?: RetryContext<'closed' | 'open' | 'half_open'>): boolean {
          return attempt < 3 && cause instanceof Error && context?.phase === 'closed';
        }
        shouldOpenCircuit(_failureCount: number, window: readonly AttemptEvent[] = []): boolean {
          return window.filter(({ durationMs }) => durationMs > 1_000).length >= 5;
        }
        shouldCloseCircuit(successCount: number): boolean {
          return successCount >= 3;
        }
      }
      const policy: FailurePolicy = new Everything();
      void policy;
    });
  });

  it('nothing that answers later', () => {
    compiles(() => {
      const policy: FailurePolicy = {
        // @ts-expect-error a decision cannot be awaited
        shouldRetry: async (attempt) => attempt < 3,
        // @ts-expect-error a decision cannot be awaited
        shouldOpenCircuit: (failureCount) => Promise.resolve(failureCount >= 5),
        shouldCloseCircuit: (successCount) => successCount >= 3,
      };
      void policy;
    });
  });

  it('nothing that leaves one of the three decisions open', () => {
    compiles(() => {
      // @ts-expect-error shouldCloseCircuit is missing
      const policy: FailurePolicy = { shouldRetry: () => false, shouldOpenCircuit: () => true };
      void policy;
    });
  });

  it('no other unit than the two', () => {
    expectTypeOf<CountingUnit>().toEqualTypeOf<'attempt' | 'sequence'>();
    expectTypeOf<FailurePolicy['countingUnit']>().toEqualTypeOf<CountingUnit | undefined>();
    expectTypeOf<FailurePolicy['maxProbes']>().toEqualTypeOf<number | undefined>();
  });
});

describe('decision sites, rewritten to ask the policy', () => {
  it('in a breaker whose states are strings', () => {
    compiles(() => {
      class CircuitBreaker {
        private _state: 'closed' | 'open' | 'half_open' = 'closed';
        private _failureCount = 0;
        private _successCount = 0;
        private _probes = 0;
        constructor(private readonly _policy: FailurePolicy) {}

        attemptFailed(attempt: number): void {
          if (!this._policy.shouldRetry(attempt + 1, error, { phase: this._state })) throw error;
        }
        record(): void {
          if (this._policy.shouldOpenCircuit(this._failureCount)) this._state = 'open';
          if (this._policy.shouldCloseCircuit(this._successCount)) this._state = 'closed';
          if (this._probes >= (this._policy.maxProbes ?? 1)) throw new Error('full');
          if (this._policy.countsAsServiceFailure?.(error) ?? true) this._failureCount += 1;
        }
      }
      void CircuitBreaker;
    });
  });

  it('in a retry that knows of no breaker', () => {
    compiles(() => {
      const policy = {} as FailurePolicy;
      const answer: boolean = policy.shouldRetry(1, error);
      void answer;
    });
  });

  it('with the state as the breaker spells it, whatever that is', () => {
    enum Numeric {
      Closed,
      Open,
      HalfOpen,
    }
    enum Text {
      Closed = 'CLOSED',
      Open = 'OPEN',
      HalfOpen = 'HALF_OPEN',
    }
    const STATES = { CLOSED: 'CLOSED', OPEN: 'OPEN', HALF_OPEN: 'HALF-OPEN' } as const;
    const OPEN = Symbol('open');
    interface Tagged {
      readonly kind: 'closed' | 'half_open';
      readonly generation: number;
    }
    compiles(() => {
      const policy = {} as FailurePolicy;
      const { numeric, text, constant, tagged, maybe, loose } = {} as {
        numeric: Numeric;
        text: Text;
        constant: (typeof STATES)[keyof typeof STATES];
        tagged: Tagged;
        maybe: Text | null | undefined;
        loose: string;
      };
      policy.shouldRetry(1, error, { phase: numeric });
      policy.shouldRetry(1, error, { phase: Numeric.HalfOpen });
      policy.shouldRetry(1, error, { phase: text });
      policy.shouldRetry(1, error, { phase: constant });
      policy.shouldRetry(1, error, { phase: STATES.HALF_OPEN });
      policy.shouldRetry(1, error, { phase: OPEN });
      policy.shouldRetry(1, error, { phase: tagged });
      policy.shouldRetry(1, error, { phase: tagged.kind });
      policy.shouldRetry(1, error, { phase: maybe });
      policy.shouldRetry(1, error, { phase: loose });
      policy.shouldRetry(1, error, { phase: 2 });
      policy.shouldRetry(1, error, { phase: true });
      // @ts-expect-error a context says what the state is
      policy.shouldRetry(1, error, {});
    });
  });
});

describe('a policy for one breaker', () => {
  type State = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

  it('knows the states of that breaker', () => {
    compiles(() => {
      const policy: FailurePolicy<State> = {
        // @ts-expect-error this breaker spells it HALF_OPEN
        shouldRetry: (attempt, _error, context) => context?.phase !== 'half-open' && attempt < 3,
        shouldOpenCircuit: (failureCount) => failureCount >= 5,
        shouldCloseCircuit: (successCount) => successCount >= 3,
      };
      void policy;
    });
  });

  it('can be given to that breaker, also where it asks for a policy for any', () => {
    expectTypeOf<FailurePolicy<State>>().toExtend<FailurePolicy>();
    expectTypeOf<FailurePolicy>().toExtend<FailurePolicy<State>>();
  });

  it('cannot be given to a breaker with other states', () => {
    compiles(() => {
      const policy = {} as FailurePolicy<State>;
      // @ts-expect-error no state in common
      const other: FailurePolicy<0 | 1 | 2> = policy;
      void other;
    });
  });
});

describe('each member', () => {
  const decisions = { shouldRetry: () => false, shouldOpenCircuit: () => true, shouldCloseCircuit: () => true };

  it('is one of six, and those of an event and of a context are these', () => {
    expectTypeOf<keyof FailurePolicy>().toEqualTypeOf<
      | 'countingUnit'
      | 'maxProbes'
      | 'countsAsServiceFailure'
      | 'shouldRetry'
      | 'shouldOpenCircuit'
      | 'shouldCloseCircuit'
    >();
    expectTypeOf<AttemptEvent>().toEqualTypeOf<{
      readonly attemptNumber: number;
      readonly error: unknown;
      readonly timestamp: number;
      readonly durationMs: number;
    }>();
    expectTypeOf<RetryContext<'closed'>>().toEqualTypeOf<{ readonly phase: 'closed' }>();
    expectTypeOf<RetryContext['phase']>().toBeUnknown();
  });

  it('takes and answers with what it says', () => {
    expectTypeOf<FailurePolicy<'closed'>['shouldRetry']>().toEqualTypeOf<
      (attempt: number, error: unknown, context?: RetryContext<'closed'>) => boolean
    >();
    expectTypeOf<FailurePolicy['shouldOpenCircuit']>().toEqualTypeOf<
      (failureCount: number, window?: readonly AttemptEvent[]) => boolean
    >();
    expectTypeOf<FailurePolicy['shouldCloseCircuit']>().toEqualTypeOf<(successCount: number) => boolean>();
    expectTypeOf<NonNullable<FailurePolicy['countsAsServiceFailure']>>().toEqualTypeOf<(error: unknown) => boolean>();
  });

  it('is not another thing', () => {
    compiles(() => {
      const given: FailurePolicy[] = [
        // @ts-expect-error there is no such unit
        { ...decisions, countingUnit: 'call' },
        // @ts-expect-error a number, not a text
        { ...decisions, maxProbes: '2' },
        // @ts-expect-error a number, so that nothing is called between the test and the reservation
        { ...decisions, maxProbes: () => 2 },
        // @ts-expect-error a decision is yes or no
        { ...decisions, shouldRetry: () => undefined },
        // @ts-expect-error attempts are counted in numbers
        { ...decisions, shouldRetry: (attempt: string) => attempt === '1' },
        // @ts-expect-error more than the caller has to tell
        { ...decisions, shouldCloseCircuit: (successes: number, since: Date) => successes > 3 && since.getTime() > 0 },
        // @ts-expect-error a decision cannot be awaited
        { ...decisions, shouldCloseCircuit: async () => true },
        // @ts-expect-error a decision cannot be awaited
        { ...decisions, countsAsServiceFailure: () => Promise.resolve(true) },
        // @ts-expect-error a decision has a name of its own
        { ...decisions, shouldOpen: () => true },
      ];
      void given;
    });
  });

  it('is left out, and not undefined, where exact optional properties are on', () => {
    compiles(() => {
      const given: FailurePolicy[] = [
        decisions,
        // @ts-expect-error left out, or one of the two
        { ...decisions, countingUnit: undefined },
        // @ts-expect-error left out, or a number
        { ...decisions, maxProbes: undefined },
        // @ts-expect-error left out, or a question
        { ...decisions, countsAsServiceFailure: undefined },
      ];
      void given;
    });
  });

  it('is read only: a policy, an event and a context are not changed by whoever asks', () => {
    compiles(() => {
      const { policy, event, context } = {} as {
        policy: FailurePolicy;
        event: AttemptEvent;
        context: RetryContext<string>;
      };
      // @ts-expect-error read only
      policy.countingUnit = 'attempt';
      // @ts-expect-error read only
      policy.maxProbes = 2;
      // @ts-expect-error read only
      event.attemptNumber += 1;
      // @ts-expect-error read only
      event.error = undefined;
      // @ts-expect-error read only
      event.timestamp = 0;
      // @ts-expect-error read only
      event.durationMs = 0;
      // @ts-expect-error read only
      context.phase = 'closed';
      policy.shouldOpenCircuit(1, [event] as const);
    });
    expectTypeOf<Parameters<FailurePolicy['shouldOpenCircuit']>[1]>().toEqualTypeOf<
      readonly AttemptEvent[] | undefined
    >();
  });
});

describe('the policies of the seeds', () => {
  it('are policies, as they are', () => {
    expectTypeOf<seeds.FailurePolicy>().toExtend<FailurePolicy>();
    expectTypeOf<seeds.ThresholdPolicy>().toExtend<FailurePolicy>();
    expectTypeOf<seeds.ThresholdPolicy>().toExtend<FailurePolicy<'closed' | 'open' | 'half_open'>>();
    expectTypeOf<seeds.AttemptEvent>().toEqualTypeOf<AttemptEvent>();
  });

  it('can be replaced by one of ours that says which errors count', () => {
    expectTypeOf<
      FailurePolicy & Required<Pick<FailurePolicy, 'countsAsServiceFailure'>>
    >().toExtend<seeds.FailurePolicy>();
    expectTypeOf<FailurePolicy>().not.toExtend<seeds.FailurePolicy>();
  });
});

describe('the page', () => {
  const page = read('docs/failure-policy.md');
  const source = ts.createSourceFile('policy.ts', readFileSync(SOURCE, 'utf8'), ts.ScriptTarget.ES2022, true);
  const policy = source.statements.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === 'FailurePolicy');
  const members = (policy?.members ?? []).map((member) => ({
    name: member.name?.getText() ?? '',
    isRequired: member.questionToken === undefined,
  }));

  it('has each member in its table, and says of those and only those that must be there that they are required', () => {
    const rows = [...page.matchAll(/^\| \[`(\w+)`\]\(#(\w+)\) \|.*\| ([^|]+) \|$/gm)].map(
      ([, name = '', link, leftOut]) => ({ name, link, isRequired: leftOut === 'required' }),
    );
    const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
    expect(rows.sort(byName)).toEqual(
      members.map((member) => ({ ...member, link: member.name.toLowerCase() })).sort(byName),
    );
  });

  it('has a section for each member', () => {
    const headings = sectionsOf(page).map(({ heading }) => heading.replaceAll('`', ''));
    expect(members.map(({ name }) => name).filter((name) => !headings.includes(name))).toEqual([]);
  });
});
