import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { FailurePolicy } from '../../src/policy/policy.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { always, CountingService, never } from './counting-service.js';
import { loadExample, type Circuit, type Phase, type ThresholdPolicyOptions } from './examples.js';

const { Circuit: ExampleCircuit, CircuitOpenError, resilientCall } = await loadExample('resilient-call.ts');
const { ThresholdPolicy } = await loadExample('threshold-policy.ts');

const OPEN_MS = 30_000;

let clock: VirtualClock;
beforeEach(() => {
  clock = VirtualClock.install();
});
afterEach(() => {
  clock.uninstall();
});

const newCircuit = (options?: ThresholdPolicyOptions<Phase>): Circuit =>
  new ExampleCircuit(new ThresholdPolicy<Phase>(options), { openMs: OPEN_MS });

/** What became of a call, once it has settled. */
async function outcome(promise: Promise<unknown>): Promise<unknown> {
  const result = promise.then(
    (value) => value,
    (error: unknown) => error,
  );
  expect(await clock.settles(result)).toBe(true);
  return result;
}

/** One caller, one operation after another, until the circuit is open. */
async function callUntilOpen(circuit: Circuit, service: CountingService): Promise<void> {
  for (let operation = 0; circuit.phase !== 'open'; operation += 1) {
    expect(operation).toBeLessThan(50);
    await outcome(resilientCall(circuit, service.call));
  }
}

/** A circuit whose open period has just ended; the next caller is a probe. */
async function readyForProbe(options?: ThresholdPolicyOptions<Phase>): Promise<Circuit> {
  const circuit = newCircuit(options);
  await callUntilOpen(circuit, new CountingService(always));
  await clock.advance(OPEN_MS);
  return circuit;
}

describe('while closed', () => {
  it.each([1, 2, 3, 4, 7])(
    'opens after exactly 5 failed service calls with %i attempts per operation',
    async (maxAttempts) => {
      const circuit = newCircuit({ failureThreshold: 5, maxAttempts });
      const service = new CountingService(always);
      await callUntilOpen(circuit, service);
      expect(service.calls).toHaveLength(5);
    },
  );

  it.each([1, 5, 8])(
    'opens after exactly %i failed service calls if that is the threshold',
    async (failureThreshold) => {
      const circuit = newCircuit({ failureThreshold, maxAttempts: 3 });
      const service = new CountingService(always);
      await callUntilOpen(circuit, service);
      expect(service.calls).toHaveLength(failureThreshold);
    },
  );

  it("makes at most the policy's number of attempts for one operation, with a wait before each further one", async () => {
    const circuit = newCircuit({ failureThreshold: 100, maxAttempts: 3 });
    const service = new CountingService(always);
    await expect(outcome(resilientCall(circuit, service.call))).resolves.toEqual(new Error('503 from call 3'));
    expect(service.calls.map((time) => time - (service.calls[0] ?? 0))).toEqual([0, 1_000, 3_000]);
  });

  it('gives the answer of the first attempt that succeeds', async () => {
    const service = new CountingService((call) => call < 3);
    await expect(outcome(resilientCall(newCircuit(), service.call))).resolves.toBe('answer 3');
  });

  it('keeps the failed attempts of an operation that succeeded in the end', async () => {
    const circuit = newCircuit({ failureThreshold: 5 });
    const service = new CountingService((call) => call % 3 !== 0); // every operation succeeds, on its third attempt
    await callUntilOpen(circuit, service);
    expect(service.failures).toBe(5);
    expect(service.calls).toHaveLength(7);
  });

  it('forgets failures that are older than the window', async () => {
    const circuit = new ExampleCircuit(new ThresholdPolicy<Phase>({ failureThreshold: 2, maxAttempts: 1 }), {
      windowMs: 60_000,
    });
    const service = new CountingService(always);
    await outcome(resilientCall(circuit, service.call));
    await clock.advance(60_000);
    await outcome(resilientCall(circuit, service.call));
    expect(circuit.phase).toBe('closed');
    await outcome(resilientCall(circuit, service.call));
    expect(circuit.phase).toBe('open');
  });

  it('neither counts nor repeats an error that the policy excludes', async () => {
    const notFound = new Error('404');
    const circuit = newCircuit({
      failureThreshold: 1,
      isServiceFailure: (error) => error !== notFound,
      isTransient: (error) => error !== notFound,
    });
    const service = new CountingService(always, 0, () => notFound);
    await expect(outcome(resilientCall(circuit, service.call))).resolves.toBe(notFound);
    expect(service.calls).toHaveLength(1);
    expect(circuit.phase).toBe('closed');
  });

  it('stops 10 overlapping callers as soon as the circuit opens', async () => {
    const circuit = newCircuit({ failureThreshold: 5, maxAttempts: 3 });
    const service = new CountingService(always, 100);
    const results = Promise.all(
      Array.from({ length: 10 }, () => resilientCall(circuit, service.call).catch((error: unknown) => error)),
    );
    await clock.settles(results);
    expect(circuit.phase).toBe('open');
    expect(service.calls).toHaveLength(10); // those were on their way before the fifth failure; nobody called again
  });

  it('counts an attempt that does not answer in time as a failure, and tells the call', async () => {
    const circuit = newCircuit({ failureThreshold: 1 });
    let aborted = false;
    const hangs = (signal: AbortSignal): Promise<never> =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
      });
    await expect(outcome(resilientCall(circuit, hangs, { timeoutMs: 2_000 }))).resolves.toEqual(
      new Error('No answer within 2000 ms.'),
    );
    expect(aborted).toBe(true);
    expect(circuit.phase).toBe('open');
  });
});

describe('while open', () => {
  it('refuses at once, with a typed error that says how long, and does not call the service', async () => {
    const circuit = newCircuit();
    const service = new CountingService(always);
    await callUntilOpen(circuit, service);
    await clock.advance(10_000);
    const before = clock.now;
    const error = await outcome(resilientCall(circuit, service.call));
    expect(error).toBeInstanceOf(CircuitOpenError);
    expect(error).toMatchObject({ code: 'ECIRCUITOPEN', retryAfterMs: 20_000 });
    expect(service.calls).toHaveLength(5);
    expect(clock.now).toBe(before);
  });

  it('does not repeat the open error: the policy is not even asked', async () => {
    const asked: unknown[] = [];
    const policy: FailurePolicy<Phase> = {
      shouldRetry(_attempt, error) {
        asked.push(error);
        return true;
      },
      shouldOpenCircuit: (failureCount) => failureCount >= 2,
      shouldCloseCircuit: () => true,
    };
    const circuit = new ExampleCircuit(policy, { openMs: OPEN_MS });
    const service = new CountingService(always);
    // This policy retries for ever; the circuit ends it, and names the failure that it interrupted.
    const error = await outcome(resilientCall(circuit, service.call));
    expect(error).toBeInstanceOf(CircuitOpenError);
    expect((error as Error).cause).toEqual(new Error('503 from call 2'));
    expect(asked).toEqual([new Error('503 from call 1'), new Error('503 from call 2')]);
    expect(service.calls).toHaveLength(2);
  });

  it('does not count refused calls', async () => {
    const circuit = newCircuit();
    await callUntilOpen(circuit, new CountingService(always));
    for (let i = 0; i < 20; i += 1) {
      await outcome(resilientCall(circuit, new CountingService(never).call));
    }
    await clock.advance(OPEN_MS - 1);
    expect(() => circuit.admit()).toThrow(CircuitOpenError);
    await clock.advance(1);
    expect(() => circuit.admit()).not.toThrow();
  });

  it('stays open for the configured time from the failure that opened it, whatever else fails in between', async () => {
    const circuit = newCircuit({ failureThreshold: 1 });
    const late = new CountingService(always, 20_000);
    const lateCall = resilientCall(circuit, late.call, { timeoutMs: 60_000 });
    await outcome(resilientCall(circuit, new CountingService(always).call));
    const openedAt = clock.now;
    await expect(outcome(lateCall)).resolves.toEqual(new Error('503 from call 1')); // not retried either: the circuit is open
    expect(late.calls).toHaveLength(1);
    await clock.advance(openedAt + OPEN_MS - clock.now - 1);
    expect(() => circuit.admit()).toThrow(CircuitOpenError);
    await clock.advance(1);
    expect(() => circuit.admit()).not.toThrow();
  });
});

describe('while half-open', () => {
  it('makes 1 service call per failed probe', async () => {
    const circuit = await readyForProbe({ maxAttempts: 3 });
    const service = new CountingService(always);
    await expect(outcome(resilientCall(circuit, service.call))).resolves.toEqual(new Error('503 from call 1'));
    expect(service.calls).toHaveLength(1);
    expect(circuit.phase).toBe('open');
  });

  it('lets 1 of 10 concurrent callers through', async () => {
    const circuit = await readyForProbe();
    const service = new CountingService(never, 100);
    const results = Promise.all(
      Array.from({ length: 10 }, () => resilientCall(circuit, service.call).catch((error: unknown) => error)),
    );
    await clock.settles(results);
    expect(service.calls).toHaveLength(1);
    expect((await results).filter((result) => result instanceof CircuitOpenError)).toHaveLength(9);
    expect(circuit.phase).toBe('half-open'); // one success of three
  });

  it('lets as many through as the policy says', async () => {
    const circuit = await readyForProbe({ maxProbes: 3 });
    const service = new CountingService(never, 100);
    await clock.settles(
      Promise.all(
        Array.from({ length: 10 }, () => resilientCall(circuit, service.call).catch((error: unknown) => error)),
      ),
    );
    expect(service.calls).toHaveLength(3);
    expect(service.maxInFlight).toBe(3);
    expect(circuit.phase).toBe('closed');
  });

  it('lets 1 through if the policy does not say', async () => {
    const circuit = new ExampleCircuit(
      { shouldRetry: () => false, shouldOpenCircuit: () => true, shouldCloseCircuit: () => true },
      { openMs: OPEN_MS },
    );
    await callUntilOpen(circuit, new CountingService(always));
    await clock.advance(OPEN_MS);
    circuit.admit();
    expect(() => circuit.admit()).toThrow(CircuitOpenError);
  });

  it('has all slots free again the next time, also those of probes that were still in flight when it re-opened', async () => {
    const circuit = await readyForProbe({ maxProbes: 2 });
    const slow = resilientCall(circuit, new CountingService(never, 9_000).call);
    await clock.flush();
    await outcome(resilientCall(circuit, new CountingService(always).call));
    expect(circuit.phase).toBe('open');
    await outcome(slow);
    expect(circuit.phase).toBe('open');
    await clock.advance(OPEN_MS);
    circuit.admit();
    circuit.admit();
    expect(() => circuit.admit()).toThrow(CircuitOpenError);
  });

  it('counts the successes of this half-open period only', async () => {
    const circuit = await readyForProbe({ successThreshold: 2 });
    const service = new CountingService((call) => call === 2);
    await outcome(resilientCall(circuit, service.call));
    await outcome(resilientCall(circuit, service.call));
    expect(circuit.phase).toBe('open');
    await clock.advance(OPEN_MS);
    await outcome(resilientCall(circuit, service.call));
    expect(circuit.phase).toBe('half-open');
    await outcome(resilientCall(circuit, service.call));
    expect(circuit.phase).toBe('closed');
  });

  it("closes after the policy's number of successful probes", async () => {
    const circuit = await readyForProbe({ successThreshold: 3 });
    const service = new CountingService(never);
    const phases: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      await outcome(resilientCall(circuit, service.call));
      phases.push(circuit.phase);
    }
    expect(phases).toEqual(['half-open', 'half-open', 'closed']);
  });

  it('starts from zero failures after it closed', async () => {
    const circuit = await readyForProbe({ successThreshold: 1 });
    await outcome(resilientCall(circuit, new CountingService(never).call));
    const service = new CountingService(always);
    await callUntilOpen(circuit, service);
    expect(service.calls).toHaveLength(5);
  });

  it('ignores the late success of a call that was admitted while closed', async () => {
    const circuit = newCircuit({ successThreshold: 1 });
    const slow = new CountingService(never, OPEN_MS + 5_000);
    const lateCall = resilientCall(circuit, slow.call, { timeoutMs: 120_000 });
    await clock.flush();
    await callUntilOpen(circuit, new CountingService(always));
    await clock.advance(OPEN_MS);
    const probe = resilientCall(circuit, new CountingService(always, 9_000).call).catch((error: unknown) => error);
    await clock.flush();
    expect(circuit.phase).toBe('half-open');

    await expect(outcome(lateCall)).resolves.toBe('answer 1'); // the caller gets the answer
    expect(circuit.phase).toBe('half-open'); // the circuit does not take it for the probe's
    expect(() => circuit.admit()).toThrow(CircuitOpenError); // nor gives the probe's slot away

    await outcome(probe);
    expect(circuit.phase).toBe('open');
  });

  it('ignores the late failure of a call that was admitted while closed', async () => {
    const circuit = newCircuit({ successThreshold: 1 });
    const slow = new CountingService(always, OPEN_MS + 5_000);
    const lateCall = resilientCall(circuit, slow.call, { timeoutMs: 120_000 });
    await clock.flush();
    await callUntilOpen(circuit, new CountingService(always));
    await clock.advance(OPEN_MS);
    const probe = resilientCall(circuit, new CountingService(never, 9_000).call);
    await clock.flush();

    await expect(outcome(lateCall)).resolves.toEqual(new Error('503 from call 1'));
    expect(circuit.phase).toBe('half-open');
    expect(slow.calls).toHaveLength(1); // not repeated into the half-open circuit

    await expect(outcome(probe)).resolves.toBe('answer 1');
    expect(circuit.phase).toBe('closed');
  });

  it('ignores a late success that arrives while open', async () => {
    const circuit = newCircuit({ successThreshold: 1 });
    const lateCall = resilientCall(circuit, new CountingService(never, 5_000).call);
    await clock.flush();
    await outcome(resilientCall(circuit, new CountingService(always).call, { baseDelayMs: 0 }));
    await outcome(resilientCall(circuit, new CountingService(always).call, { baseDelayMs: 0 }));
    expect(circuit.phase).toBe('open');
    await outcome(lateCall);
    expect(circuit.phase).toBe('open');
    await clock.advance(OPEN_MS);
    const probe = new CountingService(always);
    await outcome(resilientCall(circuit, probe.call));
    expect(circuit.phase).toBe('open'); // one failed probe re-opens
    expect(probe.calls).toHaveLength(1);
  });

  it('tells apart two closed periods', async () => {
    const circuit = newCircuit({ failureThreshold: 2, successThreshold: 1, maxAttempts: 1 });
    const lateCall = resilientCall(circuit, new CountingService(always, OPEN_MS + 5_000).call, { timeoutMs: 120_000 });
    await clock.flush();
    await callUntilOpen(circuit, new CountingService(always));
    await clock.advance(OPEN_MS);
    await outcome(resilientCall(circuit, new CountingService(never).call));
    expect(circuit.phase).toBe('closed');
    await outcome(resilientCall(circuit, new CountingService(always).call));
    await outcome(lateCall); // the second failure of this period, if it belonged here
    expect(circuit.phase).toBe('closed');
  });

  it('gives the slot back when a probe ends in an error that does not count', async () => {
    const notFound = new Error('404');
    const circuit = await readyForProbe({ isServiceFailure: (error) => error !== notFound });
    const service = new CountingService(always, 0, () => notFound);
    await outcome(resilientCall(circuit, service.call));
    expect(service.calls).toHaveLength(1); // not retried while half-open
    expect(circuit.phase).toBe('half-open');
    await outcome(resilientCall(circuit, service.call));
    expect(service.calls).toHaveLength(2); // admitted again
  });

  it('gives the slot back when a probe never answers', async () => {
    const circuit = await readyForProbe();
    const hangs = (): Promise<never> => new Promise(() => {});
    await outcome(resilientCall(circuit, hangs, { timeoutMs: 2_000 }));
    expect(circuit.phase).toBe('open');
    await clock.advance(OPEN_MS);
    await expect(outcome(resilientCall(circuit, new CountingService(never).call))).resolves.toBe('answer 1');
  });

  it('gives the slot back when the call throws before it returns a promise', async () => {
    const circuit = await readyForProbe();
    const throws = (): Promise<never> => {
      throw new Error('not even a promise');
    };
    await expect(outcome(resilientCall(circuit, throws))).resolves.toEqual(new Error('not even a promise'));
    expect(circuit.phase).toBe('open');
    await clock.advance(OPEN_MS);
    expect(() => circuit.admit()).not.toThrow();
  });
});

describe('what the policy is asked', () => {
  it('gets the attempts made so far from 1, the error unchanged and the state after the failure was recorded', async () => {
    const asked: unknown[] = [];
    const policy: FailurePolicy<Phase> = {
      shouldRetry(attempt, error, context) {
        asked.push(['retry', attempt, (error as Error).message, context?.phase]);
        return context?.phase === 'closed';
      },
      shouldOpenCircuit(failureCount, window) {
        asked.push(['open', failureCount, window?.map(({ attemptNumber, durationMs }) => [attemptNumber, durationMs])]);
        return failureCount >= 2;
      },
      shouldCloseCircuit(successCount) {
        asked.push(['close', successCount]);
        return true;
      },
    };
    const circuit = new ExampleCircuit(policy, { openMs: OPEN_MS });
    const service = new CountingService((call) => call < 3, 40);
    await outcome(resilientCall(circuit, service.call));
    await clock.advance(OPEN_MS);
    await outcome(resilientCall(circuit, service.call));
    expect(asked).toEqual([
      ['open', 1, [[1, 40]]],
      ['retry', 1, '503 from call 1', 'closed'],
      [
        'open',
        2,
        [
          [1, 40],
          [2, 40],
        ],
      ],
      ['retry', 2, '503 from call 2', 'open'],
      ['close', 1],
    ]);
    expect(circuit.phase).toBe('closed');
  });

  it('refuses a policy whose unit the circuit does not count', () => {
    expect(() => newCircuit({ countingUnit: 'sequence' })).toThrow('This circuit counts attempts');
  });

  it.each(['failureThreshold', 'successThreshold', 'maxAttempts', 'maxProbes'] as const)(
    'takes no %s below 1',
    (option) => {
      for (const value of [0, -1, 1.5, Number.NaN]) {
        expect(() => new ThresholdPolicy({ [option]: value })).toThrow(
          `${option} must be a whole number of at least 1, not ${value}.`,
        );
      }
    },
  );
});
