import { spawnSync } from 'node:child_process';

/** The files of the git tree around a folder that are changed, or unknown to git; undefined where there is no such tree. */
export function uncommittedIn(folder: string): string[] | undefined {
  // "-z": names as they are, without quotes.
  const { status, stdout } = spawnSync('git', ['status', '--porcelain', '--no-renames', '-z'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return status === 0
    ? stdout
        .split('\0')
        .filter((entry) => entry !== '')
        .map((entry) => entry.replace(/^[ MTADRCU?!]{2} /, ''))
    : undefined;
}
