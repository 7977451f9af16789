import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

import { Stop } from './stop.js';

/** The git tree around a folder, as a real path; undefined where there is none. Stops where there is one that git does not get on with. */
export function treeAround(folder: string): string | undefined {
  const { status, stdout, reason } = git(folder, 'rev-parse', '--show-toplevel');
  if (status === 0) {
    return path.resolve(stdout.replace(/\r?\n$/, ''));
  }
  if (hasRepository(folder)) {
    throw failed(folder, reason);
  }
  return undefined;
}

/** The files of a git tree that are changed, or unknown to git. */
export function uncommittedIn(tree: string): string[] {
  // Whatever the person's own configuration hides. "-z": names as they are, without quotes.
  const options = ['--porcelain', '--no-renames', '--untracked-files=normal', '--ignore-submodules=none', '-z'];
  const { status, stdout, reason } = git(tree, 'status', ...options);
  if (status !== 0) {
    throw failed(tree, reason);
  }
  return stdout
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.replace(/^[ MTADRCU?!]{2} /, ''));
}

/** Whether git knows a file of a tree, given by its real path. */
export function isTracked(file: string): boolean {
  const folder = path.dirname(file);
  const { status, reason } = git(folder, 'ls-files', '--error-unmatch', '-z', '--', path.basename(file));
  if (status !== 0 && status !== 1) {
    throw failed(folder, reason);
  }
  return status === 0;
}

interface Answer {
  /** Null where git did not come to an end of its own. */
  readonly status: number | null;
  readonly stdout: string;
  /** Why it failed, in one line. */
  readonly reason: string;
}

function git(folder: string, ...args: readonly string[]): Answer {
  const { status, stdout, stderr, error } = spawnSync('git', ['--literal-pathspecs', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: Infinity,
  });
  const [line = ''] = (error?.message ?? stderr).split(/\r?\n/);
  return { status, stdout, reason: line };
}

const failed = (folder: string, reason: string): Stop =>
  new Stop(`git cannot say what is changed in ${folder} (${reason}). Mend that first, or use --force.`);

/** Whether some folder around holds a repository, or the surroundings name one. */
function hasRepository(folder: string): boolean {
  for (let at = folder; ; at = path.dirname(at)) {
    if (process.env['GIT_DIR'] !== undefined || existsSync(path.join(at, '.git'))) {
      return true;
    }
    if (at === path.dirname(at)) {
      return false;
    }
  }
}
