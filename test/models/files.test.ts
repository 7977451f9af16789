import path from 'node:path';
import { describe, expect, it } from 'vitest';

import type { LibraryModel } from '../../src/models/model.js';
import { LIBRARIES } from '../../src/models/libraries.js';
import { isRange } from '../../src/models/versions.js';
import { filesIn, ROOT } from '../support/sources.js';

/** What is no data in the room of the models. */
const CODE = [
  'agreement.ts',
  'fields.ts',
  'libraries.ts',
  'model.ts',
  'programs.ts',
  'registry.ts',
  'shape.ts',
  'versions.ts',
];

const files = filesIn('src/models', '.ts').filter((file) => !CODE.includes(path.basename(file)));

const modelsIn = async (file: string): Promise<readonly LibraryModel[]> =>
  Object.values((await import(path.join(ROOT, file))) as Record<string, LibraryModel | readonly LibraryModel[]>).flat();

describe.each(files)('%s', (file) => {
  it('describes one package, and is registered', async () => {
    const models = await modelsIn(file);
    expect(models.length).toBeGreaterThan(0);
    expect(models.filter((model) => !LIBRARIES.includes(model))).toEqual([]);
    const [{ package: name } = { package: '' }] = models;
    expect(path.basename(file, '.ts')).toBe(
      name === '@aws-sdk/client-*' ? 'aws-sdk-clients' : name.replace('@', '').replaceAll(/[/.]/g, '-').toLowerCase(),
    );
  });

  it('says for which versions, and where the facts can be read', async () => {
    for (const { versions, sources } of await modelsIn(file)) {
      expect(isRange(versions)).toBe(true);
      expect(sources.length).toBeGreaterThan(0);
      for (const { fact, url } of sources) {
        expect(fact).not.toBe('');
        expect(url).toMatch(/^https:\/\/[\w.-]+\/\S*$/);
        expect(url).not.toMatch(/registry|npmjs|unpkg|jsdelivr/);
      }
    }
  });

  it('is plain data, and refers to values that it has', async () => {
    for (const model of await modelsIn(file)) {
      expect(JSON.parse(JSON.stringify(model))).toEqual(model);
      const used = [...JSON.stringify(model).matchAll(/"use":"([^"]*)"/g)].map(([, name]) => name);
      expect(Object.keys(model.values ?? {}).sort()).toEqual([...new Set(used)].sort());
    }
  });
});

it('every registered model comes from a file', async () => {
  const inFiles = (await Promise.all(files.map(modelsIn))).flat();
  expect(LIBRARIES.filter((model) => !inFiles.includes(model))).toEqual([]);
});
