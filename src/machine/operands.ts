/** What has to run before an instruction can: spread values that are iterated by code, and objects that say by code what they are. */
import type { Item, Register } from '../ir/ir.js';
import { invoke } from './calls.js';
import { conversionOf, type Hint } from './conversions.js';
import { into, type Frame } from './frames.js';
import { listOf } from './iterators.js';
import type { Machine } from './machine.js';
import type { Value } from './values.js';

/** Goes on with an instruction of a frame, which is then that of the present state. True: other code runs now than before. */
type GoOn = (values: Value[], frame: Frame) => boolean;

/**
 * Collects arguments, or the items of an array, with what is spread among them, and goes on. What is iterated by code is iterated first;
 * what it throws is thrown at the instruction, whose register is `register`.
 */
export function collect(m: Machine, frame: Frame, items: readonly Item[], register: Register, goOn: GoOn): boolean {
  const { registers } = frame;
  const values: Value[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const { value, isSpread } = items[index] as Item;
    if (!isSpread) {
      values.push(registers[value]);
      continue;
    }
    const list = listOf(m, registers[value]);
    if (list === undefined) {
      const others = items.slice(index + 1);
      return collectByCode(m, frame, registers[value], register, (given, now) =>
        collect(m, now, others, register, (rest, then) => goOn([...values, ...given, ...rest], then)),
      );
    }
    for (const item of list) {
      values.push(item);
    }
  }
  return goOn(values, frame);
}

function collectByCode(m: Machine, frame: Frame, value: Value, register: Register, goOn: GoOn): boolean {
  const next = (list: Value): boolean => {
    const now = m.state.frame(frame.id);
    return now === undefined || goOn([...(m.state.of(list, 'array')?.items ?? [])], now);
  };
  const to = { kind: 'step', next, errors: into(frame, register) } as const;
  return invoke(m, { callee: m.prelude('Array.taken'), self: undefined, given: [value], to });
}

interface Operands {
  readonly operands: Value[];
  readonly hint: Hint;
  readonly register: Register;
}

/** Converts those operands that are objects which say by code what they are, and goes on. */
export function convert(
  m: Machine,
  frame: Frame,
  { operands, hint, register }: Operands,
  goOn: GoOn,
  from = 0,
): boolean {
  for (let index = from; index < operands.length; index += 1) {
    const conversion = conversionOf(m, operands[index], hint);
    if (conversion !== undefined) {
      const next = (value: Value): boolean => {
        const now = m.state.frame(frame.id);
        const converted = operands.with(index, value);
        return now === undefined || convert(m, now, { operands: converted, hint, register }, goOn, index + 1);
      };
      return invoke(m, { ...conversion, to: { kind: 'step', next, errors: into(frame, register) } });
    }
  }
  return goOn(operands, frame);
}
