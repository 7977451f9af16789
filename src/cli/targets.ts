import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

import { Stop } from './stop.js';

/** Paths that one ESLint instance lints: ESLint refuses files outside its own folder, so a foreign project gets its own. */
export interface TargetGroup {
  readonly root: string;
  readonly patterns: string[];
  /** The targets that name one file: ESLint leaves out what it ignores without a word, and the person asked for exactly these. */
  readonly files: string[];
}

/** Groups the targets by the folder that ESLint has to run in; stops at a path that does not exist. */
export function groupTargets(paths: readonly string[], cwd: string): TargetGroup[] {
  const groups = new Map<string, TargetGroup>();
  for (const target of paths) {
    const absolute = path.resolve(cwd, target);
    const found = statSync(absolute, { throwIfNoEntry: false });
    if (found === undefined && !isGlob(target)) {
      throw new Stop(`No such file or folder: ${target}`);
    }
    const folder = found === undefined ? fixedPart(absolute) : found.isDirectory() ? absolute : path.dirname(absolute);
    const root = isInside(folder, cwd) ? cwd : projectOf(folder);
    const group = groups.get(root) ?? { root, patterns: [], files: [] };
    groups.set(root, group);
    group.patterns.push(absolute);
    if (found?.isFile()) {
      group.files.push(absolute);
    }
  }
  return [...groups.values()];
}

const isGlob = (target: string): boolean => /[*?{[]|[@!+]\(/.test(target);

const isInside = (folder: string, root: string): boolean => {
  const between = path.relative(root, folder);
  return between === '' || (!path.isAbsolute(between) && between.split(path.sep)[0] !== '..');
};

/** The folders of a glob before its first wildcard. */
function fixedPart(pattern: string): string {
  let folder = pattern;
  while (isGlob(folder)) {
    folder = path.dirname(folder);
  }
  return folder;
}

/** The nearest folder upwards that is a package, else the folder itself. */
function projectOf(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, 'package.json'))) {
      return at;
    }
    if (at === path.dirname(at)) {
      return folder;
    }
  }
}
