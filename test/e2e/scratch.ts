import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { ROOT } from '../support/sources.js';
import { temporaryFolder } from '../support/temporary-folder.js';

export interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Packs the built package as it would be published. */
export function pack(): string {
  const target = temporaryFolder();
  // The scripts would build once more; the script that runs these tests has built.
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', target], { cwd: ROOT, stdio: 'pipe' });
  return path.join(target, readdirSync(target)[0] ?? '');
}

/** A project with these packages installed, and nothing else. */
export function scratch(packages: readonly string[], files: Record<string, string>): string {
  const project = temporaryFolder();
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'scratch', private: true }));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    writeFileSync(path.join(project, file), content);
  }
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], {
    cwd: project,
    stdio: 'pipe',
  });
  return project;
}

/** Copies the seeds' code states into a folder of the project. */
export function copyStates(states: readonly string[], project: string): void {
  for (const state of states) {
    cpSync(path.join(ROOT, 'test/seeds/states', state), path.join(project, 'src', path.basename(state)));
  }
}

/** Runs a program of the project's own node_modules, or a script where `program` is a path. */
export function run(project: string, program: string, args: readonly string[]): Result {
  const command = path.isAbsolute(program)
    ? [process.execPath, program]
    : [path.join(project, 'node_modules/.bin', program)];
  const { status, stdout, stderr } = spawnSync(command[0] ?? '', [...command.slice(1), ...args], {
    cwd: project,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}
