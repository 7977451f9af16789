import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { EXAMPLES } from './examples.js';

const { devDependencies } = createRequire(import.meta.url)('../../package.json') as {
  devDependencies: Record<string, string>;
};
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = fileURLToPath(EXAMPLES);
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));

/** Each adapter has the name of its library, and is compiled and run where that library is installed. */
const ADAPTERS = ['cockatiel', 'opossum'];
const available = files.filter(
  (file) => !ADAPTERS.includes(basename(file, '.ts')) || basename(file, '.ts') in devDependencies,
);

function compile(texts: ReadonlyMap<string, string>): string[] {
  const { options, errors } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(`${FOLDER}tsconfig.json`, ts.sys.readFile).config,
    ts.sys,
    FOLDER,
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  const program = ts.createProgram({
    rootNames: [...available.map((file) => FOLDER + file), ...texts.keys()],
    options,
    host,
  });
  return [...errors, ...ts.getPreEmitDiagnostics(program)].map(
    ({ file, messageText }) =>
      `${file?.fileName.slice(ROOT.length) ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
  );
}

describe('the examples', () => {
  it('compile under the strict options of this project, importing the types by the name of the package', () => {
    expect(compile(new Map())).toEqual([]);
  }, 120_000);

  it('have the shapes that the simulations use', () => {
    const interfaces: Record<string, string> = {
      'resilient-call.ts': 'ResilientCallExample',
      'threshold-policy.ts': 'ThresholdPolicyExample',
      'cockatiel.ts': 'CockatielExample',
      'opossum.ts': 'OpossumExample',
    };
    expect(Object.keys(interfaces).sort()).toEqual([...files].sort());
    const lines = available.map(
      (file) =>
        `export type T${available.indexOf(file)} = Check<typeof import('../../docs/examples/policy/${file.replace(/ts$/, 'js')}'), ${interfaces[file] ?? 'never'}>;`,
    );
    const text = [
      `import type { ${Object.values(interfaces).join(', ')} } from './examples.js';`,
      'type Check<Module extends Shape, Shape> = [Module, Shape];',
      `export type Used = [${Object.values(interfaces).join(', ')}];`,
      ...lines,
    ].join('\n');
    expect(compile(new Map([[`${ROOT}test/policy/shapes.ts`, text]]))).toEqual([]);
  }, 120_000);

  it('import nothing at run time but the library that they are about', () => {
    for (const file of files) {
      const { importedFiles } = ts.preProcessFile(
        ts.transpileModule(readFileSync(FOLDER + file, 'utf8'), {
          compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
        }).outputText,
      );
      expect(importedFiles.map(({ fileName }) => fileName)).toEqual(
        ADAPTERS.filter((library) => file === `${library}.ts`),
      );
    }
  });
});
