/** What a library's program is run on in a test: the world outside of it, which in the analysis is the machine's. */

interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}

declare global {
  var outside: (name: string, ...args: unknown[]) => Promise<unknown>;
  var unknown: (library: string, name?: string) => unknown;
  var isKnown: (value: unknown) => boolean;
  var calledAt: () => undefined;
  var patience: () => number;
  var anyMember: <Value extends object>(object: Value, give: (name: string) => unknown) => Value;
}

/** Requests that programs have made. */
export const calls: Call[] = [];

/** How a request ends. */
let answer: (call: Call) => unknown = () => undefined;

/** Forgets all requests, and says how the next ones end: what is thrown rejects them. */
export function answering(next: (call: Call) => unknown): void {
  calls.length = 0;
  answer = next;
}

globalThis.outside = async (name, ...args) => {
  const call = { name, args };
  calls.push(call);
  return answer(call);
};

/** It can be called, and has any member. */
globalThis.unknown = (library, name = '') =>
  anyMember(
    () => globalThis.unknown(library, `${name}()`),
    (member) => globalThis.unknown(library, `${name}.${member}`),
  );

/** Outside of the analysis, every value is. */
globalThis.isKnown = () => true;

/** Here a service that succeeds in the end ends what has no last attempt. */
globalThis.patience = () => Infinity;

/** Nobody asks for places here. */
globalThis.calledAt = () => undefined;

/** A member is asked for where neither the object nor what it inherits from has one. No unknown member makes a promise of a value. */
globalThis.anyMember = (object, give) =>
  new Proxy(object, {
    get: (target, name, receiver) =>
      typeof name === 'symbol' || name === 'then' || name === '__made' || name in target
        ? (Reflect.get(target, name, receiver) as unknown)
        : give(name),
  });
