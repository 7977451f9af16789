import { isBuiltin } from 'node:module';
import path from 'node:path';

import type { Disk } from './disk.js';
import { sourceFile } from './files.js';
import { importedByHash, workspaceFile } from './packages.js';
import { aliasLocations } from './tsconfig.js';

/** Assets, loaders and addresses: not files that could be parsed. */
const NO_MODULE = /[?!\0]|^[a-z][a-z0-9+.-]+:/i;

/**
 * The source file of the project that a specifier means in the files of a folder, as a real path below the root; undefined for packages
 * that are installed, for files that are no source code, and for what is not there.
 */
export function resolve(disk: Disk, specifier: string, folder: string): string | undefined {
  return disk.remember(`resolve ${specifier} ${folder}`, () => {
    const found = locate(disk, specifier, folder);
    return found === undefined ? undefined : disk.own(found);
  });
}

function locate(disk: Disk, specifier: string, folder: string): string | undefined {
  if (specifier === '' || NO_MODULE.test(specifier) || path.isAbsolute(specifier)) {
    return undefined;
  }
  if (/^\.{1,2}(\/|$)/.test(specifier)) {
    // `.` and `..` are folders even where a file of that name stands beside them.
    return sourceFile(disk, path.join(folder, /(^|\/)\.{1,2}$/.test(specifier) ? `${specifier}/` : specifier));
  }
  const alias = aliasLocations(disk, specifier, folder);
  for (const location of alias) {
    const found = sourceFile(disk, location);
    if (found !== undefined) {
      return found;
    }
  }
  if (specifier.startsWith('#')) {
    return importedByHash(disk, specifier, folder);
  }
  return isBuiltin(specifier) ? undefined : workspaceFile(disk, specifier, folder);
}
