/** A name, and what it stands on. */

/**
 * A name as the code writes it: `this.metrics.counter('x').inc` has the last name `inc` and the owners `metrics` and `counter`. What
 * only leads there is left out: `this`, arguments, indices.
 */
export interface Name {
  readonly last: string;
  /**
   * From the outermost to the nearest. For what was imported from a file of the project that nobody could read, the first one is
   * the name of that file: `warn` of `./lib/logger.js` belongs to `logger`.
   */
  readonly owners: readonly string[];
  /** The package or platform module that it was imported from, as the specifier is written. */
  readonly package?: string;
}

/**
 * The name of what a module gives: the members begin with what was imported, `default` or the exported name. A package that is called
 * itself has no members.
 */
export function importedName(specifier: string, members: readonly string[]): Name {
  const last = members.at(-1) ?? 'default';
  const owners = members.slice(0, -1);
  return isFile(specifier) ? { last, owners: [baseOf(specifier), ...owners] } : { last, owners, package: specifier };
}

/** The name of a file: its folders own it. */
export function fileName(file: string): Name {
  const parts = file.split(/[\\/]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  return { last: parts.at(-1) ?? '', owners: parts.slice(0, -1) };
}

const isFile = (specifier: string): boolean => specifier.startsWith('.') || specifier.startsWith('/');

/** `logger` for `../lib/logger.js`, and for `../logger/index.js`. */
function baseOf(specifier: string): string {
  const bare = (part: string | undefined): string => part?.split('.')[0] ?? '';
  const { last, owners } = fileName(specifier);
  return bare(last) === 'index' ? bare(owners.at(-1)) : bare(last);
}

/** What an expression begins with that leads to a module: `import('node:path').join`. */
const MODULE = /^(?:await )?(?:import|require)\(\s*['"]([^'"]*)['"]\s*\)/;

/** What only leads to a name. */
const LEADS = new Set(['this', 'super', 'new', 'await', 'globalThis']);

/**
 * The name that a piece of code is called by, for tables and tests. A path is the name of a file.
 *
 * @example
 * nameOf("this.metrics.counter('x').inc") // { last: 'inc', owners: ['metrics', 'counter'] }
 * nameOf("import('node:dns').promises.lookup") // { last: 'lookup', owners: ['promises'], package: 'node:dns' }
 */
export function nameOf(text: string): Name {
  const [whole = '', specifier] = MODULE.exec(text) ?? [];
  const chain = plainPart(text.slice(whole.length));
  if (chain.includes('/')) {
    return fileName(chain);
  }
  const members = chain.split(APART).filter((part) => part !== '' && !LEADS.has(part));
  return specifier === undefined
    ? { last: members.at(-1) ?? '', owners: members.slice(0, -1) }
    : importedName(specifier, members);
}

/** What stands between the members of a chain. */
const APART = /[^\w$#\-\u0080-\uffff]+/;

/** A chain of members without what stands in brackets. */
function plainPart(chain: string): string {
  let depth = 0;
  let quote = '';
  let plain = '';
  for (const character of chain) {
    if (quote !== '') {
      quote = character === quote ? '' : quote;
    } else if (depth > 0 && QUOTES.has(character)) {
      quote = character;
    } else if (OPENING.has(character)) {
      depth += 1;
    } else if (CLOSING.has(character)) {
      depth -= 1;
    } else if (depth === 0) {
      plain += character;
    }
  }
  return plain;
}

const QUOTES = new Set(["'", '"', '`']);
const OPENING = new Set(['(', '[', '{']);
const CLOSING = new Set([')', ']', '}']);
