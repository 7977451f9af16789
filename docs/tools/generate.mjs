// @ts-check
/**
 * Writes everything that is derived: the version, the head and the options of each rule's page, the rule table, the import matrix,
 * what the tests measured of interleavings, what suggestions change in the runs of the examples, what `init` writes into a project, and the files that pages quote.
 * With `--check` it writes nothing and fails where a file is not what it would write.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { ownPolicy } from './init-files.mjs';
import { interleavingSections } from './interleavings.mjs';
import { lexiconSections } from './lexicon-page.mjs';
import { modelSections } from './models-page.mjs';
import { header, optionTable, ruleTables } from './rule-texts.mjs';
import { runTable } from './seed-runs.mjs';
import { replaceSection } from './sections.mjs';
import { programsFile } from './stubs.mjs';

/** @typedef {{ rooms: Record<string, { may: string[], why: string }>, typesOnly: Record<string, string[]>, apart: string[] }} Layers */

const root = path.resolve(import.meta.dirname, '../..');
const check = process.argv.includes('--check');

const read = (/** @type {string} */ file) => readFileSync(path.join(root, file), 'utf8');

/** @type {{ default: import('./rule-texts.mjs').Plugin }} */
const { default: plugin } = await import(pathToFileURL(path.join(root, 'dist/src/index.js')).href);

/** @param {Layers} layers */
function matrix({ rooms, typesOnly, apart }) {
  const rows = Object.entries(rooms).map(([room, { may, why }]) => {
    const targets = may.map((other) => `\`${other}\`${typesOnly[room]?.includes(other) ? ' (types)' : ''}`);
    const own = room.endsWith('.ts') || apart.includes(room) ? [] : ['itself'];
    return `| \`${room}\` | ${[...targets, ...own].join(', ') || 'nothing'} | ${why} |`;
  });
  return ['| room | may import | what it is |', '| --- | --- | --- |', ...rows].join('\n');
}

/** @type {Map<string, string>} */
const wanted = new Map();
const { version } = /** @type {{ version: string }} */ (JSON.parse(read('package.json')));
wanted.set(
  'src/version.ts',
  `/** Generated from package.json; part of ESLint's cache key. */\nexport const version = '${version}';\n`,
);
const proofs = /** @type {Record<string, import('./seed-runs.mjs').Proof>} */ (
  JSON.parse(read('test/suggestions/seed-runs.json'))
);
wanted.set(
  'docs/failure-policy.md',
  replaceSection(read('docs/failure-policy.md'), 'runs', runTable(proofs), 'docs/failure-policy.md'),
);
wanted.set(
  'docs/examples/init/failure-policy.ts',
  ownPolicy(read('src/policy/policy.ts'), read('docs/examples/policy/threshold-policy.ts')),
);
const groups = /** @type {import('./rule-texts.mjs').Groups} */ (JSON.parse(read('docs/tools/rule-groups.json')));
for (const rule of Object.keys(plugin.rules)) {
  const page = `docs/rules/${rule}.md`;
  const withHeader = replaceSection(read(page), 'header', header(plugin, rule, groups), page);
  wanted.set(page, replaceSection(withHeader, 'options', optionTable(plugin, rule), page));
}
for (const [page, folder] of Object.entries({ 'README.md': 'docs/rules/', 'docs/rules/README.md': '' })) {
  wanted.set(page, replaceSection(read(page), 'rules', ruleTables(plugin, groups, folder), page));
}
const layers = /** @type {Layers} */ (JSON.parse(read('src/layers.json')));
wanted.set(
  'docs/architecture.md',
  replaceSection(read('docs/architecture.md'), 'rooms', matrix(layers), 'docs/architecture.md'),
);

let interleavings = read('docs/interleavings.md');
for (const [section, text] of interleavingSections(plugin, root)) {
  interleavings = replaceSection(interleavings, section, text, 'docs/interleavings.md');
}
wanted.set('docs/interleavings.md', interleavings);

const { LIBRARIES } = /** @type {typeof import('../../dist/src/models/libraries.js')} */ (
  await import(pathToFileURL(path.join(root, 'dist/src/models/libraries.js')).href)
);
wanted.set(
  'docs/models.md',
  replaceSection(read('docs/models.md'), 'libraries', modelSections(LIBRARIES), 'docs/models.md'),
);

const { LEXICON, OVERLAPS } = /** @type {typeof import('../../dist/src/lexicon/lexicon.js')} */ (
  await import(pathToFileURL(path.join(root, 'dist/src/lexicon/lexicon.js')).href)
);
const { CARRIERS } = /** @type {typeof import('../../dist/src/lexicon/concept.js')} */ (
  await import(pathToFileURL(path.join(root, 'dist/src/lexicon/concept.js')).href)
);
wanted.set(
  'docs/lexicon.md',
  replaceSection(read('docs/lexicon.md'), 'concepts', lexiconSections(LEXICON, OVERLAPS, CARRIERS), 'docs/lexicon.md'),
);

wanted.set('src/program/programs.ts', programsFile(root));

const stale = [...wanted].filter(([file, text]) => read(file) !== text).map(([file]) => file);
if (check && stale.length > 0) {
  console.error(`Not up to date: ${stale.join(', ')}. Run "npm run generate".`);
  process.exitCode = 1;
} else if (check) {
  console.log(`${wanted.size} generated files are up to date.`);
} else {
  for (const file of stale) {
    writeFileSync(path.join(root, file), wanted.get(file) ?? '');
  }
  console.log(stale.length === 0 ? 'Everything was up to date.' : `Wrote ${stale.join(', ')}.`);
}

const quotes = spawnSync(
  process.execPath,
  [path.join(import.meta.dirname, 'quote-examples.mjs'), ...(check ? ['--check'] : [])],
  { stdio: 'inherit' },
);
process.exitCode ||= quotes.status ?? 1;
