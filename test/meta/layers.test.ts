import { describe, expect, it } from 'vitest';

import { roomOf, violations, type Layers } from '../support/rooms.js';
import { filesIn, read } from '../support/sources.js';

const layers = JSON.parse(read('src/layers.json')) as Layers;
const sources = [...filesIn('src', '.ts'), ...filesIn('rules', '.ts')];

describe('the import matrix', () => {
  it('sees the sources', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources).toContain('src/index.ts');
  });

  it('is kept by every file', () => {
    expect(sources.flatMap((file) => violations(file, read(file), layers))).toEqual([]);
  });

  it('names only rooms that it has', () => {
    const rooms = Object.keys(layers.rooms);
    const named = [
      ...Object.values(layers.rooms).flatMap(({ may }) => may),
      ...Object.entries(layers.typesOnly).flatMap(([room, others]) => [room, ...others]),
      ...layers.apart,
    ];
    expect(named.filter((room) => !rooms.includes(room))).toEqual([]);
  });

  it('allows no circle of rooms', () => {
    const reach = (room: string, seen: Set<string>): Set<string> => {
      for (const next of layers.rooms[room]?.may ?? []) {
        if (!seen.has(next)) {
          reach(next, seen.add(next));
        }
      }
      return seen;
    };
    expect(Object.keys(layers.rooms).filter((room) => reach(room, new Set()).has(room))).toEqual([]);
  });
});

describe('the check itself', () => {
  it.each([
    [
      'a rule that imports a model',
      'rules/a.ts',
      "import { x } from '../src/models/x.js';",
      'may not import src/models',
    ],
    ['a rule that imports its neighbour', 'rules/a.ts', "import b from './b.js';", 'imports its neighbour rules/b.ts'],
    [
      'a rule that runs the analysis',
      'rules/a.ts',
      "import { x } from '../src/analysis/facts.js';",
      'may import only types',
    ],
    ['an upward import', 'src/analysis/a.ts', "import '../../rules/a.js';", 'may not import rules'],
    [
      'an upward import of a type',
      'src/models/a.ts',
      "import type { X } from '../analysis/facts.js';",
      'may not import src/analysis',
    ],
    [
      'an upward import() expression',
      'src/ast/a.ts',
      "const x = await import('../index.js');",
      'may not import src/index.ts',
    ],
    ['an upward require()', 'src/ast/a.ts', "const x = require('../index.js');", 'may not import src/index.ts'],
    ['an upward import() type', 'src/ast/a.ts', "type X = import('../index.js').X;", 'may not import src/index.ts'],
    ['an upward re-export', 'src/ast/a.ts', "export { x } from '../index.js';", 'may not import src/index.ts'],
    [
      'a package at run time',
      'src/create-rule.ts',
      "import { Linter } from 'eslint';",
      'needs the package eslint at run time',
    ],
    ['a folder that is no room', 'src/other/a.ts', '', 'stands in no room'],
    ['an import of a folder that is no room', 'src/index.ts', "import './other/a.js';", 'which stands in no room'],
  ])('finds %s', (_, file, code, sentence) => {
    expect(violations(file, code, layers)).toEqual([expect.stringContaining(sentence)]);
  });

  it('allows types of packages, and a room its own files', () => {
    expect(
      violations('src/analysis/a.ts', "import type { ESLint } from 'eslint'; import { x } from './b.js';", layers),
    ).toEqual([]);
  });

  it('takes a room for a folder, not for the beginning of a name', () => {
    expect(roomOf('src/astonishing/a.ts', layers)).toBeUndefined();
  });
});
