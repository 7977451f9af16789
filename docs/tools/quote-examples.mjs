// Copies files of this repository into the pages that quote them:
//
//   <!-- begin: docs/examples/policy/x.ts -->
//   (the file, as a code block)
//   <!-- end -->
//
// node docs/tools/quote-examples.mjs            writes the quotes
// node docs/tools/quote-examples.mjs --check    writes nothing; exit code 1 if a quote is out of date
//
// Markers inside a code block are text. A third argument names another root, for the tests.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const args = process.argv.slice(2);
const check = args.includes('--check');
const unknown = args.filter((arg) => arg.startsWith('-') && arg !== '--check');
const [folder] = args.filter((arg) => !arg.startsWith('-'));
const root = folder === undefined ? fileURLToPath(new URL('../../', import.meta.url)) : resolve(folder);

const LANGUAGES = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.json': 'json',
  '.md': 'md',
};

function* pages(path) {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) {
    if (extname(path) === '.md') yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (name !== 'node_modules') yield* pages(join(path, name));
  }
}

/** The lines of a code block with the file's text; the fence is longer than any in the text. */
function quote(file) {
  const path = resolve(root, file);
  const inside = relative(root, path);
  if (inside.startsWith('..') || isAbsolute(inside)) throw new Error(`${file} is not a file of this repository.`);
  if (!existsSync(path) || !statSync(path).isFile()) throw new Error(`there is no file ${file}.`);
  const text = readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trimEnd();
  const longest = Math.max(2, ...[...text.matchAll(/^\s*(`{3,})/gm)].map(([, ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${LANGUAGES[extname(file)] ?? ''}`, ...text.split('\n'), fence];
}

function updated(text) {
  const out = [];
  let fence;
  let open;
  let count = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const at = (problem) => new Error(`line ${index + 1}: ${problem}`);
    const begin = /^<!-- begin: (\S+) -->\s*$/.exec(line);
    const end = /^<!-- end -->\s*$/.test(line);
    const ticks = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (ticks !== null) {
      const [, mark, info] = ticks;
      if (fence === undefined) fence = mark;
      else if (mark[0] === fence[0] && mark.length >= fence.length && info.trim() === '') fence = undefined;
    }
    if (fence === undefined && ticks === null) {
      if (begin !== null) {
        if (open !== undefined) throw at(`a quote begins inside the quote of ${open}.`);
        open = begin[1];
        count += 1;
        try {
          out.push(line, ...quote(open), '<!-- end -->');
        } catch (error) {
          throw at(error.message);
        }
        continue;
      }
      if (end) {
        if (open === undefined) throw at('a quote ends that never began.');
        open = undefined;
        continue;
      }
    }
    if (open === undefined) out.push(line);
  }
  if (open !== undefined) throw new Error(`the quote of ${open} never ends.`);
  return { text: out.join('\n'), count };
}

function main() {
  if (unknown.length > 0) {
    console.error(`Unknown option ${unknown.join(', ')}. The only option is --check.`);
    return 2;
  }
  let quotes = 0;
  const stale = [];
  const problems = [];
  for (const page of [...pages(join(root, 'README.md')), ...pages(join(root, 'docs'))]) {
    const name = relative(root, page);
    const before = readFileSync(page, 'utf8');
    try {
      const eol = before.includes('\r\n') ? '\r\n' : '\n';
      const { text, count } = updated(before.replaceAll('\r\n', '\n'));
      const after = text.replaceAll('\n', eol);
      quotes += count;
      if (after === before) continue;
      stale.push(name);
      if (!check) writeFileSync(page, after);
    } catch (error) {
      problems.push(`${name}: ${error.message}`);
    }
  }
  for (const problem of problems) console.error(problem);
  if (check) {
    for (const name of stale) console.error(`${name}: a quote is out of date; run node docs/tools/quote-examples.mjs.`);
  } else {
    for (const name of stale) console.log(`${name}: updated`);
  }
  console.log(
    `${quotes} quotes${check ? ' checked' : ''}, ${stale.length} pages ${check ? 'out of date' : 'updated'}.`,
  );
  if (quotes === 0 && problems.length === 0) {
    console.error('No page quotes anything: is this the right folder?');
    return 1;
  }
  return problems.length > 0 || (check && stale.length > 0) ? 1 : 0;
}

process.exitCode = main();
