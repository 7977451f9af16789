/** Who has called what runs: the program, or what was brought along to stand for the language and for packages. */
import type { Activation } from './frames.js';
import { PRELUDE, type Machine } from './machine.js';

/** Whether a file stands for the language or for a package. */
export const isBroughtAlong = ({ linker }: Machine, file: string): boolean => file === PRELUDE || linker.isStub(file);

/** Where the program has called what led to a running function; undefined where nothing of the program has. */
export function calledByProgram(m: Machine, activation: Activation | undefined): number | undefined {
  let at = activation;
  while (at?.caller !== undefined && isBroughtAlong(m, at.caller.module.file)) {
    at = at.caller;
  }
  return at?.calledAt;
}
