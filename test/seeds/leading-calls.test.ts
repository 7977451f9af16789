import { describe, expect, it } from 'vitest';

import { leadingCalls } from './leading-calls.js';

const lines = (code: string, line: number): number[] => [...leadingCalls(code, 'a.ts', line)].sort((a, b) => a - b);

describe('leadingCalls', () => {
  it('names the calls of the method around the line', () => {
    expect(lines('class A {\n  run() {\n    this.#end();\n  }\n  #end() {\n    this.n = 0;\n  }\n}', 6)).toEqual([3]);
  });

  it('names the calls of functions in variables, and one more call above', () => {
    expect(lines('const end = () => {\n  n = 0;\n};\nfunction run() {\n  end();\n}\nrun();', 2)).toEqual([5, 7]);
  });

  it('takes the call that receives a function without a name as its call', () => {
    expect(lines('function end() {\n  n = 0;\n}\ncall()\n  .then(\n    () => {\n      end();\n    });', 2)).toEqual([
      4, 7,
    ]);
  });

  it('goes no further than two calls', () => {
    expect(lines('function a() {\n  n = 0;\n}\nfunction b() {\n  a();\n}\nfunction c() {\n  b();\n}\nc();', 2)).toEqual(
      [5, 8],
    );
  });

  it('finds nothing for a line outside every function', () => {
    expect(lines('const n = 0;\nrun();', 1)).toEqual([]);
  });
});
