import path from 'node:path';

import type { ESLint, Linter } from 'eslint';

import plugin from '../index.js';
import { findTypeScriptParser } from '../module-graph/toolchain.js';
import { Stop } from './stop.js';
import type { TargetGroup } from './targets.js';
import { findEslint } from './toolchain.js';

const JAVASCRIPT = ['**/*.js', '**/*.mjs', '**/*.cjs', '**/*.jsx'];
const TYPESCRIPT = ['**/*.ts', '**/*.mts', '**/*.cts', '**/*.tsx'];
const IGNORED = ['**/dist/', '**/coverage/', '**/*.min.js', '**/*.min.mjs', '**/*.min.cjs'];

const PREFIX = `${plugin.meta.namespace}/`;

/** A group, linted with nothing but our rules. */
export interface LintedGroup {
  readonly results: readonly ESLint.LintResult[];
  /** What would be found if the file had this text. */
  lintText(text: string, file: string): Promise<ESLint.LintResult>;
}

/** Lints one group; stops where ESLint has no file to lint. */
export async function lintGroup(
  { root, patterns }: TargetGroup,
  config: Linter.Config,
  cwd: string,
): Promise<LintedGroup> {
  const folders = [root, cwd];
  const Eslint = findEslint(folders);
  const parser = findTypeScriptParser<Linter.Parser>(folders);
  const unparsed: string[] = [];
  const eslint = new Eslint({
    cwd: root,
    overrideConfigFile: true,
    warnIgnored: false,
    overrideConfig: overrideConfig(config, parser ?? refusing(unparsed)),
  });
  const results = await eslint.lintFiles(patterns).catch((error: unknown) => {
    throw explained(error, cwd);
  });
  if (unparsed.length > 0) {
    const files = unparsed.length === 1 ? '1 TypeScript file needs' : `${unparsed.length} TypeScript files need`;
    throw new Stop(
      `${files} a parser, e.g. ${path.relative(cwd, unparsed[0] ?? '')}. ` +
        'Install it in the project: npm install --save-dev @typescript-eslint/parser typescript',
    );
  }
  return {
    results: results.map(ownResult),
    lintText: async (text, filePath) => {
      const [result] = await eslint.lintText(text, { filePath });
      if (result === undefined) {
        throw new Error(`ESLint no longer lints ${filePath}.`);
      }
      return ownResult(result);
    },
  };
}

function overrideConfig(config: Linter.Config, parser: Linter.Parser): Linter.Config[] {
  return [
    { ignores: IGNORED },
    {
      ...config,
      files: [...JAVASCRIPT, ...TYPESCRIPT],
      // The project's own linter judges its directives; here every rule of theirs is unknown or off.
      linterOptions: { reportUnusedDisableDirectives: 'off', reportUnusedInlineConfigs: 'off' },
    },
    { files: JAVASCRIPT, languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } },
    { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
    { files: TYPESCRIPT, languageOptions: { parser, parserOptions: { warnOnUnsupportedTypeScriptVersion: false } } },
  ];
}

/** Stands in for the missing parser, so that ESLint itself says which TypeScript files would have been linted. */
function refusing(unparsed: string[]): Linter.Parser {
  return {
    parseForESLint(_text: string, options?: { filePath?: string }) {
      unparsed.push(options?.filePath ?? '');
      throw new Error('No TypeScript parser.');
    },
  };
}

/** ESLint's two ways to say "no files", in our words. */
function explained(error: unknown, cwd: string): unknown {
  const { messageTemplate, messageData } = error as { messageTemplate?: string; messageData?: { pattern?: string } };
  const pattern = path.relative(cwd, messageData?.pattern ?? '') || '.';
  if (messageTemplate === 'file-not-found') {
    return new Stop(`No JavaScript or TypeScript file found: ${pattern}`);
  }
  if (messageTemplate === 'all-matched-files-ignored') {
    return new Stop(`Nothing to lint, every file is ignored or neither JavaScript nor TypeScript: ${pattern}`);
  }
  return error;
}

/** The result without what comments in the file provoke: rules that only the project's own config knows, or turns on. */
function ownResult(result: ESLint.LintResult): ESLint.LintResult {
  const isOwn = ({ ruleId, fatal }: Linter.LintMessage): boolean =>
    fatal === true || ruleId?.startsWith(PREFIX) === true;
  const messages = result.messages.filter(isOwn);
  const count = (matches: (message: Linter.LintMessage) => boolean): number => messages.filter(matches).length;
  return {
    ...result,
    messages,
    suppressedMessages: result.suppressedMessages.filter(isOwn),
    errorCount: count(({ severity }) => severity === 2),
    warningCount: count(({ severity }) => severity === 1),
    fatalErrorCount: count(({ fatal }) => fatal === true),
    fixableErrorCount: 0,
    fixableWarningCount: 0,
  };
}
