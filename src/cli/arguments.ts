import { parseArgs } from 'node:util';

import { Stop } from './stop.js';

export interface LintCommand {
  readonly kind: 'lint';
  readonly paths: readonly string[];
  readonly config: string;
  readonly format: string;
}

export type Command = { readonly kind: 'help' } | { readonly kind: 'version' } | LintCommand;

const OPTIONS = {
  config: { type: 'string', short: 'c', default: 'strict' },
  format: { type: 'string', short: 'f', default: 'stylish' },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} as const;

export const HELP = `eslint-plugin-resilience [paths…]

Lints JavaScript and TypeScript for the defects that appear where retry and circuit breakers meet.
Needs no ESLint configuration, and reads none. Paths are files, folders or quoted globs; the default is the current folder.
node_modules, dist, coverage and minified files are left out.

  -c, --config NAME   recommended, strict or all (default: strict)
  -f, --format NAME   an ESLint formatter, e.g. stylish, json, html (default: stylish)
  -h, --help          this text
  -v, --version       the version of this package

Exit code: 0 without findings, 1 with findings or syntax errors, 2 where nothing could be linted.
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
  if (!configs.includes(values.config)) {
    throw new Stop(`Unknown config "${values.config}". Known configs: ${configs.join(', ')}.`);
  }
  for (const [option, value] of [['--format', values.format], ...positionals.map((path) => ['a path', path])]) {
    if (value === '') {
      throw new Stop(`Empty text given for ${option}.`);
    }
  }
  return { kind: 'lint', paths: positionals.length > 0 ? positionals : ['.'], config: values.config, format: values.format };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [problem] = (error as Error).message.split('. ');
    throw new Stop(`${problem}. Run with --help to see the options.`);
  }
}
