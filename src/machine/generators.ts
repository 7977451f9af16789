/** Generators: what they are asked by `next`, `return` and `throw`, one after the other, and how they go on. */
import { NOWHERE, type Continuation, type Frame } from './frames.js';
import type { GeneratorObject, GeneratorRequest, Resumption } from './heap.js';
import type { Machine } from './machine.js';
import { deliver, fail, leave, raise, step } from './outcomes.js';
import { belonging, promiseFor, reject, resolve, subscribe } from './promises.js';
import type { Reference, Value } from './values.js';

interface Asked {
  readonly how: Resumption;
  readonly sent: Value;
  readonly to: Continuation;
}

/** Asks a generator to go on. True: other code runs now than before. */
export function resume(m: Machine, { self }: GeneratorObject, asked: Asked): boolean {
  const generator = m.state.writeAs(self, 'generator');
  if (!generator.isAsync) {
    return generator.isRunning ? fail(m, asked.to, m.error('TypeError')) : goOn(m, generator, asked);
  }
  const promise = m.promise();
  deliver(m, asked.to, promise);
  const { how, sent } = asked;
  generator.requests = [...generator.requests, { how, sent, promise, ...belonging(m) }];
  if (!generator.isRunning) {
    answerFirst(m, self);
  }
  return true;
}

/** Runs a generator that does not run, until it yields or ends. */
function goOn(m: Machine, generator: GeneratorObject, { how, sent, to }: Asked): boolean {
  const frame = m.state.frame(generator.frame);
  const at = frame?.resumeAt;
  if (frame === undefined) {
    return ended(m, { how, sent, to });
  }
  if (at === undefined && how !== 'next') {
    // It has not begun, and never will.
    leave(m, frame);
    return concluded(m, generator, { how, sent, to });
  }
  generator.isRunning = true;
  frame.to = { kind: 'generator', generator: generator.self, to };
  frame.operation = m.operation;
  frame.resumeAt = undefined;
  if (how === 'return' && at?.closed === undefined) {
    leave(m, frame);
    return deliver(m, frame.to, sent);
  }
  m.state.stack.push(frame.id);
  if (how === 'throw') {
    return raise(m, frame, sent);
  }
  if (at !== undefined) {
    frame.registers[at.into] = sent;
    frame.block = how === 'return' ? (at.closed ?? at.block) : at.block;
    frame.index = 0;
  }
  return true;
}

/** What a generator answers that has ended. */
function ended(m: Machine, { how, sent, to }: Asked): boolean {
  return how === 'throw' ? fail(m, to, sent) : deliver(m, to, step(m, how === 'return' ? sent : undefined, true));
}

function concluded(m: Machine, generator: GeneratorObject, asked: Asked): boolean {
  ended(m, asked);
  answered(m, generator.self);
  return true;
}

/** A generator yields: whoever asked has an answer. */
export function yielded(m: Machine, frame: Frame, value: Value): void {
  const { to } = frame;
  if (to.kind === 'generator') {
    frame.to = NOWHERE;
    deliver(m, to.to, step(m, value, false));
    answered(m, to.generator);
  }
}

/** A generator has answered. An async one goes on with what it was asked in the meantime. */
export function answered(m: Machine, reference: Reference): void {
  const generator = m.state.writeAs(reference, 'generator');
  generator.isRunning = false;
  if (generator.isAsync) {
    generator.requests = generator.requests.slice(1);
    answerFirst(m, reference);
  }
}

function answerFirst(m: Machine, reference: Reference): void {
  for (;;) {
    const generator = m.state.writeAs(reference, 'generator');
    const [request] = generator.requests;
    if (request === undefined) {
      return;
    }
    if (request.how === 'return') {
      // What it is closed with is awaited first.
      generator.isRunning = true;
      subscribe(m, promiseFor(m, request.sent), { kind: 'close', generator: reference, ...belongingOf(request) });
      return;
    }
    if (!generator.isDone) {
      onBehalfOf(m, request, () =>
        goOn(m, generator, { ...request, to: { kind: 'promise', promise: request.promise } }),
      );
      return;
    }
    settle(m, request, request.how === 'throw', request.sent);
    generator.requests = generator.requests.slice(1);
  }
}

/** What an async generator is closed with has settled. */
export function close(m: Machine, reference: Reference, isRejected: boolean, value: Value): void {
  const generator = m.state.writeAs(reference, 'generator');
  const [request] = generator.requests;
  if (request === undefined) {
    return;
  }
  generator.isRunning = false;
  if (generator.isDone) {
    settle(m, request, isRejected, value);
    answered(m, reference);
  } else {
    const to: Continuation = { kind: 'promise', promise: request.promise };
    goOn(m, generator, { how: isRejected ? 'throw' : 'return', sent: value, to });
  }
}

/** The answer of an async generator that has ended. */
function settle(m: Machine, { how, promise }: GeneratorRequest, isRejected: boolean, value: Value): void {
  if (isRejected) {
    reject(m, promise, value);
  } else {
    resolve(m, promise, step(m, how === 'next' ? undefined : value, true));
  }
}

const belongingOf = ({ operation, activation, place }: GeneratorRequest): ReturnType<typeof belonging> => ({
  operation,
  activation,
  place,
});

function onBehalfOf(m: Machine, { operation }: GeneratorRequest, run: () => void): void {
  const before = m.operation;
  m.operation = operation;
  run();
  m.operation = before;
}
