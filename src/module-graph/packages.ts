import path from 'node:path';

import { isInside, upwards, type Disk, type JsonObject } from './disk.js';
import { sourceFile } from './files.js';
import { isRecord, strings } from './jsonc.js';
import { compiledFrom, matchPattern } from './tsconfig.js';

/** `@scope/name/sub/path` is the package `@scope/name` and the subpath `./sub/path`. */
export function splitPackage(specifier: string): { readonly name: string; readonly subpath: string } | undefined {
  const match = /^((?:@[^/\\%]+\/)?[^./\\@%#][^/\\%]*)(?:\/(.*))?$/.exec(specifier);
  return match?.[1] === undefined
    ? undefined
    : { name: match[1], subpath: match[2] === undefined ? '.' : `./${match[2]}` };
}

/** The version of a package as a file would import it, from the package.json that is installed. */
export function versionOf(disk: Disk, name: string, folder: string): string | undefined {
  return disk.remember(`version ${name} ${folder}`, () => {
    if (splitPackage(name)?.subpath !== '.') {
      return undefined;
    }
    for (const at of upwards(folder)) {
      const manifest = disk.manifest(path.join(at, 'node_modules', name));
      if (manifest !== undefined) {
        return typeof manifest['version'] === 'string' ? manifest['version'] : undefined;
      }
    }
    return undefined;
  });
}

/** `#name`: what the package.json around the file says of it. */
export function importedByHash(disk: Disk, specifier: string, folder: string): string | undefined {
  const own = packageAround(disk, folder);
  const imports = own?.manifest['imports'];
  if (own === undefined || !isRecord(imports)) {
    return undefined;
  }
  return first(targetsOf(imports, specifier), (target) =>
    target.startsWith('./') ? packageFile(disk, own.folder, target) : undefined,
  );
}

/** A package of this project by its name: the one around the file, or another one of the workspace. */
export function workspaceFile(disk: Disk, specifier: string, folder: string): string | undefined {
  const wanted = splitPackage(specifier);
  if (wanted === undefined) {
    return undefined;
  }
  const own = packageAround(disk, folder);
  const found = own?.manifest['name'] === wanted.name ? own.folder : sibling(disk, wanted.name, folder);
  const manifest = found === undefined ? undefined : disk.json(path.join(found, 'package.json'));
  return found === undefined || manifest === undefined ? undefined : entryOf(disk, found, manifest, wanted.subpath);
}

/** The folder of a workspace package: behind a link in `node_modules`, or by the globs of the root's package.json. */
function sibling(disk: Disk, name: string, folder: string): string | undefined {
  return disk.remember(`sibling ${name} ${folder}`, () => {
    for (const at of upwards(folder, disk.root)) {
      const installed = path.join(at, 'node_modules', name);
      if (disk.isFolder(installed)) {
        return disk.own(installed);
      }
    }
    return workspaces(disk).get(name);
  });
}

function entryOf(disk: Disk, folder: string, manifest: JsonObject, subpath: string): string | undefined {
  const { exports } = manifest;
  if (exports !== undefined && exports !== null) {
    const bySubpath =
      isRecord(exports) && Object.keys(exports).some((key) => key.startsWith('.')) ? exports : { '.': exports };
    return first(targetsOf(bySubpath, subpath), (target) => packageFile(disk, folder, target));
  }
  if (subpath !== '.') {
    return packageFile(disk, folder, subpath);
  }
  const entries = ['source', 'module', 'main', 'types']
    .map((key) => manifest[key])
    .filter((entry) => typeof entry === 'string');
  return first([...entries, './index', './src/index'], (entry) => packageFile(disk, folder, entry));
}

/** Folders that hold what was compiled, beside the `src` that it was compiled from. */
const OUTPUT = /^(dist|build|out|lib|esm|cjs|es)$/;

/** The source of a file that a package.json names: it names what is published, which is compiled and often not there. */
function packageFile(disk: Disk, folder: string, target: string): string | undefined {
  const file = path.resolve(folder, target);
  if (!isInside(folder, file)) {
    return undefined;
  }
  const parts = target
    .replace(/\\/g, '/')
    .split('/')
    .filter((part) => part !== '.' && part !== '');
  const depth = parts.findIndex((part) => !OUTPUT.test(part));
  const beside = depth > 0 ? [path.join(folder, 'src', ...parts.slice(depth))] : [];
  // Compilers that bundle change the ending; a declaration stands beside the file that it declares.
  const sources = [...compiledFrom(disk, file, folder), ...beside].map((source) =>
    source.replace(/(\.d)?\.[cm]?[jt]s$/, ''),
  );
  return first([...sources, file.replace(/\.d\.([cm]?)ts$/, '.$1js')], (candidate) => sourceFile(disk, candidate));
}

/** Conditions of other platforms than the one that the tools of a project run on. */
const ELSEWHERE = new Set([
  'browser',
  'react-native',
  'react-server',
  'worker',
  'workerd',
  'deno',
  'bun',
  'edge-light',
  'electron',
]);

/** Every file that `exports` or `imports` names for a key, in order. All conditions of one platform lead to forms of one source. */
function targetsOf(map: JsonObject, key: string): readonly string[] {
  const leaves = (value: unknown): string[] => {
    if (typeof value === 'string') {
      return [value];
    }
    if (Array.isArray(value)) {
      return value.flatMap(leaves);
    }
    if (!isRecord(value)) {
      return [];
    }
    const conditions = Object.entries(value).filter(([condition]) => !ELSEWHERE.has(condition));
    // Declarations tell where the source is only if nothing else does.
    const ordered = [
      ...conditions.filter(([condition]) => condition !== 'types'),
      ...conditions.filter(([condition]) => condition === 'types'),
    ];
    return ordered.flatMap(([, inner]) => leaves(inner));
  };
  return matchPattern(
    Object.entries(map).map(([pattern, value]) => ({ pattern, targets: leaves(value) })),
    key,
  );
}

function packageAround(
  disk: Disk,
  folder: string,
): { readonly folder: string; readonly manifest: JsonObject } | undefined {
  return disk.remember(`package ${folder}`, () => {
    for (const at of upwards(folder, disk.root)) {
      const manifest = disk.json(path.join(at, 'package.json'));
      if (manifest !== undefined) {
        return { folder: at, manifest };
      }
    }
    return undefined;
  });
}

/** The packages that the root's package.json or pnpm-workspace.yaml names, by name. */
function workspaces(disk: Disk): ReadonlyMap<string, string> {
  return disk.remember('workspaces', () => {
    const declared = disk.json(path.join(disk.root, 'package.json'))?.['workspaces'];
    const globs = [
      ...strings(isRecord(declared) ? declared['packages'] : declared),
      ...pnpmGlobs(disk.text(path.join(disk.root, 'pnpm-workspace.yaml')) ?? ''),
    ];
    const packages = new Map<string, string>();
    for (const folder of globs.filter((glob) => !glob.startsWith('!')).flatMap((glob) => foldersOf(disk, glob))) {
      const name = disk.json(path.join(folder, 'package.json'))?.['name'];
      const own = disk.own(folder);
      if (typeof name === 'string' && own !== undefined && !packages.has(name)) {
        packages.set(name, own);
      }
    }
    return packages;
  });
}

/** The list under `packages:`; the file is YAML, and nobody writes this list in another way. */
function pnpmGlobs(yaml: string): string[] {
  const list = /^packages:[ \t]*(?:#.*)?\r?\n((?:[ \t]*(?:-.*|#.*)?\r?\n?)*)/m.exec(yaml)?.[1] ?? '';
  return [...list.matchAll(/^[ \t]*-[ \t]*(?:'([^']*)'|"([^"]*)"|([^#\s]+))/gm)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
}

/** `**` goes this deep: packages lie near the root, and folders without end lie below it. */
const MAX_DEPTH = 4;

function foldersOf(disk: Disk, glob: string): string[] {
  let found = [disk.root];
  for (const part of glob.split('/').filter((piece) => piece !== '' && piece !== '.')) {
    if (part === '..') {
      return [];
    }
    // Two ways to a folder are one folder: `**/**` leads to each of them in many.
    found = [...new Set(found.flatMap((folder) => foldersAt(disk, folder, part)))];
  }
  return found;
}

/** The folders that one part of a glob means in a folder. */
function foldersAt(disk: Disk, folder: string, part: string): string[] {
  if (part === '**') {
    return below(disk, folder, MAX_DEPTH);
  }
  return part.includes('*')
    ? children(disk, folder).filter((child) => fits(part, path.basename(child)))
    : [path.join(folder, part)].filter(disk.isFolder);
}

const children = (disk: Disk, folder: string): string[] =>
  disk
    .folders(folder)
    .filter((name) => name !== 'node_modules' && !name.startsWith('.'))
    .map((name) => path.join(folder, name));

const below = (disk: Disk, folder: string, depth: number): string[] =>
  depth === 0 ? [folder] : [folder, ...children(disk, folder).flatMap((child) => below(disk, child, depth - 1))];

/** Whether a name is made of the pieces between the stars, in order; each piece is looked for once, where it comes first. */
function fits(pattern: string, name: string): boolean {
  const [beginning = '', ...pieces] = pattern.split('*');
  const end = pieces.pop() ?? '';
  const last = name.length - end.length;
  let at = beginning.length;
  for (const piece of pieces) {
    const found = name.indexOf(piece, at);
    if (found === -1) {
      return false;
    }
    at = found + piece.length;
  }
  return name.startsWith(beginning) && name.endsWith(end) && at <= last;
}

function first<Item, Result>(items: readonly Item[], find: (item: Item) => Result | undefined): Result | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
