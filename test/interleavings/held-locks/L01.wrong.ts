// wrong: the lock that guards the state is held while the call runs; 10 callers take 1,000 ms, not 100.
import { Mutex } from 'async-mutex';

type State = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

class CircuitOpenError extends Error {}

interface Admission {
  readonly generation: number;
  readonly isProbe: boolean;
}

export class CircuitBreaker {
  private state: State = 'CLOSED';
  private generation = 0;
  private failures = 0;
  private openedAt = 0;
  private probing = false;
  private readonly mutex = new Mutex();

  constructor(
    private readonly threshold: number,
    private readonly resetTimeout: number,
  ) {}

  async execute<T>(fn: () => Promise<T>): Promise<T> {
    return this.mutex.runExclusive(async () => {
      const admission = this.admit();
      try {
        const result = await fn();
        this.onSuccess(admission);
        return result;
      } catch (error) {
        this.onFailure(admission);
        throw error;
      }
    });
  }

  private admit(): Admission {
    if (this.state === 'OPEN') {
      if (Date.now() - this.openedAt < this.resetTimeout) {
        throw new CircuitOpenError();
      }
      this.moveTo('HALF_OPEN');
    }
    const isProbe = this.state === 'HALF_OPEN';
    if (isProbe) {
      if (this.probing) {
        throw new CircuitOpenError();
      }
      this.probing = true;
    }
    return { generation: this.generation, isProbe };
  }

  private onSuccess({ generation, isProbe }: Admission): void {
    if (generation === this.generation) {
      this.failures = 0;
      if (isProbe) {
        this.moveTo('CLOSED');
      }
    }
  }

  private onFailure({ generation, isProbe }: Admission): void {
    if (generation === this.generation) {
      this.failures += 1;
      if (isProbe || this.failures >= this.threshold) {
        this.moveTo('OPEN');
      }
    }
  }

  private moveTo(next: State): void {
    this.state = next;
    this.generation += 1;
    this.probing = false;
    if (next === 'OPEN') {
      this.openedAt = Date.now();
    }
  }
}
