/** Everything in the tests and the documentation that a suggestion may be offered for. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { formed, FORMS, PATTERNS } from '../interleavings/forms.js';
import { EXCLUSIVE, lockedBreaker, SHARED } from '../interleavings/locks.js';
import { unmarked, code } from '../support/marked.js';
import { sectionsOf } from '../support/page.js';
import { filesIn, read, ROOT } from '../support/sources.js';
import { specifications } from '../support/specifications.js';
import { collectTwins } from '../support/twins.js';
import type { Surroundings } from './apply.js';

export interface Source {
  readonly from: string;
  readonly name: string;
  readonly filename: string;
  readonly code: string;
  /** What a rule is specified to be silent on: only other rules have something to offer, and their own cases follow that further. */
  readonly isValid?: boolean;
  readonly surroundings?: Surroundings;
}

const isCode = (file: string): boolean => /\.[cm]?[jt]sx?$/.test(file) && !file.endsWith('.d.ts');

const files = (from: string, folder: string): Source[] =>
  filesIn(folder, '')
    .filter(isCode)
    .map((file) => ({ from, name: file, filename: path.basename(file), code: read(file) }));

/** The cases of each rule, those that it reports and those that it is silent on: another rule may have something to say there. */
const specified = (): Source[] =>
  [...specifications].flatMap(([rule, { valid, invalid }]) =>
    [...invalid, ...valid].map(({ name, code: text, filename = 'file.ts', options = [], settings = {} }, i) => ({
      from: 'specifications of the rules',
      name: `${rule}: ${name}`,
      filename,
      code: text,
      isValid: i >= invalid.length,
      surroundings: {
        ...(options.length > 0 && { rules: { [`resilience/${rule}`]: ['error', ...options] } }),
        settings,
      },
    })),
  );

const pages = (): Source[] =>
  ['README.md', ...filesIn('docs', '.md')].flatMap((page) =>
    sectionsOf(read(page)).flatMap(({ examples }) =>
      examples
        .filter(({ language }) => /^[cm]?[jt]sx?$/.test(language))
        .map(({ language, options, code: text, line }) => ({
          from: 'pages',
          name: `${page}:${line}`,
          filename: `example.${language}`,
          code: text,
          surroundings:
            options.length === 0
              ? {}
              : { rules: { [`resilience/${path.basename(page, '.md')}`]: ['error', ...options] } },
        })),
    ),
  );

const shapes = (): Source[] => [
  ...Object.entries(PATTERNS).flatMap(([pattern, body]) =>
    Object.entries(FORMS).map(([form, shape]) => ({
      from: 'shapes',
      name: `${pattern}, in ${form}`,
      filename: 'circuit-breaker.js',
      code: formed(body, shape),
    })),
  ),
  ...Object.entries({ ...EXCLUSIVE, ...SHARED }).map(([lock, parts]) => ({
    from: 'shapes',
    name: lock,
    filename: 'breaker.js',
    code: lockedBreaker(parts),
  })),
];

/** What is easily taken for a race, beside what is one. */
async function paired(): Promise<Source[]> {
  const pairs = await collectTwins(() =>
    Promise.all(
      ['traps', 'published'].map(
        (name) => import(`${pathToFileURL(path.join(ROOT, `test/interleavings/${name}.test.ts`)).href}?pairs`),
      ),
    ),
  );
  return [...pairs].flatMap(([name, { right, wrong }]) =>
    [right, wrong].map((text) => ({
      from: 'interleavings',
      name,
      filename: 'circuit-breaker.ts',
      code: code(unmarked(text)),
    })),
  );
}

export const sources: readonly Source[] = [
  ...specified(),
  ...files('states of the seeds', 'test/seeds/states'),
  ...files('interleavings', 'test/interleavings/cases'),
  ...(await paired()),
  ...files('fixtures', 'test/analysis/fixtures'),
  ...files('fixtures', 'test/fixtures/near-misses'),
  ...files('examples', 'docs/examples'),
  ...pages(),
  ...shapes(),
];
