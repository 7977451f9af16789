import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

import { isRecord, parseJsonc } from './jsonc.js';

/** What tells one state of a file from another. */
export interface FileState {
  readonly kind: 'file' | 'folder';
  readonly modified: number;
  readonly size: number;
}

export const sameState = (a: FileState | undefined, b: FileState | undefined): boolean =>
  a?.kind === b?.kind && a?.modified === b?.modified && a?.size === b?.size;

/** How long an answer of the file system is taken for granted, in milliseconds: long in a run over many files, short for a person. */
const TRUST = 250;

/** Larger ones are generated, bundled or data. */
const MAX_BYTES = 128 * 1024;

const MAX_JSON_FILES = 2_000;

export type JsonObject = Readonly<Record<string, unknown>>;

/** What a project's folder holds, as seen from one thread. Nothing here throws; what cannot be read is undefined. */
export interface Disk {
  /** The folder's real path. Source files are read only below it. */
  readonly root: string;
  /** Forgets what was asked longer than a moment ago. To be called before a file is looked at, so that its answers fit together. */
  refresh(): void;
  /** Whether this is a file. */
  isFile(path: string): boolean;
  isFolder(path: string): boolean;
  stateOf(path: string): FileState | undefined;
  /** The real path of a file or folder that stands below the root, and not in `node_modules`. */
  own(path: string): string | undefined;
  /** The text of a file below the root; undefined where it is missing or too large. */
  text(path: string): string | undefined;
  /** An object in a JSON file below the root, with comments or without. */
  json(path: string): JsonObject | undefined;
  /** The package.json in a folder, wherever it is. */
  manifest(folder: string): JsonObject | undefined;
  /** The folders in a folder. */
  folders(path: string): readonly string[];
  /** Remembers an answer that rests on the file system, for as long as the file system's own answers are remembered. */
  remember<Answer>(question: string, answer: () => Answer): Answer;
}

export function openDisk(root: string, now: () => number = () => performance.now()): Disk {
  const home = attempt(() => realpathSync(root)) ?? path.resolve(root);
  const states = new Map<string, FileState | undefined>();
  const answers = new Map<string, unknown>();
  const jsonFiles = new Map<string, { readonly state: FileState; readonly value: JsonObject | undefined }>();
  let since = now();

  const stateOf = (file: string): FileState | undefined => {
    if (!states.has(file)) {
      const found = attempt(() => statSync(file, { throwIfNoEntry: false }));
      const kind = found?.isFile() === true ? 'file' : found?.isDirectory() === true ? 'folder' : undefined;
      states.set(
        file,
        found === undefined || kind === undefined ? undefined : { kind, modified: found.mtimeMs, size: found.size },
      );
    }
    return states.get(file);
  };
  const remember = <Answer>(question: string, answer: () => Answer): Answer => {
    if (!answers.has(question)) {
      answers.set(question, answer());
    }
    return answers.get(question) as Answer;
  };
  const realBelow = (file: string): string | undefined =>
    remember(`real ${file}`, () => {
      const real = attempt(() => realpathSync(file));
      return real !== undefined && isInside(home, real) ? real : undefined;
    });
  const textAnywhere = (file: string): string | undefined => {
    const state = stateOf(file);
    return state?.kind === 'file' && state.size <= MAX_BYTES ? attempt(() => readFileSync(file, 'utf8')) : undefined;
  };
  const jsonAnywhere = (file: string): JsonObject | undefined => {
    const state = stateOf(file);
    if (state?.kind !== 'file') {
      return undefined;
    }
    const known = jsonFiles.get(file);
    if (known !== undefined && sameState(known.state, state)) {
      return known.value;
    }
    const parsed = parseJsonc(textAnywhere(file) ?? '');
    const value = isRecord(parsed) ? parsed : undefined;
    if (jsonFiles.size >= MAX_JSON_FILES) {
      jsonFiles.clear();
    }
    jsonFiles.set(file, { state, value });
    return value;
  };

  return {
    root: home,
    refresh() {
      if (now() - since > TRUST) {
        since = now();
        states.clear();
        answers.clear();
      }
    },
    isFile: (file) => stateOf(file)?.kind === 'file',
    isFolder: (file) => stateOf(file)?.kind === 'folder',
    stateOf,
    own: (file) => {
      const real = realBelow(file);
      return real === undefined || inNodeModules(path.relative(home, real)) ? undefined : real;
    },
    text: (file) => (realBelow(file) === undefined ? undefined : textAnywhere(file)),
    json: (file) => (realBelow(file) === undefined ? undefined : jsonAnywhere(file)),
    manifest: (folder) => jsonAnywhere(path.join(folder, 'package.json')),
    folders: (folder) =>
      remember(`folders ${folder}`, () => {
        const entries = attempt(() => readdirSync(folder, { withFileTypes: true })) ?? [];
        return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
      }),
    remember,
  };
}

/** Whether a path is the folder or stands below it. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (!path.isAbsolute(relative) && relative !== '..' && !relative.startsWith(`..${path.sep}`));
}

const inNodeModules = (file: string): boolean => file.split(/[\\/]/).includes('node_modules');

/** A folder and all those around it, up to `last`, innermost first. */
export function* upwards(folder: string, last?: string): Generator<string> {
  for (let current = folder; ; current = path.dirname(current)) {
    yield current;
    if (current === last || current === path.dirname(current)) {
      return;
    }
  }
}

function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
