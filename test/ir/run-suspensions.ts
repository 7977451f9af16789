/** Promises and generators around a function that is run block by block. */
export interface Suspension {
  readonly op: 'await' | 'yield';
  readonly value: unknown;
}

/** A running function: it asks for something, and goes on with the answer. */
export type Body = Generator<Suspension, unknown, unknown>;

/** What a suspended generator is given where it is closed. */
export const CLOSED = Symbol('closed');

/** A function that suspends for `await` only. */
export function settle(body: Body): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const step = (advance: () => IteratorResult<Suspension, unknown>): void => {
      try {
        const { done, value } = advance();
        if (done === true) {
          resolve(value);
        } else {
          Promise.resolve(value.value).then(
            (result) => step(() => body.next(result)),
            (error: unknown) => step(() => body.throw(error)),
          );
        }
      } catch (error) {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- Programs throw what they like.
        reject(error);
      }
    };
    step(() => body.next());
  });
}

export function* generate(body: Body): Generator<unknown, unknown, unknown> {
  let result = body.next();
  while (result.done !== true) {
    let sent: unknown = CLOSED;
    try {
      sent = yield result.value.value;
    } catch (error) {
      result = body.throw(error);
      sent = undefined;
      continue;
    } finally {
      if (sent === CLOSED) {
        body.next(CLOSED);
      }
    }
    result = body.next(sent);
  }
  return result.value;
}

export async function* generateAsync(body: Body): AsyncGenerator<unknown, unknown, unknown> {
  let result = body.next();
  while (result.done !== true) {
    const { op, value } = result.value;
    let sent: unknown = CLOSED;
    try {
      sent = op === 'await' ? await value : yield value;
    } catch (error) {
      result = body.throw(error);
      sent = undefined;
      continue;
    } finally {
      if (sent === CLOSED) {
        await settle(closing(body));
      }
    }
    result = body.next(sent);
  }
  return result.value;
}

/** The rest of a generator that is closed. */
function* closing(body: Body): Body {
  let result = body.next(CLOSED);
  while (result.done !== true) {
    result = body.next(yield result.value);
  }
  return undefined;
}

/** `for await` over what is not asynchronous awaits each value. */
export const awaited = (iterator: Iterator<unknown>): object => ({
  next: async () => {
    const result = iterator.next();
    return { done: result.done, value: await (result.value as unknown) };
  },
  return: async () => iterator.return?.(),
});
