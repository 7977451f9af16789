import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const POLICY = fileURLToPath(new URL('../../src/policy/policy.ts', import.meta.url));

/** The compiler makes a few guesses per program, and only says more where it does. */
const GUESS = /\. Did you mean .*$/;

/**
 * The errors of `tsc --strict` in each text, by name of the text. All texts are one program, each a module of its own.
 *
 * Messages only, without positions: an edit moves code, and what counts is whether it adds an error.
 */
export function typeErrors(texts: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const root = fileURLToPath(new URL('./virtual/', import.meta.url));
  const paths = new Map([...texts].map(([name, text]) => [root + name, text]));
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    types: ['node'],
    paths: { 'eslint-plugin-resilience/policy': [POLICY] },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => paths.has(file) || fileExists.call(host, file);
  host.readFile = (file) => paths.get(file) ?? readFile.call(host, file);
  host.getSourceFile = (file, ...rest) => {
    const text = paths.get(file);
    return text === undefined
      ? getSourceFile.call(host, file, ...rest)
      : ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram([...paths.keys()], options, host);
  return new Map(
    [...texts.keys()].map((name) => {
      const file = program.getSourceFile(root + name);
      const diagnostics =
        file === undefined ? [] : [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return [
        name,
        diagnostics
          .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ').replace(GUESS, '.'))
          .sort(),
      ];
    }),
  );
}
