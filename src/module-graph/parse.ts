import type { ScopeManager } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';

import type { VisitorKeys } from '../ast/nodes.js';
import { isTypeScript } from './files.js';
import { findScopeAnalysis, findTypeScriptParser, type Parser, type ScopeAnalysis } from './toolchain.js';

/** A module as the analysis takes it: the same that ESLint gives for the file that it lints. */
export interface ParsedModule {
  readonly ast: TSESTree.Program;
  readonly scopes: Pick<ScopeManager, 'scopes' | 'getDeclaredVariables'>;
  readonly text: string;
  /** Relative to the project's root, with forward slashes. */
  readonly path: string;
  readonly visitorKeys: VisitorKeys;
}

/** What the config of the file that is being linted says about the language. */
export interface LanguageOptions {
  readonly parser?: Parser | undefined;
  readonly parserOptions?: Readonly<Record<string, unknown>> | undefined;
}

export type Parse = (text: string, name: string) => ParsedModule | undefined;

type SourceType = 'module' | 'commonjs';

/** ESLint's rule tester wraps a parser, and keeps it under this name. */
const WRAPPED = Symbol.for('eslint.RuleTester.parser');

/** What makes a parser slow, or asks for types; and what would be wrong for another file. */
const LEFT_OUT = new Set([
  'project',
  'projectService',
  'EXPERIMENTAL_useProjectService',
  'program',
  'programs',
  'tsconfigRootDir',
  'sourceType',
  'ecmaVersion',
  'filePath',
]);

/** Tokens and comments are for suggestions, and those touch only the file that is being linted. */
const OUTPUT = {
  loc: true,
  range: true,
  tokens: false,
  comment: false,
  eslintVisitorKeys: true,
  eslintScopeManager: true,
};

/** Quiet and without types: versions and projects are the business of whoever lints the file. */
const TYPESCRIPT = {
  loggerFn: false,
  warnOnUnsupportedTypeScriptVersion: false,
  jsDocParsingMode: 'none',
  ecmaFeatures: { jsx: true },
};

const MODULE_SYNTAX = /^[ \t]*(?:import\b[^(.]|export\b)/m;

/** A parser for the modules of a project: the one that the config has, and the TypeScript parser where that one cannot do it. */
export function moduleParser(root: string, { parser: configured, parserOptions = {} }: LanguageOptions): Parse {
  const parser = unwrapped(configured);
  const typescript = lazily(() => (isTypeScriptParser(parser) ? parser : findTypeScriptParser([root])));
  const scopeAnalysis = lazily(() => findScopeAnalysis([root]));
  const options = Object.fromEntries(Object.entries(parserOptions).filter(([key]) => !LEFT_OUT.has(key)));
  return (text, name) => {
    const candidates =
      isTypeScript(name) || !(isPlain(parser) || parser === undefined)
        ? [typescript(), parser]
        : [parser, typescript()];
    for (const candidate of isTypeScript(name) ? candidates.slice(0, 1) : candidates) {
      for (const sourceType of sourceTypes(text, name)) {
        const parsed = candidate && parseAs(candidate, text, name, sourceType, options, scopeAnalysis);
        if (parsed !== undefined) {
          return parsed;
        }
      }
    }
    return undefined;
  };
}

function unwrapped(parser: Parser | undefined): Parser | undefined {
  const inner = (parser as { [WRAPPED]?: Parser } | undefined)?.[WRAPPED];
  return inner ?? parser;
}

const isTypeScriptParser = (parser: Parser | undefined): boolean => parser?.meta?.name === 'typescript-eslint/parser';

/** Parsers of whole scripts. Those of components find scripts in other languages, and may not take a script that stands alone. */
const isPlain = (parser: Parser | undefined): boolean =>
  parser?.name === 'espree' || isTypeScriptParser(parser) || /^@?babel[/-]eslint/.test(parser?.meta?.name ?? '');

/** How a file may have been meant, the likelier first. */
function sourceTypes(text: string, name: string): readonly SourceType[] {
  if (/\.[cm][jt]s$/.test(name)) {
    return /\.c[jt]s$/.test(name) && !MODULE_SYNTAX.test(text) ? ['commonjs'] : ['module'];
  }
  return MODULE_SYNTAX.test(text) || isTypeScript(name) ? ['module', 'commonjs'] : ['commonjs', 'module'];
}

/** Without the byte order mark, as ESLint does it, so that positions are the same. */
export const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

function parseAs(
  parser: Parser,
  source: string,
  name: string,
  sourceType: SourceType,
  options: object,
  scopeAnalysis: () => ScopeAnalysis | undefined,
): ParsedModule | undefined {
  const text = withoutMark(source);
  const parsable = text.replace(/^#!/, '//');
  const own = isTypeScriptParser(parser)
    ? TYPESCRIPT
    : { ...options, ecmaFeatures: { jsx: true, globalReturn: sourceType === 'commonjs' } };
  const settings = { ...own, ...OUTPUT, ecmaVersion: 'latest', sourceType, filePath: name };
  try {
    const result = parser.parseForESLint?.(parsable, settings) ?? { ast: parser.parse?.(parsable, settings) };
    const visitorKeys = (('visitorKeys' in result ? result.visitorKeys : undefined) ?? parser.VisitorKeys) as
      VisitorKeys | undefined;
    const scopes =
      ('scopeManager' in result ? result.scopeManager : undefined) ??
      scopesOf(result.ast, sourceType, visitorKeys, scopeAnalysis());
    if (result.ast === undefined || scopes === undefined || scopes === null || visitorKeys === undefined) {
      return undefined;
    }
    return {
      ast: result.ast as TSESTree.Program,
      scopes: scopes as ParsedModule['scopes'],
      text,
      path: name,
      visitorKeys,
    };
  } catch {
    return undefined;
  }
}

function scopesOf(
  ast: unknown,
  sourceType: SourceType,
  childVisitorKeys: VisitorKeys | undefined,
  analysis: ScopeAnalysis | undefined,
): unknown {
  return analysis?.analyze(ast, {
    ignoreEval: true,
    nodejsScope: sourceType === 'commonjs',
    ecmaVersion: 2025,
    sourceType,
    childVisitorKeys,
    fallback: 'none',
  });
}

function lazily<Value>(compute: () => Value): () => Value {
  let found: { readonly value: Value } | undefined;
  return () => (found ??= { value: compute() }).value;
}
