import { createRequire } from 'node:module';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { FailurePolicy } from '../../src/policy/policy.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { always, CountingService, never } from './counting-service.js';
import { loadExample, type Phase, type ThresholdPolicyOptions } from './examples.js';

const { devDependencies } = createRequire(import.meta.url)('../../package.json') as {
  devDependencies: Record<string, string>;
};
const { ThresholdPolicy } = await loadExample('threshold-policy.ts');

const OPEN_MS = 30_000;

/** What both adapters are to the tests. */
interface Subject {
  readonly phase: () => Phase;
  call(): Promise<unknown>;
  dispose(): void;
}

interface Subjects {
  readonly isOpenError: (error: unknown) => boolean;
  make(service: CountingService, options?: ThresholdPolicyOptions<never>): Subject;
  /** The same with a policy of which these members are given. */
  makeWith(policy: Partial<FailurePolicy<never>>, service?: CountingService): Subject;
}

async function cockatiel(): Promise<Subjects> {
  const { withCockatiel } = await loadExample('cockatiel.ts');
  const phases: readonly Phase[] = ['closed', 'open', 'half-open'];
  const from = (policy: FailurePolicy<number>, service = new CountingService(never)): Subject => {
    const { breaker, execute } = withCockatiel(policy, { openMs: OPEN_MS });
    return { phase: () => phases[breaker.state] ?? 'open', call: () => execute(service.call), dispose: () => {} };
  };
  return {
    isOpenError: (error) => error instanceof Error && 'isBrokenCircuitError' in error,
    make: (service, options) =>
      from(new ThresholdPolicy<number>({ successThreshold: 1, ...options, closed: 0 }), service),
    makeWith: (policy, service) => from({ ...numbers, ...policy }, service),
  };
}

async function opossum(): Promise<Subjects> {
  const { withOpossum } = await loadExample('opossum.ts');
  const from = (policy: FailurePolicy<Phase>, service = new CountingService(never)): Subject => {
    const { breaker, fire } = withOpossum(service.call, policy, { openMs: OPEN_MS, timeoutMs: 120_000 });
    const openPhase = (): Phase => (breaker.halfOpen ? 'half-open' : 'open');
    return {
      phase: () => (breaker.closed ? 'closed' : openPhase()),
      call: fire,
      dispose: () => {
        breaker.shutdown();
      },
    };
  };
  return {
    isOpenError: (error) => error instanceof Error && 'code' in error && error.code === 'EOPENBREAKER',
    make: (service, options) => from(new ThresholdPolicy<Phase>({ successThreshold: 1, ...options }), service),
    makeWith: (policy, service) => from({ ...numbers, ...policy }, service),
  };
}

const numbers: FailurePolicy<never> = {
  shouldRetry: () => false,
  shouldOpenCircuit: () => false,
  shouldCloseCircuit: () => true,
};

describe.each([
  ['cockatiel', cockatiel],
  ['opossum', opossum],
] as const)('a policy expressed with %s', (library, load) => {
  const installed = library in devDependencies;
  let subjects: Subjects;
  let clock: VirtualClock;
  const made: Subject[] = [];

  beforeEach(async () => {
    if (installed) subjects = await load();
    clock = VirtualClock.install();
  });
  afterEach(() => {
    for (const subject of made.splice(0)) subject.dispose();
    clock.uninstall();
  });

  const keep = (subject: Subject): Subject => {
    made.push(subject);
    return subject;
  };
  const make = (service: CountingService, options?: ThresholdPolicyOptions<never>): Subject =>
    keep(subjects.make(service, options));
  const makeWith = (policy: Partial<FailurePolicy<never>>, service?: CountingService): Subject =>
    keep(subjects.makeWith(policy, service));
  const settle = async (promise: Promise<unknown>): Promise<unknown> => {
    const result = promise.catch((error: unknown) => error);
    expect(await clock.settles(result, 3_600_000)).toBe(true);
    return result;
  };
  const callUntilOpen = async (subject: Subject): Promise<void> => {
    for (let operation = 0; subject.phase() !== 'open'; operation += 1) {
      expect(operation).toBeLessThan(50);
      await settle(subject.call());
    }
  };

  it.skipIf(!installed).each([1, 2, 3, 4, 7])(
    'opens after exactly 5 failed service calls with %i attempts per operation',
    async (maxAttempts) => {
      const service = new CountingService(always);
      await callUntilOpen(make(service, { failureThreshold: 5, maxAttempts }));
      expect(service.calls).toHaveLength(5);
    },
  );

  it.skipIf(!installed)("makes the policy's number of attempts, and answers with the last failure", async () => {
    const service = new CountingService(always);
    await expect(settle(make(service, { failureThreshold: 50, maxAttempts: 3 }).call())).resolves.toEqual(
      new Error('503 from call 3'),
    );
    expect(service.calls).toHaveLength(3);
  });

  it.skipIf(!installed)('counts the failed attempts of operations that succeed in the end', async () => {
    const service = new CountingService((call) => call % 3 !== 0);
    await callUntilOpen(make(service));
    expect(service.failures).toBe(5);
  });

  it.skipIf(!installed)('does not repeat the open error', async () => {
    const service = new CountingService(always);
    const subject = make(service, { maxAttempts: 10 });
    await callUntilOpen(subject);
    const before = clock.now;
    expect(subjects.isOpenError(await settle(subject.call()))).toBe(true);
    expect(clock.now).toBe(before);
    expect(service.calls).toHaveLength(5);
  });

  it.skipIf(!installed)('asks the policy about the failures of the service, never about the open error', async () => {
    const asked: string[] = [];
    const service = new CountingService(always);
    const subject = makeWith(
      {
        shouldRetry(attempt, error) {
          asked.push(`${attempt}: ${(error as Error).message}`);
          return true; // for ever
        },
        shouldOpenCircuit(failureCount) {
          asked.push(`open at ${failureCount}?`);
          return failureCount >= 2;
        },
      },
      service,
    );
    expect(subjects.isOpenError(await settle(subject.call()))).toBe(true);
    expect(asked).toEqual(['open at 1?', '1: 503 from call 1', 'open at 2?', '2: 503 from call 2']);
    await clock.advance(OPEN_MS);
    await settle(subject.call());
    expect(asked.slice(4)).toEqual(['1: 503 from call 3']); // a failed probe re-opens without a question
    expect(service.calls).toHaveLength(3);
  });

  it.skipIf(!installed)('makes 1 service call per failed probe', async () => {
    const service = new CountingService(always);
    const subject = make(service, { maxAttempts: 3 });
    await callUntilOpen(subject);
    await clock.advance(OPEN_MS);
    await settle(subject.call());
    expect(service.calls).toHaveLength(6);
    expect(subject.phase()).toBe('open');
  });

  it.skipIf(!installed)('makes 1 probe for 10 concurrent callers', async () => {
    const service = new CountingService(always);
    const subject = make(service);
    await callUntilOpen(subject);
    await clock.advance(OPEN_MS);
    service.latencyMs = 100;
    service.maxInFlight = 0;
    await settle(Promise.all(Array.from({ length: 10 }, () => subject.call().catch((error: unknown) => error))));
    expect(service.calls).toHaveLength(6);
    expect(service.maxInFlight).toBe(1);
  });

  it.skipIf(!installed)('starts from zero failures after a probe succeeded', async () => {
    const service = new CountingService(always);
    const subject = make(service);
    await callUntilOpen(subject);
    await clock.advance(OPEN_MS);
    service.fails = never;
    await settle(subject.call());
    expect(subject.phase()).toBe('closed');
    service.fails = always;
    await callUntilOpen(subject);
    expect(service.failures).toBe(10);
  });

  it.skipIf(!installed)('does not count an error that the policy excludes', async () => {
    const notFound = new Error('404');
    const service = new CountingService(always, 0, () => notFound);
    const subject = make(service, {
      failureThreshold: 1,
      isServiceFailure: (error) => error !== notFound,
      isTransient: () => false,
    });
    for (let i = 0; i < 10; i += 1) {
      await expect(settle(subject.call())).resolves.toBe(notFound);
    }
    expect(subject.phase()).toBe('closed');
  });

  it.skipIf(!installed)('refuses a policy that the library would not follow', () => {
    expect(() => {
      makeWith({ countingUnit: 'sequence' });
    }).toThrow('counts attempts');
    expect(() => {
      makeWith({ maxProbes: 2 });
    }).toThrow('exactly one probe');
    expect(() => {
      makeWith({ shouldCloseCircuit: (successCount) => successCount >= 3 });
    }).toThrow('one successful probe');
    expect(() => {
      makeWith({});
    }).not.toThrow();
  });

  // What the page says that the library decides by itself.
  describe.skipIf(!installed)('but for', () => {
    /** The circuit after a call that was admitted while closed ended, with a probe still in flight. */
    const afterLate = async (fails: () => boolean): Promise<Phase> => {
      const service = new CountingService(fails, OPEN_MS + 6_000);
      const subject = make(service);
      const late = subject.call();
      await clock.flush();
      Object.assign(service, { fails: always, latencyMs: 0 });
      await callUntilOpen(subject);
      await clock.advance(OPEN_MS);
      Object.assign(service, { fails: never, latencyMs: 9_000 });
      const probe = subject.call();
      await clock.flush();
      expect([subject.phase(), service.inFlight]).toEqual(['half-open', 2]);
      await settle(late);
      const phase = subject.phase();
      expect(service.inFlight).toBe(1);
      await settle(probe);
      return phase;
    };

    it('a late failure while half-open: it re-opens the circuit', async () => {
      await expect(afterLate(always)).resolves.toBe('open');
    });

    it('a late success while half-open', async () => {
      await expect(afterLate(never)).resolves.toBe(library === 'opossum' ? 'closed' : 'half-open');
    });

    it('an error that does not count, thrown by a probe: it closes the circuit', async () => {
      const notFound = new Error('404');
      const service = new CountingService(always, 0, (call) => (call > 5 ? notFound : new Error('503')));
      const subject = make(service, { isServiceFailure: (error) => error !== notFound, isTransient: () => false });
      await callUntilOpen(subject);
      await clock.advance(OPEN_MS);
      await settle(subject.call());
      expect(subject.phase()).toBe('closed');
    });
  });
});
