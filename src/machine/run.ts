/** Runs frames and jobs until everything waits. */
import type { Terminator } from '../ir/ir.js';
import { invoke } from './calls.js';
import type { Frame } from './frames.js';
import { close, yielded } from './generators.js';
import { execute } from './instructions.js';
import type { Job, Reaction } from './jobs.js';
import { PRELUDE, type Machine } from './machine.js';
import { conditionOf, truthOf } from './operators.js';
import { conclude, deliver, handOver, leave, raise } from './outcomes.js';
import { belonging, isFunction, promiseFor, reject, resolve, settle, subscribe } from './promises.js';
import { Unknown } from './values.js';

/** Runs everything that can run: the stack, then jobs, one after the other. */
export function drain(m: Machine): void {
  let isTurnOfJobs = false;
  for (;;) {
    runStack(m);
    const { jobs, ticks, isExhausted } = m.state;
    if (isExhausted) {
      return;
    }
    let job: Job | undefined = isTurnOfJobs ? jobs.shift() : undefined;
    isTurnOfJobs = job !== undefined;
    job ??= ticks.shift();
    if (job === undefined) {
      job = jobs.shift();
      isTurnOfJobs = true;
    }
    if (job === undefined) {
      return;
    }
    runJob(m, job);
  }
}

/** Runs what is on the stack, and no jobs: the synchronous stretch. */
export function runStack(m: Machine): void {
  const { state } = m;
  while (state.stack.length > 0 && !state.isExhausted) {
    const frame = state.frame(state.stack[state.stack.length - 1] ?? -1);
    if (frame === undefined) {
      state.stack.pop();
    } else {
      runFrame(m, frame);
    }
  }
}

/** Runs a frame until it ends, waits, or calls another one. */
function runFrame(m: Machine, frame: Frame): void {
  const { state } = m;
  const { base } = frame;
  m.operation = frame.operation;
  m.activation = frame.activation;
  for (;;) {
    const block = frame.graph.blocks[frame.block];
    if (block === undefined) {
      throw new Error(`${frame.graph.name} has no block ${frame.block}`);
    }
    const { instructions } = block;
    while (frame.index < instructions.length) {
      const instruction = instructions[frame.index];
      frame.index += 1;
      state.steps += 1;
      if (instruction !== undefined) {
        m.place = base + instruction.site;
        if (execute(m, frame, instruction)) {
          return;
        }
      }
    }
    count(m);
    if (state.isExhausted) {
      return;
    }
    m.place = base + block.terminator.site;
    if (terminate(m, frame, block.terminator)) {
      return;
    }
  }
}

/** Ends a block. True: other code goes on than the frame's next block. */
function terminate(m: Machine, frame: Frame, end: Terminator): boolean {
  switch (end.op) {
    case 'goto':
      jump(frame, end.to);
      return false;
    case 'branch':
      jump(frame, isTaken(m, frame, end) ? end.then : end.else);
      return false;
    case 'throw': {
      const value = frame.registers[end.value];
      if (!end.isAgain) {
        const { operation, activation, place } = m;
        m.state.trace.push({ kind: 'threw', operation, activation, place, value });
      }
      return raise(m, frame, value);
    }
    case 'return':
      return finish(m, frame, end);
    case 'await': {
      m.state.stack.pop();
      m.state.trace.push({ kind: 'await', operation: m.operation, place: m.place });
      const waiting = promiseFor(m, frame.registers[end.value]);
      subscribe(m, waiting, { kind: 'resume', frame: frame.id, into: end.into, at: end.to, ...belonging(m) });
      handOver(m, frame);
      return true;
    }
    case 'yield':
      m.state.stack.pop();
      frame.resumeAt = { block: end.to, closed: end.closed, into: end.into };
      yielded(m, frame, frame.registers[end.value]);
      return true;
  }
}

function jump(frame: Frame, to: number): void {
  frame.block = to;
  frame.index = 0;
}

function isTaken(m: Machine, frame: Frame, { condition, isImplicit }: Terminator & { op: 'branch' }): boolean {
  const value = frame.registers[condition];
  const truth = truthOf(m, value);
  const assumed = truth === undefined ? conditionOf(m, value) : undefined;
  const taken = truth ?? m.decide(assumed ?? '', m.place);
  // What the language's own functions decide is no condition of the program.
  if (!isImplicit && frame.module.file !== PRELUDE) {
    const { operation, activation, place } = m;
    m.state.trace.push({ kind: 'branch', operation, activation, place, isTaken: taken, assumed });
  }
  return taken;
}

function finish(m: Machine, frame: Frame, { value }: Terminator & { op: 'return' }): true {
  leave(m, frame);
  deliver(m, frame.to, frame.registers[value]);
  handOver(m, frame);
  return true;
}

function runJob(m: Machine, job: Job): void {
  // A job may run no instruction at all; nothing goes on for ever.
  count(m);
  if (job.kind === 'reaction') {
    react(m, job.reaction, job);
    return;
  }
  m.operation = job.operation;
  m.activation = job.activation;
  m.place = job.place;
  if (job.kind === 'call') {
    const { callee, self, given, to } = job;
    invoke(m, { callee, self, given, to });
  } else {
    subscribe(m, job.followed, { kind: 'follow', promise: job.promise, ...belonging(m) });
  }
}

/** Counts a step, and ends everything where there have been too many. */
function count(m: Machine): void {
  m.state.steps += 1;
  m.state.isExhausted ||= m.state.steps > m.budget;
}

function react(m: Machine, reaction: Reaction, { isRejected, value }: Job & { kind: 'reaction' }): void {
  m.operation = reaction.operation;
  m.activation = reaction.activation;
  m.place = reaction.place;
  switch (reaction.kind) {
    case 'operation':
      if (reaction.operation !== undefined) {
        conclude(m, reaction.operation, isRejected, value);
      }
      return;
    case 'follow':
      settle(m, reaction.promise, isRejected, value);
      return;
    case 'close':
      close(m, reaction.generator, isRejected, value);
      return;
    case 'then': {
      const handler = isRejected ? reaction.rejected : reaction.fulfilled;
      const to = { kind: 'promise', promise: reaction.derived } as const;
      if (isFunction(m, handler) || handler instanceof Unknown) {
        invoke(m, { callee: handler, self: undefined, given: [value], to });
      } else {
        (isRejected ? reject : resolve)(m, reaction.derived, value);
      }
      return;
    }
    case 'resume': {
      const frame = m.state.frame(reaction.frame);
      if (frame === undefined) {
        return;
      }
      m.state.stack.push(frame.id);
      if (isRejected) {
        raise(m, frame, value);
      } else {
        frame.registers[reaction.into] = value;
        jump(frame, reaction.at);
      }
    }
  }
}

/** Runs something beside what is running, on nobody's behalf. */
export function aside(m: Machine, run: () => void): void {
  const { operation, activation, place, state } = m;
  const { stack } = state;
  state.stack = [];
  m.operation = undefined;
  m.activation = undefined;
  run();
  state.stack = stack;
  m.operation = operation;
  m.activation = activation;
  m.place = place;
}
