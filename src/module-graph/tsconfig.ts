import path from 'node:path';

import { isInside, upwards, type Disk } from './disk.js';
import { isRecord, strings } from './jsonc.js';

/** What a tsconfig.json says about where modules are. */
interface Aliases {
  /** Where names that are no paths begin, if they do. */
  readonly baseUrl?: string;
  /** Patterns with at most one `*`, and what they stand for, as absolute paths. */
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
  /** Where the compiler writes what it reads from `rootDir`. */
  readonly outDir?: string;
  readonly rootDir?: string;
}

const NAMES = ['tsconfig.json', 'jsconfig.json'];

/** A config extends a few others; more are a mistake. */
const MAX_EXTENDED = 64;

/** The absolute locations that the file's nearest tsconfig.json or jsconfig.json gives to a specifier, in order. */
export function aliasLocations(disk: Disk, specifier: string, folder: string): readonly string[] {
  return configsOf(disk, folder).flatMap((config) => {
    const { paths, baseUrl } = aliasesOf(disk, config);
    const targets = matchPattern(paths, specifier);
    return baseUrl === undefined ? targets : [...targets, path.join(baseUrl, specifier)];
  });
}

/** Where a compiled file was compiled from, by the tsconfig.json of its package; the ending is left as it is. */
export function compiledFrom(disk: Disk, file: string, folder: string): readonly string[] {
  return configsOf(disk, folder).flatMap((config) => {
    const { outDir, rootDir } = aliasesOf(disk, config);
    return outDir !== undefined && rootDir !== undefined && outDir !== rootDir && isInside(outDir, file)
      ? [path.join(rootDir, path.relative(outDir, file))]
      : [];
  });
}

/** The nearest config of a folder, then those it references: a solution file holds none of its own. */
function configsOf(disk: Disk, folder: string): readonly string[] {
  return disk.remember(`tsconfig ${folder}`, () => {
    for (const candidate of upwards(folder, disk.root)) {
      const config = NAMES.map((name) => path.join(candidate, name)).find(disk.isFile);
      if (config !== undefined) {
        return [config, ...referencesOf(disk, config)];
      }
    }
    return [];
  });
}

/** Only configs beside this one, like tsconfig.app.json; a reference to another package speaks of that package's files. */
function referencesOf(disk: Disk, config: string): string[] {
  const references = disk.json(config)?.['references'];
  return (Array.isArray(references) ? references : []).flatMap((reference) => {
    const target: unknown = isRecord(reference) ? reference['path'] : undefined;
    const file = typeof target === 'string' ? path.resolve(path.dirname(config), target) : undefined;
    return file !== undefined && path.dirname(file) === path.dirname(config) && disk.isFile(file) ? [file] : [];
  });
}

function aliasesOf(disk: Disk, config: string): Aliases {
  return disk.remember(`aliases ${config}`, () => readAliases(disk, config, path.dirname(config)));
}

/**
 * What a config and those it extends say. `known` holds what has been read on the way from `leaf`: no config is read twice, and one that
 * extends itself adds nothing.
 */
function readAliases(disk: Disk, file: string, leaf: string, known = new Map<string, Aliases>()): Aliases {
  const before = known.get(file);
  if (before !== undefined || known.size > MAX_EXTENDED) {
    return before ?? NO_ALIASES;
  }
  known.set(file, NO_ALIASES);
  const aliases = ownAliases(disk, file, leaf, known);
  known.set(file, aliases);
  return aliases;
}

const NO_ALIASES: Aliases = { paths: [] };

function ownAliases(disk: Disk, file: string, leaf: string, known: Map<string, Aliases>): Aliases {
  const json = disk.json(file);
  if (json === undefined) {
    return NO_ALIASES;
  }
  const folder = path.dirname(file);
  const absolute = (from: string, value: string): string => path.resolve(from, value.replace(/^\$\{configDir\}/, leaf));
  const parents = typeof json['extends'] === 'string' ? [json['extends']] : strings(json['extends']);
  const inherited = parents
    .map((parent) => extended(disk, parent, folder))
    .map((parent) => (parent === undefined ? NO_ALIASES : readAliases(disk, parent, leaf, known)))
    .reduce<Aliases>(
      (all, one) => ({ ...all, ...one, paths: one.paths.length > 0 ? one.paths : all.paths }),
      NO_ALIASES,
    );

  const options = isRecord(json['compilerOptions']) ? json['compilerOptions'] : {};
  const place = (key: 'baseUrl' | 'outDir' | 'rootDir'): Record<string, string> =>
    typeof options[key] === 'string' ? { [key]: absolute(folder, options[key]) } : {};
  const own = { ...place('baseUrl'), ...place('outDir'), ...place('rootDir') };
  const base = own['baseUrl'] ?? inherited.baseUrl ?? folder;
  const paths = isRecord(options['paths'])
    ? Object.entries(options['paths']).map(([pattern, targets]) => ({
        pattern,
        targets: strings(targets).map((target) => absolute(base, target)),
      }))
    : inherited.paths;
  return { ...inherited, ...own, paths };
}

function extended(disk: Disk, parent: string, folder: string): string | undefined {
  const bases =
    /^\.{1,2}(\/|$)/.test(parent) || path.isAbsolute(parent)
      ? [path.resolve(folder, parent)]
      : [...upwards(folder, disk.root)].map((at) => path.join(at, 'node_modules', parent));
  for (const base of bases) {
    const found = [base, `${base}.json`, path.join(base, 'tsconfig.json')].find(disk.isFile);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The targets of the pattern that fits best: one without `*`, else the one with the longest beginning. */
export function matchPattern(
  patterns: readonly { readonly pattern: string; readonly targets: readonly string[] }[],
  specifier: string,
): readonly string[] {
  let best: { readonly length: number; readonly rest: string; readonly targets: readonly string[] } | undefined;
  for (const { pattern, targets } of patterns) {
    const [before = '', after] = pattern.split('*', 2);
    if (after === undefined) {
      if (pattern === specifier) {
        return targets;
      }
    } else if (
      specifier.length >= before.length + after.length &&
      specifier.startsWith(before) &&
      specifier.endsWith(after) &&
      before.length > (best?.length ?? -1)
    ) {
      best = { length: before.length, rest: specifier.slice(before.length, specifier.length - after.length), targets };
    }
  }
  const { rest = '', targets = [] } = best ?? {};
  // A function, since `$` means something in a replacement.
  return targets.map((target) => target.replaceAll('*', () => rest));
}
