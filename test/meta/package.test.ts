import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { version } from '../../src/version.js';
import { read, ROOT } from '../support/sources.js';

interface Manifest {
  readonly version: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly peerDependenciesMeta: Record<string, { optional: boolean }>;
  readonly exports: Record<string, string | Record<string, string>>;
  readonly bin: Record<string, string>;
}

const manifest = JSON.parse(read('package.json')) as Manifest;

describe('the package', () => {
  it('depends on nothing at run time, and works without its peers', () => {
    expect(manifest.dependencies ?? {}).toEqual({});
    expect(Object.values(manifest.peerDependenciesMeta)).toEqual([{ optional: true }, { optional: true }]);
  });

  it('points at files that the build makes', () => {
    const targets = [
      ...Object.values(manifest.exports).flatMap((entry) => (typeof entry === 'string' ? [] : Object.values(entry))),
      ...Object.values(manifest.bin),
    ];
    const sources = targets.map((target) =>
      path.join(ROOT, target.replace(/^(\.\/)?dist\//, '').replace(/(\.d\.ts|\.js)$/, '.ts')),
    );
    expect(sources.length).toBeGreaterThan(4);
    expect(sources.filter((source) => !existsSync(source))).toEqual([]);
  });

  it('tells ESLint its version', () => {
    expect(version).toBe(manifest.version);
  });
});

describe('the lock file', () => {
  it('holds no download addresses', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"');
  });

  it('holds one exact version of all typescript-eslint packages', () => {
    const versions = Object.entries(manifest.devDependencies).flatMap(([name, range]) =>
      /^(@typescript-eslint\/|typescript-eslint$)/.test(name) ? [range] : [],
    );
    expect(new Set(versions).size).toBe(1);
    expect(versions[0]).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
