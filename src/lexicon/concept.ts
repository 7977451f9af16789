/** What a name means, decided once. */
import type { Name } from './name.js';
import type { Packages } from './packages.js';
import { phrases, type Phrases } from './phrases.js';

export interface Concept {
  readonly name: string;
  /** What a name of this concept means, and what the analysis does with it. */
  readonly meaning: string;
  /** Whether a name is one, given with what it stands on. */
  has(name: Name): boolean;
  /** Names that are one, as code writes them. */
  readonly examples: readonly string[];
  /** Names that look alike and are none. */
  readonly counterexamples: readonly string[];
  /** The ways of being one: a name is one that fits some of them, and none of the exceptions. */
  readonly patterns: readonly Pattern[];
  readonly exceptions: readonly Pattern[];
}

/** One way of being a name of a concept. All that it says has to hold. */
export interface Pattern {
  /** The name itself. */
  readonly last?: Phrases;
  /** Its nearest owner. */
  readonly owner?: Phrases;
  /** Some owner of it, unless a nearer one is of `unlessVia`. */
  readonly within?: Phrases;
  readonly unlessVia?: Phrases;
  /** Its outermost owner. */
  readonly root?: Phrases;
  /** All owners but the outermost one, of which there may be none. */
  readonly through?: Phrases;
  /** The name, some owner, or a word of the module that it comes from. */
  readonly anywhere?: Phrases;
  /** Nothing owns it, or only what carries what a function was handed: `options.isRetryable`. */
  readonly bare?: true;
  /** It is bare, and was imported from no package: somebody handed it in. */
  readonly handed?: true;
  /** The module that it was imported from. */
  readonly from?: Packages;
}

interface Definition extends Omit<Concept, 'has' | 'exceptions'> {
  readonly exceptions?: readonly Pattern[];
}

/** A concept that decides by its patterns. A name is decided once, as long as it is kept. */
export function concept({ exceptions = [], ...definition }: Definition): Concept {
  const decided = new WeakMap<Name, boolean>();
  const has = (name: Name): boolean => {
    let answer = decided.get(name);
    if (answer === undefined) {
      const isIn = (pattern: Pattern): boolean => fits(name, pattern);
      answer = definition.patterns.some(isIn) && !exceptions.some(isIn);
      decided.set(name, answer);
    }
    return answer;
  };
  return { ...definition, exceptions, has };
}

/** What carries something to where it is used, and says nothing of it. */
export const CARRIERS = phrases(`
  * options, * opts, * config, configuration, * settings, params, parameters, props, args, arguments, * deps,
  * dependencies, hooks, callbacks, handlers, listeners, overrides, defaults, self, that, env, environment,
  collaborators, ports
`);

function fits(name: Name, pattern: Pattern): boolean {
  const { last, owners, package: module } = name;
  return (
    isOf(pattern.last, last) &&
    isOf(pattern.owner, owners.at(-1)) &&
    isOf(pattern.root, owners[0]) &&
    isOf(pattern.from, module) &&
    (pattern.through === undefined || owners.slice(1).every(pattern.through.has)) &&
    (pattern.within === undefined || isWithin(owners, pattern.within, pattern.unlessVia)) &&
    (pattern.anywhere === undefined || isAnywhere(name, pattern.anywhere)) &&
    standsAlone(name, pattern)
  );
}

/** Whether a part of a name is in a table; where there is no table, nothing is demanded. */
const isOf = (table: Phrases | Packages | undefined, part: string | undefined): boolean =>
  table === undefined || (part !== undefined && table.has(part));

/** Whether nothing owns a name that has to be bare or handed in. */
const standsAlone = ({ owners, package: module }: Name, { bare, handed }: Pattern): boolean =>
  (bare === undefined || isBare(owners)) && (handed === undefined || (module === undefined && isBare(owners)));

const isBare = (owners: readonly string[]): boolean => owners.every((owner) => CARRIERS.has(owner));

function isWithin(owners: readonly string[], wanted: Phrases, unlessVia: Phrases | undefined): boolean {
  for (let at = owners.length - 1; at >= 0; at -= 1) {
    const owner = owners[at] ?? '';
    if (wanted.has(owner)) {
      return true;
    }
    if (unlessVia?.has(owner) === true) {
      return false;
    }
  }
  return false;
}

const isAnywhere = ({ last, owners, package: module }: Name, wanted: Phrases): boolean =>
  wanted.has(last) || owners.some(wanted.has) || (module?.split('/').some(wanted.has) ?? false);
