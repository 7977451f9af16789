// @ts-check
/** Compiles the package into dist, and puts beside it what is read from there: the pages, where `meta.docs.url` points, and what `init` writes. */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// Each script that needs what is built builds it. A run of all of them builds once, and says so.
if (process.env['RESILIENCE_IS_BUILT'] !== undefined) {
  process.exit();
}

const root = path.resolve(import.meta.dirname, '../..');

// What a deleted source left behind would be packed.
rmSync(path.join(root, 'dist'), { recursive: true, force: true });

// By path: another package may own node_modules/.bin/tsc.
const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) {
  process.exit(status ?? 1);
}

// One file holds all models: a module for each package would double the time that the plugin takes to load.
const models = path.join(root, 'dist/src/models');
const bundle = path.join(models, 'libraries.js');
const parts = [...readFileSync(bundle, 'utf8').matchAll(/ from '\.\/([\w-]+)\.js';/g)].map(([, name]) => name ?? '');
const { LIBRARIES } = /** @type {{ LIBRARIES: unknown }} */ (await import(pathToFileURL(bundle).href));
writeFileSync(bundle, `export const LIBRARIES = JSON.parse(${JSON.stringify(JSON.stringify(LIBRARIES))});\n`);
for (const name of parts) {
  rmSync(path.join(models, `${name}.js`));
  rmSync(path.join(models, `${name}.d.ts`));
}

for (const page of ['docs/rules', 'docs/failure-policy.md', 'docs/interleavings.md', 'docs/examples/init']) {
  cpSync(path.join(root, page), path.join(root, 'dist', page), { recursive: true });
}
