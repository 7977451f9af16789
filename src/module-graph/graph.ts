import path from 'node:path';

import { openDisk, sameState, type Disk, type FileState } from './disk.js';
import { versionOf } from './packages.js';
import { moduleParser, withoutMark, type LanguageOptions, type ParsedModule } from './parse.js';
import { resolve } from './resolve.js';

/** What is to be known of a module. */
export interface Reader<Record> {
  /** Whether it is worth parsing, by its text. */
  mayMatter(text: string): boolean;
  /** Plain data about one file, without nodes: it outlives the tree. An exception means that nothing is known. */
  summarise(module: ParsedModule): Record | undefined;
}

/** The modules around a file that is being linted. Nothing here throws; what is not known is undefined. */
export interface ModuleGraph<Record> {
  /** The name of a file: relative to the root, with forward slashes. */
  nameOf(file: string): string;
  /** What is known of the module that a specifier means in a file, given by its name or path. */
  find(specifier: string, from: string): Record | undefined;
  /** The installed version of a package, as a file would import it. */
  versionOf(packageName: string, from: string): string | undefined;
  /** Hands over the tree of a file that is being linted, given by its path: a run over a project need not parse it again for those that import it. */
  offer(file: string, module: ParsedModule): void;
}

export interface Project {
  /** The folder in which the linter runs. */
  readonly root: string;
  readonly languageOptions: LanguageOptions;
}

interface Entry<Record> {
  readonly state: FileState;
  readonly record: Record | undefined;
  /** How much had to be parsed for it, in characters. */
  readonly parsed: number;
}

interface Limits {
  /** Records that are kept: they are small, but a process may live for days. */
  readonly records: number;
  /** Characters that are parsed for one file, so that no barrel of a large project can stall an editor: about a second's work. */
  readonly characters: number;
  /** Characters of linted files whose trees are kept: a tree takes about a hundred times the memory of its text. */
  readonly trees: number;
  /** Milliseconds, as `performance.now` gives them. */
  readonly now?: () => number;
}

const LIMITS: Limits = { records: 5_000, characters: 512 * 1024, trees: 256 * 1024 };

/**
 * The records of one project, kept as long as their files stay as they are. One per thread: threads share nothing.
 *
 * A record says nothing about other modules but their names, so it depends on nothing but its own file, and cycles need no care here.
 */
export class RecordCache<Record> {
  readonly #records = new Map<string, Entry<Record>>();
  /** The files that were linted last, the last one at the end. */
  readonly #trees = new Map<string, ParsedModule>();
  readonly #disk: Disk;
  readonly #parse: ReturnType<typeof moduleParser>;
  readonly #reader: Reader<Record>;
  readonly #limits: Limits;

  constructor({ root, languageOptions }: Project, reader: Reader<Record>, limits: Partial<Limits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
    this.#disk = openDisk(root, limits.now);
    this.#parse = moduleParser(this.#disk.root, languageOptions);
    this.#reader = reader;
  }

  /** How many records are kept. */
  get size(): number {
    return this.#records.size;
  }

  /** A view for one file that is being linted. */
  graph(): ModuleGraph<Record> {
    this.#disk.refresh();
    const disk = this.#disk;
    const seen = new Set<string>();
    let parsed = 0;
    const folderOf = (file: string): string => path.dirname(path.resolve(disk.root, file));
    return {
      nameOf: (file) => this.#nameOf(path.join(disk.own(folderOf(file)) ?? folderOf(file), path.basename(file))),
      find: (specifier, from) => {
        // The folder, since a file that is being written may not be there yet.
        const folder = disk.own(folderOf(from));
        const found = folder === undefined ? undefined : resolve(disk, specifier, folder);
        if (found === undefined || (!seen.has(found) && parsed >= this.#limits.characters)) {
          return undefined;
        }
        const entry = this.#entry(found);
        // What is known from before counts as well: the answer must not depend on which file was linted first.
        parsed += seen.has(found) ? 0 : (entry?.parsed ?? 0);
        seen.add(found);
        return entry?.record;
      },
      versionOf: (packageName, from) => versionOf(disk, packageName, folderOf(from)),
      offer: (file, module) => {
        const own = disk.own(path.resolve(disk.root, file));
        if (own !== undefined) {
          this.#keepTree(own, module);
        }
      },
    };
  }

  #entry(file: string): Entry<Record> | undefined {
    const state = this.#disk.stateOf(file);
    const known = this.#records.get(file);
    this.#records.delete(file);
    if (state === undefined) {
      return undefined;
    }
    const entry = known !== undefined && sameState(known.state, state) ? known : { state, ...this.#read(file) };
    // At the end again: what has not been asked for longest is at the beginning.
    this.#records.set(file, entry);
    if (this.#records.size > this.#limits.records) {
      for (const oldest of this.#records.keys()) {
        this.#records.delete(oldest);
        break;
      }
    }
    return entry;
  }

  #keepTree(file: string, module: ParsedModule): void {
    this.#trees.delete(file);
    this.#trees.set(file, module);
    let characters = 0;
    for (const [name, { text }] of [...this.#trees].reverse()) {
      characters += text.length;
      if (characters > this.#limits.trees) {
        this.#trees.delete(name);
      }
    }
  }

  #read(file: string): Pick<Entry<Record>, 'record' | 'parsed'> {
    const text = this.#disk.text(file);
    let parsed = 0;
    try {
      if (text === undefined || !this.#reader.mayMatter(text)) {
        return { record: undefined, parsed };
      }
      parsed = text.length;
      const linted = this.#trees.get(file);
      // An editor lints what it shows, which need not be what the file says.
      const module =
        linted?.text === withoutMark(text)
          ? { ...linted, path: this.#nameOf(file) }
          : this.#parse(text, this.#nameOf(file));
      return { record: module && this.#reader.summarise(module), parsed };
    } catch {
      return { record: undefined, parsed };
    }
  }

  #nameOf(file: string): string {
    return path.relative(this.#disk.root, file).split(path.sep).join('/');
  }
}

/** By reader, then by parser: what another parser makes of a file may be another record. */
const caches = new WeakMap<object, WeakMap<object, Map<string, RecordCache<unknown>>>>();

const NO_PARSER = {};

/** The modules around a file, from the cache of its project. */
export function moduleGraph<Record>(project: Project, reader: Reader<Record>): ModuleGraph<Record> {
  const byParser = getOrMake(caches, reader, () => new WeakMap<object, Map<string, RecordCache<unknown>>>());
  const byRoot = getOrMake(
    byParser,
    project.languageOptions.parser ?? NO_PARSER,
    () => new Map<string, RecordCache<unknown>>(),
  );
  return getOrMake(
    byRoot,
    project.root,
    () => new RecordCache(project, reader) as RecordCache<unknown>,
  ).graph() as ModuleGraph<Record>;
}

function getOrMake<Key, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
