import { agreedModel } from './agreement.js';
import { LIBRARIES } from './libraries.js';
import type { LibraryModel, ValueModel } from './model.js';
import { inRange } from './versions.js';

export interface Models {
  /**
   * The model of a package, with the names that it uses filled in (values may then refer to themselves). Versions whose facts differ are
   * told apart by `version`, the installed one; if it is not known, only what they agree on is said. Undefined: nothing is known.
   */
  modelOf(packageName: string, version?: string): LibraryModel | undefined;
  /** What a module exports, by its specifier: `cockatiel`, `effect/Effect`, or that of a project's own module. */
  exportsOf(specifier: string, version?: string): Readonly<Record<string, ValueModel>> | undefined;
  /** Whether the text names a module that is modelled. Cheap, and true too often: a comment may name it. */
  mentionedIn(text: string): boolean;
}

/** The package that a specifier names, and the rest of it as `exports` of package.json would write it. */
export function splitSpecifier(specifier: string): { readonly name: string; readonly subpath: string } {
  const [, name = specifier, rest = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? [];
  return { name, subpath: `.${rest}` };
}

/** The libraries, with what a project says of its own modules before them. */
export function modelsWith(own: readonly LibraryModel[] = []): Models {
  const exact = new Map<string, LibraryModel[]>();
  const patterns: { readonly prefix: string; readonly models: LibraryModel[] }[] = [];
  for (const model of [...own, ...LIBRARIES]) {
    if (model.package.endsWith('*')) {
      const prefix = model.package.slice(0, -1);
      const known = patterns.find((pattern) => pattern.prefix === prefix);
      if (known) {
        known.models.push(model);
      } else {
        patterns.push({ prefix, models: [model] });
      }
    } else {
      const known = exact.get(model.package);
      if (known === undefined) {
        exact.set(model.package, [model]);
      } else if (!own.includes(known[0] as LibraryModel) || own.includes(model)) {
        known.push(model);
      }
    }
  }
  const agreed = new Map<readonly LibraryModel[], LibraryModel>();
  const find = (name: string, version: string | undefined): LibraryModel | undefined => {
    const models = exact.get(name) ?? patterns.find(({ prefix }) => name.startsWith(prefix))?.models;
    if (models === undefined) {
      return undefined;
    }
    if (version !== undefined) {
      return models.find(({ versions }) => inRange(version, versions));
    }
    let model = agreed.get(models);
    if (model === undefined) {
      model = models.reduce(agreedModel);
      agreed.set(models, model);
    }
    return model;
  };
  const linked = new Map<LibraryModel, LibraryModel>();
  const modelOf = (name: string, version?: string): LibraryModel | undefined => {
    const model = find(name, version);
    if (model !== undefined && !linked.has(model)) {
      linked.set(model, link(model));
    }
    return model && linked.get(model);
  };
  let mention: RegExp | undefined;
  return {
    modelOf,
    exportsOf(specifier, version) {
      const whole = modelOf(specifier, version);
      if (whole !== undefined) {
        return whole.exports;
      }
      const { name, subpath } = splitSpecifier(specifier);
      return modelOf(name, version)?.subpaths?.[subpath];
    },
    mentionedIn(text) {
      mention ??= new RegExp(
        `['"](?:${[...exact.keys(), ...patterns.map(({ prefix }) => prefix)].map(escaped).join('|')})`,
      );
      return mention.test(text);
    },
  };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Puts the named values where they are used. An instance whose method gives another instance then contains itself. */
function link(model: LibraryModel): LibraryModel {
  const named = new Map<string, object>();
  const valueNamed = (name: string): object => {
    let value = named.get(name);
    if (value === undefined) {
      value = {};
      named.set(name, value);
      Object.assign(value, filled(model.values?.[name] ?? {}));
    }
    return value;
  };
  const filled = (node: unknown): unknown => {
    if (Array.isArray(node)) {
      return node.map(filled);
    }
    if (typeof node !== 'object' || node === null) {
      return node;
    }
    const { use, ...own } = node as { use?: string };
    const copy = Object.fromEntries(Object.entries(own).map(([key, child]) => [key, filled(child)]));
    if (use === undefined) {
      return copy;
    }
    // As its prototype: the named value may still be in the making, where it refers to itself.
    return Object.keys(own).length === 0
      ? valueNamed(use)
      : Object.assign(Object.create(valueNamed(use)) as object, copy);
  };
  const { values: _, ...rest } = model;
  return filled(rest) as LibraryModel;
}

/** The libraries alone. */
export const LIBRARY_MODELS: Models = modelsWith();
