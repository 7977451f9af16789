/** The machine as an interpreter: whatever a program logs in Node, it logs on the machine, in the same order. */
import { describe, expect, it } from 'vitest';

import { runInNode, runOnMachine, topics } from './programs.js';

const all = topics();
const expected = runInNode(all.flatMap(({ programs }) => programs));
const logged = new Map(
  all.flatMap(({ programs }) => programs).map((program, index) => [program, expected[index] ?? []]),
);

describe.each(all)('$name', ({ programs }) => {
  it.each(programs)('$name', (program) => {
    expect(logged.get(program)).not.toEqual([]);
    expect(runOnMachine(program, 'typescript')).toEqual(logged.get(program));
  });
});
