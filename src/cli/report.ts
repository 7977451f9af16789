import type { ESLint, Rule } from 'eslint';

import plugin from '../index.js';
import type { Applied } from './fix-suggestions.js';
import { Stop } from './stop.js';
import { findEslint } from './toolchain.js';

/** The results as ESLint's formatter prints them. */
export async function format(results: ESLint.LintResult[], name: string, cwd: string): Promise<string> {
  const Eslint = findEslint([cwd]);
  // A formatter asks ESLint about the rules in the results, and ESLint knows only results of its own; ours may come from several.
  class Formatting extends Eslint {
    override getRulesMetaForResults(): Record<string, Rule.RuleMetaData> {
      return Object.fromEntries(
        Object.entries(plugin.rules).map(([rule, { meta }]) => [
          `${plugin.meta.namespace}/${rule}`,
          meta as Rule.RuleMetaData,
        ]),
      );
    }
  }
  const eslint = new Formatting({ cwd, overrideConfigFile: true });
  const formatter = await eslint.loadFormatter(name).catch((error: unknown) => {
    throw new Stop(`No formatter "${name}": ${(error as Error).message.split('\n')[0]}`);
  });
  return formatter.format(results);
}

/** One line that says what was looked at, so that silence is never mistaken for a look at nothing. */
export function summary(results: readonly ESLint.LintResult[], config: string): string {
  const files = results.length === 1 ? '1 file' : `${results.length} files`;
  const problems = results.reduce((sum, { errorCount, warningCount }) => sum + errorCount + warningCount, 0);
  const count = problems === 0 ? 'No problems' : problems === 1 ? '1 problem' : `${problems} problems`;
  return `${count}; ${files} linted with the ${config} rules.\n`;
}

/** What was changed in one file: the suggestions, in the order in which they were applied. */
export function changes(file: string, applied: readonly Applied[]): string {
  const lines = applied.map(({ rule, imperative }) => `  ${imperative}  ${rule}\n`);
  return `${file}: ${applied.length === 1 ? '1 suggestion' : `${applied.length} suggestions`} applied\n${lines.join('')}`;
}
