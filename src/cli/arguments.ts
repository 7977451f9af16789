import { parseArgs } from 'node:util';

import { Stop } from './stop.js';

export interface LintCommand {
  readonly kind: 'lint';
  readonly paths: readonly string[];
  readonly config: string;
  readonly format: string;
  /** The module that suggestions import the policy from; left out for this package. */
  readonly policy?: string;
  /** Apply suggestions; `force`: also in a git tree with changes. */
  readonly fix?: { readonly force: boolean };
}

export interface InitCommand {
  readonly kind: 'init';
  readonly file?: string;
}

export type Command = { readonly kind: 'help' } | { readonly kind: 'version' } | InitCommand | LintCommand;

const OPTIONS = {
  config: { type: 'string', short: 'c', default: 'strict' },
  format: { type: 'string', short: 'f', default: 'stylish' },
  policy: { type: 'string', short: 'p' },
  'fix-suggestions': { type: 'boolean', default: false },
  force: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} as const;

export const HELP = `eslint-plugin-resilience [paths…]
eslint-plugin-resilience init [file]

Lints JavaScript and TypeScript for the defects that appear where retry and circuit breakers meet.
Needs no ESLint configuration, and reads none. Paths are files, folders or quoted globs; the default is the current folder.
node_modules, dist, coverage and minified files are left out.

"init" writes a failure policy of the project's own, failure-policy.ts or .js, and says how to have suggestions use it. It never
overwrites a file. A folder of that name is linted as ./init.

  -c, --config NAME   recommended, strict or all (default: strict)
  -f, --format NAME   an ESLint formatter, e.g. stylish, json, html (default: stylish)
  -p, --policy MODULE what suggestions import the type FailurePolicy from, e.g. ./src/failure-policy.js, seen from the current
                      folder (default: eslint-plugin-resilience/policy)
      --fix-suggestions
                      applies suggestions, rule by rule, until none is left. They change what the program does: read the
                      difference, compile and test. Of alternatives the first is taken. What would not parse, or would add
                      a finding, is left out. Stops where the git tree has changes that are not committed, where git does
                      not answer, and at a file that git ignores or that a link outside of the tree leads to
      --force         applies them there too
  -h, --help          this text
  -v, --version       the version of this package

Exit code: 0 without findings, 1 with findings or syntax errors (with --fix-suggestions: that are left), 2 where nothing
could be linted, or something could not be written.
`;

/** Reads the command line; stops where it makes no sense. */
export function parseCommand(args: readonly string[], configs: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) {
    return { kind: 'help' };
  }
  if (values.version) {
    return { kind: 'version' };
  }
  if (positionals[0] === 'init') {
    return initCommand(values, positionals.slice(1));
  }
  if (!configs.includes(values.config)) {
    throw new Stop(`Unknown config "${values.config}". Known configs: ${configs.join(', ')}.`);
  }
  for (const [option, value] of [
    ['--format', values.format],
    ['--policy', values.policy],
    ...positionals.map((path) => ['a path', path]),
  ]) {
    if (value === '') {
      throw new Stop(`Empty text given for ${option}.`);
    }
  }
  if (values.force && !values['fix-suggestions']) {
    throw new Stop('--force goes with --fix-suggestions only.');
  }
  return {
    kind: 'lint',
    paths: positionals.length > 0 ? positionals : ['.'],
    config: values.config,
    format: values.format,
    ...(values.policy !== undefined && { policy: values.policy }),
    ...(values['fix-suggestions'] && { fix: { force: values.force } }),
  };
}

function initCommand(values: Values, files: readonly string[]): InitCommand {
  const [file] = files;
  if (files.length > 1 || file === '') {
    throw new Stop('"init" takes at most one file to write.');
  }
  const given = values['fix-suggestions']
    ? '--fix-suggestions'
    : values.force
      ? '--force'
      : values.policy !== undefined
        ? '--policy'
        : undefined;
  if (given !== undefined) {
    throw new Stop(`"init" takes no ${given}.`);
  }
  return { kind: 'init', ...(file !== undefined && { file }) };
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [problem] = (error as Error).message.split('. ');
    throw new Stop(`${problem}. Run with --help to see the options.`);
  }
}
