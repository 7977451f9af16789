/** Tables of packages and platform modules. */

export interface Packages {
  /** As they are written. */
  readonly written: readonly string[];
  /** Whether a module that is imported by this specifier is one of them, or a part of one. */
  has(specifier: string): boolean;
}

const PLATFORM = 'node:';

/**
 * A table, from names that stand between commas. A package stands for all of its subpaths, a scope with a star for all of
 * its packages; platform modules are written without `node:`.
 *
 * @example
 * packages('fs, @sentry/*') // node:fs, fs/promises, @sentry/node
 */
export function packages(text: string): Packages {
  const written = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const names = new Set(written);
  const has = (specifier: string): boolean => {
    let name = specifier.startsWith(PLATFORM) ? specifier.slice(PLATFORM.length) : specifier;
    while (!names.has(name)) {
      const end = name.lastIndexOf('/');
      if (end <= 0) {
        return false;
      }
      name = name.slice(0, end);
      if (names.has(`${name}/*`)) {
        return true;
      }
    }
    return true;
  };
  return { written, has };
}
