import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { collectCases } from './rule-tester.js';
import { filesIn, ROOT } from './sources.js';

/**
 * The cases of every rule, from its test file.
 *
 * The query makes a second module of a test file, so that it does not matter whether the file itself has been run, or will be, in this process.
 */
export const specifications = await collectCases(() =>
  Promise.all(
    filesIn('test/rules', '.test.ts').map((file) => import(`${pathToFileURL(path.join(ROOT, file)).href}?cases`)),
  ),
);
