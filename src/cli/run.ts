import path from 'node:path';

import type { ESLint, Linter } from 'eslint';

import plugin from '../index.js';
import { HELP, parseCommand, type LintCommand } from './arguments.js';
import { lintGroup } from './lint.js';
import { format, summary } from './report.js';
import { Stop } from './stop.js';
import { groupTargets } from './targets.js';

export interface Surroundings {
  readonly cwd: string;
  out(text: string): void;
  err(text: string): void;
}

/** The whole command; answers with the exit code. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<0 | 1 | 2> {
  const { out, err } = surroundings;
  const configs: Record<string, Linter.Config> = plugin.configs;
  try {
    const command = parseCommand(args, Object.keys(configs));
    if (command.kind === 'lint') {
      return await lint(command, configs[command.config] ?? {}, surroundings);
    }
    out(command.kind === 'help' ? HELP : `${plugin.meta.version}\n`);
    return 0;
  } catch (error) {
    err(`eslint-plugin-resilience: ${error instanceof Stop ? error.message : ((error as Error).stack ?? String(error))}\n`);
    return 2;
  }
}

async function lint(command: LintCommand, config: Linter.Config, { cwd, out, err }: Surroundings): Promise<0 | 1 | 2> {
  const groups = groupTargets(command.paths, cwd);
  // By name: a folder and the folder around it share files.
  const linted = new Map<string, ESLint.LintResult>();
  for (const group of groups) {
    for (const result of await lintGroup(group, config, cwd)) {
      linted.set(result.filePath, result);
    }
  }
  const results = [...linted.values()];
  for (const file of groups.flatMap(({ files }) => files).filter((name) => !linted.has(name))) {
    err(`Not linted, ignored or neither JavaScript nor TypeScript: ${path.relative(cwd, file)}\n`);
  }
  if (linted.size === 0) {
    throw new Stop('No file was linted.');
  }
  out(await format(results, command.format, cwd));
  // Only stylish is read by people alone; a line after JSON or HTML would break it.
  (command.format === 'stylish' ? out : err)(summary(results, command.config));
  return results.some(({ errorCount }) => errorCount > 0) ? 1 : 0;
}
