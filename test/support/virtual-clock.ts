import { vi } from 'vitest';

/**
 * Time that passes only when a test says so: timers, `Date` and `Math.random` of this process are replaced until `uninstall()`, so a
 * simulated minute takes no real time and every number is the same in every run.
 */
export class VirtualClock {
  static install(random = 0.5): VirtualClock {
    vi.useFakeTimers({ now: 1_000_000 });
    vi.spyOn(Math, 'random').mockReturnValue(random);
    return new VirtualClock();
  }

  private constructor() {}

  uninstall(): void {
    vi.mocked(Math.random).mockRestore();
    vi.useRealTimers();
  }

  get now(): number {
    return Date.now();
  }

  /** Lets time pass, with everything that falls due on the way. */
  async advance(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
  }

  /** Lets everything happen that needs no time to pass. */
  async flush(): Promise<void> {
    await vi.advanceTimersByTimeAsync(0);
  }

  /**
   * Lets time pass until the promise settles.
   *
   * @returns `false` if it has not settled when nothing is left to wait for, or after `limitMs`.
   */
  async settles(promise: Promise<unknown>, limitMs = 24 * 3_600_000): Promise<boolean> {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    promise.then(mark, mark);
    const end = this.now + limitMs;
    await this.flush();
    while (!settled && vi.getTimerCount() > 0 && this.now < end) {
      await vi.advanceTimersToNextTimerAsync();
      await this.flush(); // with what else is due at the same moment
    }
    return settled;
  }
}
