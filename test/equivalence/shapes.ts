/**
 * One retry, written in many ways: every `withRetry(fn)` calls `fn` so many times before it gives up. Whatever its shape, what is found
 * of it under a circuit breaker has to be the same.
 */
import { code } from '../support/marked.js';

export interface Shape {
  /** Calls of `fn` when each of them fails. */
  readonly attempts: number;
  /** Declares `withRetry` at the beginning of a line; `pause(ms)` is there. */
  readonly code: string;
}

const makes =
  (attempts: number) =>
  ([text = '']: TemplateStringsArray): Shape => ({ attempts, code: code(text) });

/** What all shapes are compared with: no retry at all. */
export const SINGLE_CALL = makes(1)`
  const withRetry = (fn) => fn();
`;

export const SHAPES = {
  for: makes(3)`
    async function withRetry(fn) {
      for (let i = 0; i < 3; i++) {
        try {
          return await fn();
        } catch (e) {
          if (i === 2) throw e;
          await pause(100);
        }
      }
    }
  `,
  'for, 200 rounds': makes(200)`
    async function withRetry(fn) {
      for (let i = 0; i < 200; i++) {
        try {
          return await fn();
        } catch (e) {
          if (i === 199) throw e;
        }
      }
    }
  `,
  'for, last error': makes(4)`
    async function withRetry(fn) {
      let last;
      for (let n = 1; n <= 4; n++) {
        try {
          return await fn();
        } catch (e) {
          last = e;
          if (n < 4) await pause(50 * n);
        }
      }
      throw last;
    }
  `,
  'for, break when permanent': makes(3)`
    const isTransient = (e) => /timeout|reset/.test(String(e));
    async function withRetry(fn) {
      let last;
      for (let i = 0; i < 3; i++) {
        try {
          return await fn();
        } catch (e) {
          last = e;
          if (!isTransient(e)) break;
          await pause(100);
        }
      }
      throw last;
    }
  `,
  quotient: makes(5)`
    const MAX = 10 / 2;
    async function withRetry(fn) {
      for (let i = 0; i < MAX; i++) {
        try {
          return await fn();
        } catch (e) {
          if (i === MAX - 1) throw e;
        }
      }
    }
  `,
  'while true': makes(3)`
    async function withRetry(fn) {
      let n = 0;
      while (true) {
        try {
          return await fn();
        } catch (e) {
          n++;
          if (n >= 3) throw e;
        }
      }
    }
  `,
  'while left--': makes(3)`
    async function withRetry(fn) {
      let left = 3;
      let last;
      while (left-- > 0) {
        try {
          return await fn();
        } catch (e) {
          last = e;
        }
      }
      throw last;
    }
  `,
  'step of two': makes(3)`
    async function withRetry(fn) {
      for (let i = 0; i < 6; i += 2) {
        try {
          return await fn();
        } catch (e) {
          if (i >= 4) throw e;
        }
      }
    }
  `,
  'i = i + 1': makes(3)`
    async function withRetry(fn) {
      let i = 0;
      while (i < 3) {
        try {
          return await fn();
        } catch (e) {
          i = i + 1;
          if (i === 3) throw e;
        }
      }
    }
  `,
  'list of delays': makes(3)`
    async function withRetry(fn) {
      for (const d of [100, 200, 400]) {
        try {
          return await fn();
        } catch (e) {
          await pause(d);
        }
      }
      throw new Error('gave up');
    }
  `,
  'constant list': makes(3)`
    const DELAYS = [100, 200, 400];
    async function withRetry(fn) {
      for (const d of DELAYS) {
        try {
          return await fn();
        } catch (e) {
          await pause(d);
        }
      }
      throw new Error('gave up');
    }
  `,
  'nested if': makes(5)`
    async function withRetry(fn) {
      for (let i = 0; i < 5; i++) {
        try {
          return await fn();
        } catch (e) {
          if (e.fatal) {
            if (i > 1) throw e;
          }
          if (i === 4) throw e;
        }
      }
    }
  `,
  recursion: makes(3)`
    async function withRetry(fn, n = 3) {
      try {
        return await fn();
      } catch (e) {
        if (n <= 1) throw e;
        return withRetry(fn, n - 1);
      }
    }
  `,
  'recursion, delay doubles': makes(4)`
    async function withRetry(fn, d = 100) {
      try {
        return await fn();
      } catch (e) {
        if (d > 400) throw e;
        await pause(d);
        return withRetry(fn, d * 2);
      }
    }
  `,
  'mutual recursion': makes(3)`
    async function withRetry(fn, n = 3) {
      try {
        return await fn();
      } catch (e) {
        return again(fn, n, e);
      }
    }
    function again(fn, n, e) {
      if (n <= 1) throw e;
      return withRetry(fn, n - 1);
    }
  `,
  'then chain': makes(3)`
    function withRetry(fn, n = 3) {
      return fn().catch((e) => {
        if (n <= 1) throw e;
        return withRetry(fn, n - 1);
      });
    }
  `,
  'catch catch': makes(3)`
    const withRetry = (fn) =>
      fn()
        .catch(() => fn())
        .catch(() => fn());
  `,
  'result, not throw': makes(3)`
    async function withRetry(fn) {
      let r;
      for (let i = 0; i < 3; i++) {
        r = await fn().then(
          (value) => ({ value }),
          (error) => ({ error }),
        );
        if (!r.error) return r.value;
      }
      throw r.error;
    }
  `,
  'do while, flag': makes(3)`
    async function withRetry(fn) {
      let n = 0;
      let ok = false;
      let r;
      do {
        try {
          r = await fn();
          ok = true;
        } catch (e) {
          n++;
          if (n === 3) throw e;
        }
      } while (!ok);
      return r;
    }
  `,
  'race with a timeout': makes(3)`
    async function withRetry(fn) {
      for (let i = 0; i < 3; i++) {
        try {
          return await Promise.race([
            fn(),
            pause(1000).then(() => {
              throw new Error('timeout');
            }),
          ]);
        } catch (e) {
          if (i === 2) throw e;
        }
      }
    }
  `,
  label: makes(3)`
    async function withRetry(fn) {
      let i = 0;
      outer: while (true) {
        try {
          return await fn();
        } catch (e) {
          i += 1;
          if (i < 3) continue outer;
          throw e;
        }
      }
    }
  `,
  switch: makes(3)`
    async function withRetry(fn) {
      for (let i = 0; ; i++) {
        try {
          return await fn();
        } catch (e) {
          switch (i) {
            case 2:
              throw e;
            default:
              break;
          }
        }
      }
    }
  `,
  'options object': makes(3)`
    const opts = { attempts: 3 };
    async function withRetry(fn) {
      const { attempts = 5 } = opts;
      for (let i = 1; i <= attempts; i++) {
        try {
          return await fn();
        } catch (e) {
          if (i === attempts) throw e;
        }
      }
    }
  `,
  'default option': makes(3)`
    async function withRetry(fn, { attempts = 3, delay = 10 } = {}) {
      for (let i = 1; ; i++) {
        try {
          return await fn();
        } catch (e) {
          if (i >= attempts) throw e;
          await pause(delay);
        }
      }
    }
  `,
  'class with execute': makes(3)`
    class RetryPolicy {
      constructor(attempts = 3) {
        this.attempts = attempts;
      }
      async execute(fn) {
        for (let i = 0; i < this.attempts; i++) {
          try {
            return await fn();
          } catch (e) {
            if (i === this.attempts - 1) throw e;
          }
        }
      }
    }
    const policy = new RetryPolicy();
    const withRetry = (fn) => policy.execute(fn);
  `,
  'try in a helper': makes(3)`
    async function once(fn) {
      try {
        return [await fn()];
      } catch (e) {
        return [undefined, e];
      }
    }
    async function withRetry(fn) {
      for (let i = 0; i < 3; i++) {
        const [r, e] = await once(fn);
        if (!e) return r;
        if (i === 2) throw e;
      }
    }
  `,
  'p-retry': makes(3)`
    import pRetry from 'p-retry';
    const withRetry = (fn) => pRetry(fn, { retries: 2 });
  `,
} satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;
