// @ts-check
/** Compiles the package into dist, and puts beside it what is read from there: the pages, where `meta.docs.url` points, and what `init` writes. */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

// What a deleted source left behind would be packed.
rmSync(path.join(root, 'dist'), { recursive: true, force: true });

// By path: another package may own node_modules/.bin/tsc.
const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
if (status !== 0) {
  process.exit(status ?? 1);
}
for (const page of ['docs/rules', 'docs/failure-policy.md', 'docs/interleavings.md', 'docs/examples/init']) {
  cpSync(path.join(root, page), path.join(root, 'dist', page), { recursive: true });
}
