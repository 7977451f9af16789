/**
 * Runs programs in Node, one after the other, and prints what each has logged. Its clock is the one of `virtual-time.mjs`.
 *
 * node original.mjs <folder> <log.js>, where each folder in `folder` is a program that begins with its `main.js`.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import './missing-features.mjs';
import { install } from './virtual-time.mjs';

const [folder, logFile] = process.argv.slice(2);
const { log, lines } = await import(pathToFileURL(logFile).href);
globalThis.log = log;
process.on('unhandledRejection', () => {});

const results = {};
for (const name of readdirSync(folder)) {
  const clock = install();
  try {
    await import(pathToFileURL(path.join(folder, name, 'main.js')).href);
  } catch (error) {
    log('the program throws', error);
  }
  await clock.run(100_000);
  results[name] = lines.splice(0);
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
