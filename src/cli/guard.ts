/** Suggestions change what a program does: what they change has to be visible by itself, and to be undone by itself. */
import { realpathSync } from 'node:fs';
import path from 'node:path';

import { isTracked, treeAround, uncommittedIn } from './git.js';
import { Stop } from './stop.js';

/** A file that is to be written, and the folder that ESLint looked at it from. */
export interface Target {
  readonly file: string;
  readonly root: string;
}

/** Stops where the git tree around a folder has changes. */
export function refuseUncommitted(folder: string): void {
  const tree = treeAround(folder);
  const [first, ...others] = tree === undefined ? [] : uncommittedIn(tree);
  if (first !== undefined) {
    const files = others.length === 0 ? first : `${first} and ${others.length} more`;
    throw new Stop(
      `The git tree has changes that are not committed (${files}). Commit or stash them first, or use --force.`,
    );
  }
}

/** Stops at a file whose changes git would not show: one that it ignores, or one that a link leads to, outside of the tree. */
export function refuseUnseen(targets: readonly Target[], cwd: string): void {
  const trees = new Map<string, string | undefined>();
  const around = (folder: string): string | undefined => {
    if (!trees.has(folder)) {
      trees.set(folder, treeAround(folder));
    }
    return trees.get(folder);
  };
  const clean = new Set<string>();
  for (const { file, root } of targets) {
    const real = realpathSync(file);
    const folder = around(root) ?? realpathSync(root);
    const shown = path.relative(cwd, file);
    if (!isInside(folder, real)) {
      throw unseen(`${shown} leads to ${real}, outside of ${folder}`);
    }
    // Its own tree: a repository may stand in another one.
    const tree = around(path.dirname(real));
    if (tree !== undefined && !isTracked(real)) {
      throw unseen(`${shown} is not in the git tree, which ignores it`);
    }
    if (tree !== undefined && !clean.has(tree)) {
      refuseUncommitted(tree);
      clean.add(tree);
    }
  }
}

const unseen = (why: string): Stop =>
  new Stop(`Nothing was changed: ${why}, so that the change would not be seen there. Leave it out, or use --force.`);

function isInside(folder: string, file: string): boolean {
  const between = path.relative(folder, file);
  return !path.isAbsolute(between) && between.split(path.sep)[0] !== '..';
}
