import { readdirSync } from 'node:fs';
import path from 'node:path';

import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';

import { boot } from '../../src/machine/boot.js';
import { exportOf } from '../../src/machine/imports.js';
import { Machine, PRELUDE } from '../../src/machine/machine.js';
import { OUTSIDE } from '../../src/circuits/outside.js';
import { describe as told } from '../../src/machine/values.js';
import type { LibraryModel } from '../../src/models/model.js';
import { LIBRARY_MODELS, modelsWith, type Models } from '../../src/models/registry.js';
import { moduleGraph } from '../../src/module-graph/graph.js';
import { Program } from '../../src/program/program.js';
import { READER } from '../../src/program/reader.js';
import { lowered } from '../support/programs.js';
import { project, write } from '../support/project.js';
import { read, ROOT } from '../support/sources.js';

const MAIN = 'src/main.ts';

interface Opened {
  readonly root: string;
  readonly program: Program;
  /** What `main.ts` exports under a name, once all of it has run. */
  exported(name: string): string;
}

/** The program around `src/main.ts` in a folder of files. */
function opened(text: string, files: Readonly<Record<string, unknown>> = {}, models: Models = LIBRARY_MODELS): Opened {
  const root = project(files);
  const graph = moduleGraph({ root, languageOptions: { parser } }, READER);
  const program = new Program(lowered(MAIN, text), { graph, models });
  return {
    root,
    program,
    exported(name) {
      const m = new Machine({ linker: program, outside: OUTSIDE, decide: () => true, budget: 1_000_000 });
      const instance = boot(m, MAIN);
      return instance === undefined ? 'no module' : told(exportOf(m, instance, name));
    },
  };
}

/** An installed package. */
const installed = (name: string, version: string): Readonly<Record<string, unknown>> => ({
  [`node_modules/${name}/package.json`]: { name, version, main: 'index.js' },
  [`node_modules/${name}/index.js`]: 'export const secret = 1;',
});

describe('modules of the project', () => {
  it('are linked by what they export', () => {
    const { program, exported } = opened(
      `import { limit } from './limits.js'; import again, { nested } from './more/index.js'; export const sum = limit + nested + again;`,
      {
        'src/limits.ts': 'export const limit = 3;',
        'src/more/index.ts': `import { limit } from '../limits'; export const nested = limit * 10; export default 100;`,
      },
    );
    expect(program.meaningOf('./limits.js', MAIN)).toEqual({ kind: 'module', file: 'src/limits.ts' });
    expect(program.meaningOf('../limits', 'src/more/index.ts')).toEqual({ kind: 'module', file: 'src/limits.ts' });
    expect(exported('sum')).toBe('133');
  });

  it('are known once somebody imports them', () => {
    const { program } = opened('', { 'src/limits.ts': 'export const limit = 3;' });
    expect(program.module('src/limits.ts')).toBeUndefined();
    program.meaningOf('./limits', MAIN);
    expect(program.module('src/limits.ts')?.exports).toEqual(new Map([['limit', 'limit']]));
    expect(program.isStub('src/limits.ts')).toBe(false);
  });

  it('are unknown where there is no file, or none that parses', () => {
    const { program, exported } = opened(`import { limit } from './missing'; export const value = limit;`, {
      'src/broken.ts': 'export const = ;',
    });
    expect(program.meaningOf('./missing', MAIN)).toEqual({ kind: 'unknown' });
    expect(program.meaningOf('./broken', MAIN)).toEqual({ kind: 'unknown' });
    expect(exported('value')).toBe('?package:./missing.limit');
  });

  it('are unknown where no other file is looked at', () => {
    const program = new Program(lowered(MAIN, ''), { graph: undefined, models: LIBRARY_MODELS });
    expect(program.meaningOf('./limits', MAIN)).toEqual({ kind: 'unknown' });
    expect(program.module(MAIN)?.file).toBe(MAIN);
    expect(program.module('src/limits.ts')).toBeUndefined();
  });

  it('may import each other in a circle', () => {
    const { program, exported } = opened(
      `import { twice } from './twice.js'; export const one = 1; export const two = () => twice(); export const text = typeof two;`,
      {
        'src/main.ts': 'export const one = 1000;',
        'src/twice.ts': `import { one } from './main.js'; export const twice = () => one * 2; export const early = one;`,
      },
    );
    expect(exported('text')).toBe('"function"');
    expect(program.meaningOf('./main.js', 'src/twice.ts')).toEqual({ kind: 'module', file: MAIN });
  });
});

describe('the linted text', () => {
  it('comes before that of the disk', () => {
    const { program, exported } = opened(
      `import { read } from './reader.js'; export const limit = 3; export const value = read();`,
      {
        'src/main.ts': 'export const limit = 1000;',
        'src/reader.ts': `import { limit } from './main.js'; export const read = () => limit;`,
      },
    );
    program.meaningOf('./main.js', 'src/reader.ts');
    expect(program.module(MAIN)?.exports).toEqual(
      new Map([
        ['limit', 'limit'],
        ['value', 'value'],
      ]),
    );
    expect(exported('value')).toBe('3');
  });
});

describe('what was answered once', () => {
  it('stays so, although the file is written meanwhile', () => {
    const { root, program } = opened('');
    expect(program.meaningOf('./late', MAIN)).toEqual({ kind: 'unknown' });
    write(path.join(root, 'src'), { 'late.ts': 'export const late = 1;' });
    expect(program.meaningOf('./late', MAIN)).toEqual({ kind: 'unknown' });
  });
});

describe('packages', () => {
  it('that are described are their stub', () => {
    const { program } = opened('');
    expect(program.meaningOf('opossum', MAIN)).toEqual({
      kind: 'library',
      file: 'stub:library.js',
      library: { name: 'opossum@', model: LIBRARY_MODELS.modelOf('opossum'), subpath: undefined },
    });
    expect(program.isStub('stub:library.js')).toBe(true);
  });

  it('are described as of the version that is installed', () => {
    const { program } = opened('', installed('p-retry', '4.6.2'));
    const meaning = program.meaningOf('p-retry', MAIN);
    expect(meaning).toEqual({
      kind: 'library',
      file: 'stub:library.js',
      library: { name: 'p-retry@4.6.2', model: LIBRARY_MODELS.modelOf('p-retry', '4.6.2'), subpath: undefined },
    });
  });

  it('have parts', () => {
    const { program } = opened('');
    const model = LIBRARY_MODELS.modelOf('effect');
    const part = Object.keys(model?.subpaths ?? {})[0] ?? '';
    expect(program.meaningOf(`effect${part.slice(1)}`, MAIN)).toEqual({
      kind: 'library',
      file: 'stub:library.js',
      library: { name: `effect${part.slice(1)}@`, model, subpath: part },
    });
    expect(program.meaningOf('effect/NoSuchPart', MAIN)).toEqual({ kind: 'unknown' });
  });

  it('that nobody describes are unknown, although they are installed', () => {
    const { program, exported } = opened(
      `import { secret } from 'left-pad'; export { secret };`,
      installed('left-pad', '1.0.0'),
    );
    expect(program.meaningOf('left-pad', MAIN)).toEqual({ kind: 'unknown' });
    expect(exported('secret')).toBe('?package:left-pad.secret');
  });
});

describe('what a project says of its own modules', () => {
  const described = (name: string, versions = '*'): LibraryModel => ({
    ...(LIBRARY_MODELS.modelOf('p-retry', '7.1.1') as LibraryModel),
    package: name,
    versions,
  });

  it('describes a module by its specifier, although there is a file', () => {
    const own = modelsWith([described('@app/retry')]);
    const { program } = opened('', installed('@app/retry', '1.0.0'), own);
    expect(program.meaningOf('@app/retry', MAIN)).toEqual({
      kind: 'library',
      file: 'stub:library.js',
      library: { name: '@app/retry@1.0.0', model: own.modelOf('@app/retry'), subpath: undefined },
    });
  });

  it('describes a part of a package by the whole specifier', () => {
    const own = modelsWith([described('@app/lib/retry')]);
    const { program } = opened('', {}, own);
    expect(program.meaningOf('@app/lib/retry', MAIN)).toEqual({
      kind: 'library',
      file: 'stub:library.js',
      library: { name: '@app/lib/retry@', model: own.modelOf('@app/lib/retry'), subpath: undefined },
    });
    expect(program.meaningOf('@app/lib', MAIN)).toEqual({ kind: 'unknown' });
  });

  it('says nothing of a version that it does not speak of', () => {
    const own = modelsWith([described('@app/retry', '>=2')]);
    const { program } = opened('', installed('@app/retry', '1.0.0'), own);
    expect(program.meaningOf('@app/retry', MAIN).kind).not.toBe('library');
  });
});

describe('programs that were brought along', () => {
  it('are the prelude and the stubs, each lowered once', () => {
    const { program } = opened('');
    expect(program.module(PRELUDE)?.exports.has('Promise_all')).toBe(true);
    expect(program.module(PRELUDE)).toBe(program.module(PRELUDE));
    expect(program.module('stub:library.js')?.exports.has('library')).toBe(true);
    expect(program.module('stub:no-such-program.js')).toBeUndefined();
  });

  it('import each other by their file names, whatever a project has under them', () => {
    const { program } = opened('', { 'src/errors.ts': 'export const errors = 1;' });
    expect(program.meaningOf('./errors.js', 'stub:breaker.js')).toEqual({ kind: 'module', file: 'stub:errors.js' });
    expect(program.meaningOf('./errors.js', MAIN)).toEqual({ kind: 'module', file: 'src/errors.ts' });
  });

  it('import nothing that was not brought along, and all that they name', () => {
    const { program } = opened('');
    const seen = new Set(['stub:library.js']);
    for (const file of seen) {
      const imports = program.module(file)?.imports ?? [];
      const missing = imports.flatMap(({ from, name }) => {
        const meaning = program.meaningOf(from, file);
        const next = meaning.kind === 'module' ? meaning.file : '';
        seen.add(next);
        return program.module(next)?.exports.has(name) === true ? [] : [`${file}: ${name} of ${from}`];
      });
      expect(missing).toEqual([]);
    }
    expect(seen.size).toBeGreaterThan(10);
  });

  it('are what their sources are lowered to, infinite numbers too', () => {
    const { program } = opened('');
    for (const file of readdirSync(path.join(ROOT, 'src/models/stubs'))) {
      const { functions } = lowered(`stub:${file}`, read(`src/models/stubs/${file}`));
      expect(program.module(`stub:${file}`)?.functions).toEqual(functions);
    }
  });
});
