/** What may run between a construct and the statement after it. `points.json` says what was seen; docs/interleavings.md shows the same. */
import { EventEmitter } from 'node:events';

import { describe, expect, it } from 'vitest';

import { read } from '../support/sources.js';
import { typeErrors } from '../suggestions/type-errors.js';

type Body = (others: () => void, next: () => void) => unknown;

const CONSTRUCTS: Readonly<Record<string, Body>> = {
  'a call of a function': (others, next) => {
    others();
    next();
  },
  'a call of an async function that is not awaited': (others, next) => {
    const called = async (): Promise<void> => {
      others();
    };
    void called();
    next();
  },
  'registering a callback with `.then(callback)`': (others, next) => {
    void Promise.resolve().then(others);
    next();
  },
  '`new Promise(executor)`': (others, next) => {
    void new Promise<void>(() => {
      others();
    });
    next();
  },
  '`emitter.emit(event)` with a listener': (others, next) => {
    const emitter = new EventEmitter().on('open', others);
    emitter.emit('open');
    next();
  },
  'a read of a property with a getter': (others, next) => {
    const circuit = {
      get state(): string {
        others();
        return 'open';
      },
    };
    void circuit.state;
    next();
  },
  '`await` of a value that is no promise': async (_others, next) => {
    await (1 as unknown as Promise<number>);
    next();
  },
  '`await` of a settled promise': async (_others, next) => {
    await Promise.resolve();
    next();
  },
  '`await` of a timer': async (_others, next) => {
    await new Promise((resolve) => setTimeout(resolve, 3));
    next();
  },
  '`for await` over an array of values': async (_others, next) => {
    for await (const value of [1] as unknown as AsyncIterable<number>) {
      void value;
    }
    next();
  },
  '`yield` to a consumer that goes on at once': (others, next) => {
    function* steps(): Generator<number> {
      yield 1;
      next();
    }
    const iterator = steps();
    iterator.next();
    others();
    iterator.next();
  },
  '`yield` in an async generator': async (others, next) => {
    async function* steps(): AsyncGenerator<number> {
      yield 1;
      next();
    }
    for await (const _step of steps()) {
      others();
    }
  },
  '`return promise` in a `try`, before its `finally`': async (_others, next) => {
    try {
      return Promise.resolve();
    } finally {
      next();
    }
  },
  '`return await promise` in a `try`, before its `finally`': async (_others, next) => {
    try {
      return await Promise.resolve();
    } finally {
      next();
    }
  },
};

describe('what runs between a construct and the next statement', () => {
  const points = JSON.parse(read('test/interleavings/points.json')) as Record<string, [boolean, boolean, boolean]>;

  it('is known of each construct', () => {
    expect(Object.keys(points)).toEqual(Object.keys(CONSTRUCTS));
  });

  it.each(Object.entries(points))('%s', async (construct, expected) => {
    const ran = { others: false, microtask: false, macrotask: false };
    let seen: boolean[] = [];
    queueMicrotask(() => {
      ran.microtask = true;
    });
    setImmediate(() => {
      ran.macrotask = true;
    });
    await CONSTRUCTS[construct]?.(
      () => {
        ran.others = true;
      },
      () => {
        seen = Object.values(ran);
      },
    );
    expect(seen).toEqual(expected);
  });
});

it('TypeScript keeps what a test said across an await, and calls the second test dead', () => {
  const breaker = (test: string): string => `
    type State = 'closed' | 'open';
    class Breaker {
      private state: State = 'closed';
      private is(state: State): boolean { return this.state === state; }
      trip(): void { this.state = 'open'; }
      async execute(call: () => Promise<void>): Promise<void> {
        if (this.state === 'open') throw new Error('open');
        await call();
        if (${test}) console.log('opened meanwhile');
      }
    }
    export { Breaker };
  `;
  const errors = typeErrors(
    new Map([
      ['inline.ts', breaker("this.state === 'open'")],
      ['asked.ts', breaker("this.is('open')")],
    ]),
  );
  expect(errors.get('inline.ts')).toEqual([expect.stringContaining('have no overlap')]);
  expect(errors.get('asked.ts')).toEqual([]);
});
