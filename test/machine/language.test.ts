/** The machine as an interpreter: whatever a program logs in Node, it logs on the machine, in the same order. */
import { describe, expect, it } from 'vitest';

import { runInNode, runOnMachine, topics } from './programs.js';
import { RandomProgram } from './random-programs.js';

/** Topics that are read by both parsers: what they are about is in the syntax, not in the functions of the language. */
const SYNTAX = new Set(['await', 'classes', 'functions', 'generators', 'modules']);

/** What random programs call of the outside world. */
const OUTSIDE = `const here = () => {};
const service = (n) => new Promise((resolve, reject) => setTimeout(() => (n % 2 ? reject : resolve)(n), 5));
`;

const random = {
  name: 'random programs',
  programs: Array.from({ length: 60 }, (_, seed) => ({
    name: `seed ${seed}`,
    files: { 'main.js': `${OUTSIDE}${new RandomProgram(seed).text}main();\n` },
  })),
};

const all = [...topics(), random];
const programs = all.flatMap((topic) => topic.programs);
const expected = runInNode(programs);
const logged = new Map(programs.map((program, index) => [program, expected[index] ?? []]));

describe.each(all)('$name', ({ name: topic, programs: own }) => {
  it.each(own)('$name', (program) => {
    expect(logged.get(program)).not.toEqual([]);
    for (const parser of SYNTAX.has(topic) ? (['typescript', 'espree'] as const) : (['typescript'] as const)) {
      expect(runOnMachine(program, parser)).toEqual(logged.get(program));
    }
  });
});
