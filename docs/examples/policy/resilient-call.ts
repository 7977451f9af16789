import type { AttemptEvent, FailurePolicy } from 'eslint-plugin-resilience/policy';

export type Phase = 'closed' | 'open' | 'half-open';

/** The period that admitted an attempt: each transition begins a new one, with a new number. */
export interface Permit {
  readonly generation: number;
}

export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';
  readonly code = 'ECIRCUITOPEN';
  readonly retryAfterMs: number;

  constructor(phase: Exclude<Phase, 'closed'>, retryAfterMs: number, options?: ErrorOptions) {
    super(`The circuit is ${phase}.`, options);
    this.retryAfterMs = retryAfterMs;
  }
}

export class Circuit {
  readonly policy: FailurePolicy<Phase>;
  readonly #openMs: number;
  readonly #windowMs: number;
  #phase: Phase = 'closed';
  #generation = 0;
  #openedAt = 0;
  #probes = 0;
  #successes = 0;
  #failures: readonly AttemptEvent[] = [];

  constructor(policy: FailurePolicy<Phase>, { openMs = 30_000, windowMs = 60_000 } = {}) {
    if (policy.countingUnit === 'sequence') throw new TypeError('This circuit counts attempts, the policy counts sequences.');
    this.policy = policy;
    this.#openMs = openMs;
    this.#windowMs = windowMs;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Lets one attempt in or throws. Nothing is awaited between the test of the state and the reservation of the slot. */
  admit(cause?: unknown): Permit {
    if (this.#phase === 'open') {
      const waitMs = this.#openedAt + this.#openMs - Date.now();
      if (waitMs > 0) throw new CircuitOpenError('open', waitMs, { cause });
      this.#enter('half-open');
    }
    if (this.#phase === 'half-open') {
      if (this.#probes >= (this.policy.maxProbes ?? 1)) throw new CircuitOpenError('half-open', 0, { cause });
      this.#probes += 1;
    }
    return { generation: this.#generation };
  }

  /** Records what became of an admitted attempt; a failure comes with its event. The only place where outcomes change the state. */
  settle({ generation }: Permit, failure?: AttemptEvent): void {
    if (generation !== this.#generation) return; // admitted in an earlier period: says nothing about this one
    const probe = this.#phase === 'half-open';
    if (probe) this.#probes -= 1;
    if (failure === undefined) {
      if (probe && this.policy.shouldCloseCircuit(++this.#successes)) this.#enter('closed');
    } else if (this.policy.countsAsServiceFailure?.(failure.error) ?? true) {
      const since = Date.now() - this.#windowMs;
      this.#failures = [...this.#failures.filter(({ timestamp }) => timestamp > since), failure];
      if (probe || this.policy.shouldOpenCircuit(this.#failures.length, this.#failures)) this.#enter('open');
    }
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#generation += 1;
    this.#probes = 0;
    this.#successes = 0;
    this.#failures = [];
    if (phase === 'open') this.#openedAt = Date.now();
  }
}

/** Calls the service until it answers, the policy has enough, or the circuit refuses. */
export async function resilientCall<T>(
  circuit: Circuit,
  call: (signal: AbortSignal) => Promise<T>,
  { timeoutMs = 10_000, baseDelayMs = 1_000 } = {},
): Promise<T> {
  let cause: unknown;
  for (let attempt = 1; ; attempt += 1) {
    const permit = circuit.admit(cause); // before every attempt; outside the `try`, so that a refusal is neither counted nor retried
    const startedAt = Date.now();
    let value: T;
    try {
      value = await answerWithin(timeoutMs, call);
    } catch (error) {
      const timestamp = Date.now();
      circuit.settle(permit, { attemptNumber: attempt, error, timestamp, durationMs: timestamp - startedAt });
      if (!circuit.policy.shouldRetry(attempt, error, { phase: circuit.phase })) throw error;
      cause = error;
      await sleep(Math.random() * baseDelayMs * 2 ** attempt);
      continue;
    }
    circuit.settle(permit);
    return value;
  }
}

/** An attempt that never answers would hold its probe slot for ever, so every attempt ends in time. */
async function answerWithin<T>(timeoutMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`No answer within ${timeoutMs} ms.`);
      reject(error);
      controller.abort(error);
    }, timeoutMs);
  });
  try {
    return await Promise.race([call(controller.signal), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
