import path from 'node:path';

import type { ESLint, Linter } from 'eslint';

import plugin from '../index.js';
import { HELP, parseCommand, type LintCommand } from './arguments.js';
import { applySuggestions, type Applied } from './fix-suggestions.js';
import { refuseUncommitted, refuseUnseen } from './guard.js';
import { init } from './init.js';
import { lintGroup, type LintedGroup } from './lint.js';
import { changes, format, summary } from './report.js';
import { readSource } from './source-file.js';
import { Stop } from './stop.js';
import { groupTargets, type TargetGroup } from './targets.js';

export interface Surroundings {
  readonly cwd: string;
  out(text: string): void;
  err(text: string): void;
}

/** The whole command; answers with the exit code. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<0 | 1 | 2> {
  const { cwd, out, err } = surroundings;
  const configs: Record<string, Linter.Config> = plugin.configs;
  try {
    const command = parseCommand(args, Object.keys(configs));
    switch (command.kind) {
      case 'lint':
        return await lint(command, configs[command.config] ?? {}, surroundings);
      case 'init':
        out(init(command.file, cwd));
        return 0;
      default:
        out(command.kind === 'help' ? HELP : `${plugin.meta.version}\n`);
        return 0;
    }
  } catch (error) {
    err(
      `eslint-plugin-resilience: ${error instanceof Stop ? error.message : ((error as Error).stack ?? String(error))}\n`,
    );
    return 2;
  }
}

async function lint(command: LintCommand, rules: Linter.Config, surroundings: Surroundings): Promise<0 | 1 | 2> {
  const { cwd, out, err } = surroundings;
  const groups = groupTargets(command.paths, cwd);
  if (command.fix?.force === false) {
    groups.forEach(({ root }) => refuseUncommitted(root));
  }
  // By name: a folder and the folder around it share files.
  const linted = new Map<string, Linted>();
  for (const group of groups) {
    const config =
      command.policy === undefined
        ? rules
        : { ...rules, settings: { resilience: { policy: { module: policyFor(command.policy, group, cwd) } } } };
    const found = await lintGroup(group, config, cwd);
    for (const result of found.results) {
      linted.set(result.filePath, { result, group: found, root: group.root });
    }
  }
  for (const file of groups.flatMap(({ files }) => files).filter((name) => !linted.has(name))) {
    err(`Not linted, ignored or neither JavaScript nor TypeScript: ${path.relative(cwd, file)}\n`);
  }
  if (linted.size === 0) {
    throw new Stop('No file was linted.');
  }
  if (command.fix?.force === false) {
    const changed = [...linted.values()].filter(({ result }) => hasSuggestions(result));
    refuseUnseen(
      changed.map(({ result, root }) => ({ file: result.filePath, root })),
      cwd,
    );
  }
  // Only stylish is read by people alone; a line after JSON or HTML would break it.
  const say = command.format === 'stylish' ? out : err;
  const results: ESLint.LintResult[] = [];
  let failed = false;
  for (const { result, group } of linted.values()) {
    const settled = command.fix === undefined ? undefined : await fixFile(result, group, cwd);
    results.push(settled?.result ?? result);
    if (settled?.problem !== undefined) {
      err(settled.problem);
      failed = true;
    } else if (settled !== undefined) {
      say(changes(path.relative(cwd, result.filePath), settled.applied));
    }
  }
  out(await format(results, command.format, cwd));
  say(summary(results, command.config));
  return failed ? 2 : results.some(({ errorCount }) => errorCount > 0) ? 1 : 0;
}

interface Linted {
  readonly result: ESLint.LintResult;
  readonly group: LintedGroup;
  /** The folder that ESLint ran in. */
  readonly root: string;
}

const hasSuggestions = ({ messages }: ESLint.LintResult): boolean =>
  messages.some(({ suggestions = [] }) => suggestions.length > 0);

/** ESLint runs in the folder of the group, and sees a relative module from there. */
function policyFor(module: string, { root }: TargetGroup, cwd: string): string {
  if (!/^\.\.?\//.test(module)) {
    return module;
  }
  const relative = path.relative(root, path.resolve(cwd, module)).split(path.sep).join('/');
  return relative.startsWith('../') ? relative : `./${relative}`;
}

interface Fixed {
  readonly result: ESLint.LintResult;
  readonly applied: readonly Applied[];
  /** Why the file was left as it is. */
  readonly problem?: string;
}

/** Applies the suggestions for one file; undefined where it has none that can be applied. */
async function fixFile(before: ESLint.LintResult, group: LintedGroup, cwd: string): Promise<Fixed | undefined> {
  const { filePath } = before;
  if (!hasSuggestions(before)) {
    return undefined;
  }
  const untouched = (why: string): Fixed => ({
    result: before,
    applied: [],
    problem: `Left as it is, ${path.relative(cwd, filePath)}: ${why}.\n`,
  });
  const source = readSource(filePath);
  if (source === undefined) {
    return untouched('it is not UTF-8');
  }
  const { text, applied, result } = await applySuggestions(source.text, (changed) => group.lintText(changed, filePath));
  if (applied.length === 0) {
    return undefined;
  }
  try {
    source.replace(text);
  } catch (error) {
    return untouched((error as Error).message);
  }
  return { result, applied };
}
