import path from 'node:path';

import type { Disk } from './disk.js';

/** Endings of files that can be parsed, in the order in which a specifier without an ending finds them. */
const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

/** What an import may name although the file that is written has another ending. The written file comes first: the other is its output. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};

export const isTypeScript = (file: string): boolean => /\.[cm]?tsx?$/.test(file);

const isDeclaration = (file: string): boolean => /\.d\.([^./\\]+\.)?[cm]?ts$/.test(file);

/** The file that a path without certainty about its ending means, as it would be loaded: a file, else a folder's entry. */
export function sourceFile(disk: Disk, location: string): string | undefined {
  const asFile = /[\\/]$/.test(location) ? undefined : exactFile(disk, location);
  if (asFile !== undefined) {
    return asFile === 'other' ? undefined : asFile;
  }
  if (!disk.isFolder(location)) {
    return undefined;
  }
  const main = disk.json(path.join(location, 'package.json'))?.['main'];
  const entry = typeof main === 'string' ? path.join(location, main) : undefined;
  return (
    (entry === undefined ? undefined : (known(exactFile(disk, entry)) ?? index(disk, entry))) ?? index(disk, location)
  );
}

const index = (disk: Disk, folder: string): string | undefined => known(exactFile(disk, path.join(folder, 'index')));

const known = (found: string | undefined): string | undefined => (found === 'other' ? undefined : found);

/** The source file at a path, with another ending or one more; `other` for a file that is no source code. */
function exactFile(disk: Disk, location: string): string | undefined {
  const ending = path.extname(location);
  const own = SOURCES[ending];
  if (own !== undefined) {
    const stem = location.slice(0, -ending.length);
    const written = own.map((other) => stem + other).find(disk.isFile);
    if (written !== undefined) {
      return written;
    }
  } else if (disk.isFile(location)) {
    return ENDINGS.includes(ending) && !isDeclaration(location) ? location : 'other';
  }
  return ENDINGS.map((other) => location + other).find(disk.isFile);
}
