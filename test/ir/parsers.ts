/** The two parsers that files are linted with, each with its own analysis of scopes. */
import * as typescriptParser from '@typescript-eslint/parser';
import type { ScopeManager } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import { Linter } from 'eslint';

/** It parses for `espree`, as it does for a rule. */
const linter = new Linter();

export type ParserName = 'typescript' | 'espree';

export interface Parsed {
  readonly ast: TSESTree.Program;
  readonly scopeManager: ScopeManager;
}

export interface ParseOptions {
  readonly sourceType?: 'module' | 'commonjs' | 'script';
  readonly jsx?: boolean;
}

export function parseWith(parser: ParserName, text: string, options: ParseOptions = {}): Parsed {
  const { sourceType = 'module', jsx = false } = options;
  if (parser === 'typescript') {
    const { ast, scopeManager } = typescriptParser.parseForESLint(text, {
      range: true,
      loc: true,
      sourceType: sourceType === 'commonjs' ? 'script' : sourceType,
      ecmaFeatures: { jsx, globalReturn: sourceType === 'commonjs' },
      jsDocParsingMode: 'none',
    });
    return { ast, scopeManager: scopeManager as unknown as ScopeManager };
  }
  const [problem] = linter.verify(text, {
    languageOptions: { sourceType, parserOptions: { ecmaFeatures: { jsx } } },
  });
  if (problem !== undefined) {
    throw new SyntaxError(problem.message);
  }
  const { ast, scopeManager } = linter.getSourceCode();
  return { ast: ast as unknown as TSESTree.Program, scopeManager: scopeManager as unknown as ScopeManager };
}
