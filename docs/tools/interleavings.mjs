// @ts-check
/** What docs/interleavings.md says of the interleavings that the tests run: the runs, and our rules beside ESLint's own on every case. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';

/** @typedef {import('eslint').Linter.Config} Config */
/** @typedef {{ rules: Record<string, object>, configs: Record<string, Config> }} Plugin */
/** @typedef {Record<string, [boolean, boolean, boolean]>} Points */
/** @typedef {{ name: string, schedule: string, measured: string, runs: Record<string, number | string>, suggested?: Record<string, [string[], number | string]> }} Pattern */
/** @typedef {{ name: string, kind: 'wrong' | 'right' | 'near miss', about: string, ours: Finding[], core: Finding[], coreAllowed: Finding[] }} Verdict */
/** @typedef {{ message: string, line: number, config: 'recommended' | 'strict' }} Finding */

/** The rules that are about what comes in between. */
const OURS = [
  'no-unsynchronized-breaker-state',
  'require-half-open-probe-limit',
  'no-lock-across-protected-call',
  'no-leaked-probe-slot',
  'no-counted-rejection',
];

const FOLDER = 'test/interleavings';

/**
 * The generated sections of the page, by name.
 *
 * @param {Plugin} plugin
 * @param {string} root
 * @returns {Map<string, string>}
 */
export function interleavingSections(plugin, root) {
  /** @type {(file: string) => unknown} */
  const json = (file) => JSON.parse(readFileSync(path.join(root, FOLDER, file), 'utf8'));
  const patterns = /** @type {Record<string, Pattern>} */ (json('harm.json'));
  const verdicts = verdictsOf(plugin, path.join(root, FOLDER, 'cases'));
  return new Map([
    ['points', pointTable(/** @type {Points} */ (json('points.json')))],
    ...Object.entries(patterns).map(([id, pattern]) => /** @type {[string, string]} */ ([id, runOf(pattern)])),
    ['runs', runTable(patterns)],
    ['totals', totals(verdicts)],
    ['wrong', wrongTable(verdicts)],
    ['right', rightTable(verdicts)],
  ]);
}

const yes = (/** @type {boolean} */ value) => (value ? 'yes' : 'no');

/** @param {Points} points */
function pointTable(points) {
  return [
    '| between this and the next statement | code that is called at once | microtasks | timers, I/O |',
    '| --- | --- | --- | --- |',
    ...Object.entries(points).map(
      ([construct, [now, micro, macro]]) => `| ${construct} | ${yes(now)} | ${yes(micro)} | ${yes(macro)} |`,
    ),
  ].join('\n');
}

/** @param {Pattern} pattern */
function groups({ runs, suggested = {} }) {
  const of = (/** @type {RegExp} */ kind) =>
    [...new Set(Object.entries(runs).flatMap(([name, value]) => (kind.test(name) ? [value] : [])))].join(' / ');
  const after = [...new Set(Object.values(suggested).map(([, value]) => value))].join(' / ');
  const [made, wrong] = [
    Object.keys(suggested).length,
    Object.keys(runs).filter((name) => name.startsWith('wrong')).length,
  ];
  return {
    wrong: of(/^wrong/),
    right: of(/^right/),
    near: of(/^near/),
    after: after === '' ? '' : `${after}${made < wrong ? ` (${made} of ${wrong})` : ''}`,
  };
}

/** @param {Pattern} pattern */
function runOf(pattern) {
  const { wrong, right, near, after } = groups(pattern);
  const results = [
    ['wrong', wrong],
    ['right', right],
    ['near misses', near],
    ['after the suggestion', after],
  ];
  const shown = results.filter(([, value]) => value !== '').map(([label, value]) => `${label} **${value}**`);
  return `> **Run.** ${pattern.schedule} ${pattern.measured[0]?.toUpperCase()}${pattern.measured.slice(1)}: ${shown.join('; ')}.`;
}

/** @param {Record<string, Pattern>} patterns */
function runTable(patterns) {
  return [
    '| | pattern | measured | wrong | right, near misses | after the suggestion |',
    '| --- | --- | --- | --- | --- | --- |',
    ...Object.entries(patterns).map(([id, pattern]) => {
      const { wrong, right, near, after } = groups(pattern);
      return `| ${id} | ${pattern.name} | ${pattern.measured} | ${wrong} | ${[...new Set([right, near])].filter((value) => value !== '').join(' / ')} | ${after || '–'} |`;
    }),
  ].join('\n');
}

/**
 * @param {Plugin} plugin
 * @param {string} folder
 * @returns {Verdict[]}
 */
function verdictsOf(plugin, folder) {
  const linter = new Linter({ configType: 'flat' });
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const code = readFileSync(path.join(folder, file), 'utf8');
      /** @type {(config: Config) => { message: string, line: number }[]} */
      const lint = (config) =>
        linter
          .verify(
            code,
            [
              { files: ['**/*.ts'], languageOptions: { parser } },
              { ...config, files: ['**/*.ts'] },
            ],
            { filename: file },
          )
          .map(({ messageId, message, line, fatal }) => {
            if (fatal === true) {
              throw new Error(`${file}: ${message}`);
            }
            return { message: messageId ?? '', line };
          });
      const ours = (/** @type {'recommended' | 'strict'} */ level) => {
        const rules = Object.entries(plugin.configs[level]?.rules ?? {}).filter(([rule]) =>
          OURS.includes(rule.replace('resilience/', '')),
        );
        return lint({ .../** @type {Config} */ (plugin.configs[level]), rules: Object.fromEntries(rules) });
      };
      const core = (/** @type {object[]} */ ...options) =>
        lint({ rules: { 'require-atomic-updates': ['error', ...options] } }).map((finding) => ({
          ...finding,
          config: /** @type {const} */ ('recommended'),
        }));
      const recommended = ours('recommended');
      const name = path.basename(file, '.ts');
      const [, about = ''] = /^\/\/ [^:]*: (.*)/.exec(code) ?? [];
      return {
        name,
        kind: kindOf(name),
        about,
        ours: [
          ...recommended.map((finding) => ({ ...finding, config: /** @type {const} */ ('recommended') })),
          ...ours('strict')
            .filter(
              ({ message, line }) =>
                !recommended.some((finding) => message === finding.message && line === finding.line),
            )
            .map((finding) => ({ ...finding, config: /** @type {const} */ ('strict') })),
        ],
        core: core(),
        coreAllowed: core({ allowProperties: true }),
      };
    });
}

/** @param {string} name */
function kindOf(name) {
  if (/\.(wrong|seed)/.test(name)) {
    return 'wrong';
  }
  return /\.right/.test(name) ? 'right' : 'near miss';
}

const escaped = (/** @type {string} */ text) => text.replaceAll('|', '\\|');

/** @param {Finding[]} findings */
const where = (findings) => (findings.length === 0 ? '–' : findings.map(({ line }) => `line ${line}`).join(', '));

/** @param {Finding[]} findings */
const named = (findings) =>
  [...new Set(findings.map(({ message, config }) => `\`${message}\`${config === 'strict' ? ' (strict)' : ''}`))].join(
    ', ',
  ) || '–';

/** @param {Verdict[]} verdicts */
function totals(verdicts) {
  const kinds = /** @type {const} */ (['wrong', 'right', 'near miss']);
  /** @type {(label: string, isReported: (verdict: Verdict) => boolean) => string} */
  const row = (label, isReported) =>
    `| ${label} | ${kinds.map((kind) => verdicts.filter((verdict) => verdict.kind === kind && isReported(verdict)).length).join(' | ')} |`;
  return [
    `| files reported, of | ${kinds.map((kind) => `${kind} (${verdicts.filter((verdict) => verdict.kind === kind).length})`).join(' | ')} |`,
    '| --- | --- | --- | --- |',
    row('`require-atomic-updates`', ({ core }) => core.length > 0),
    row('`require-atomic-updates` with `allowProperties`', ({ coreAllowed }) => coreAllowed.length > 0),
    row('this plugin, `recommended`', ({ ours }) => ours.some(({ config }) => config === 'recommended')),
    row('this plugin, `strict`', ({ ours }) => ours.length > 0),
  ].join('\n');
}

/** @param {Verdict[]} verdicts */
function wrongTable(verdicts) {
  return [
    '| case | what is wrong | this plugin | `require-atomic-updates` |',
    '| --- | --- | --- | --- |',
    ...verdicts
      .filter(({ kind }) => kind === 'wrong')
      .map(({ name, about, ours, core }) => `| \`${name}\` | ${escaped(about)} | ${named(ours)} | ${where(core)} |`),
  ].join('\n');
}

/** @param {Verdict[]} verdicts */
function rightTable(verdicts) {
  return [
    '| case | why it is right | this plugin | `require-atomic-updates` |',
    '| --- | --- | --- | --- |',
    ...verdicts
      .filter(({ kind }) => kind !== 'wrong')
      .map(({ name, about, ours, core }) => `| \`${name}\` | ${escaped(about)} | ${named(ours)} | ${where(core)} |`),
  ].join('\n');
}
