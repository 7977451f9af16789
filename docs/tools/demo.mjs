// @ts-check
/**
 * Builds the package, then lints: some of the breakers that the tests run, or the paths given.
 *
 * With paths it answers with the command line's own exit code. The breakers contain their findings on purpose, so finding them is a
 * success, and finding none is a failure.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const paths = process.argv.slice(2);
const examples = paths.length === 0;

const BREAKERS = [
  'original.ts',
  's1-improvement1.ts',
  's2-improvement2.ts',
  'extra-timer.ts',
  'js/original.cjs',
  'resolved.ts',
].map((file) => `test/seeds/states/${file}`);

const run = (/** @type {string[]} */ args, /** @type {string} */ cwd) =>
  spawnSync(process.execPath, args, { cwd, stdio: 'inherit' }).status ?? 1;

const built = run([path.join(root, 'docs/tools/build.mjs')], root);
if (built !== 0) {
  process.exit(built);
}
// npm runs scripts in the package's folder; paths are meant from where the person stands.
const from = examples ? root : (process.env['INIT_CWD'] ?? root);
const format = path.join(root, 'docs/tools/demo-format.mjs');
const status = run(
  [path.join(root, 'dist/src/cli/main.js'), '--format', format, ...(examples ? [...BREAKERS, 'docs/examples'] : paths)],
  from,
);
if (!examples) {
  process.exit(status);
}
if (status !== 1) {
  console.error('The breakers should have findings.');
  process.exit(status === 0 ? 1 : status);
}
console.log(
  'The breakers in test/seeds/states contain these findings on purpose; resolved.ts and docs/examples show code without any.\n' +
    'Lint code of your own with: npm run demo -- PATH',
);
