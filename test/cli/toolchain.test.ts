import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { findEslint } from '../../src/cli/toolchain.js';
import { findTypeScriptParser } from '../../src/module-graph/toolchain.js';
import { project } from './command-line.js';

/** A project whose node_modules holds a package that answers with this source. */
function withPackage(name: string, source: string): string {
  const folder = project({});
  const at = path.join(folder, 'node_modules', name);
  mkdirSync(at, { recursive: true });
  writeFileSync(path.join(at, 'index.js'), source);
  return folder;
}

describe('findEslint', () => {
  it('takes the ESLint of the first folder that has one', () => {
    const nine = project({}, { eslint: 'eslint-v9' });
    const ten = project({}, { eslint: 'eslint' });
    expect(findEslint([nine, ten]).version).toMatch(/^9\./);
    expect(findEslint([project({}), ten, nine]).version).toMatch(/^10\./);
  });

  it('falls back to the ESLint that stands beside this package', () => {
    expect(findEslint([project({})]).version).toMatch(/^10\./);
  });

  it('passes over an ESLint that is too old or broken', () => {
    const old = withPackage('eslint', 'exports.ESLint = class { static version = "8.57.1" };');
    const broken = withPackage('eslint', 'throw new Error("broken");');
    expect(findEslint([old, broken]).version).toMatch(/^10\./);
  });
});

describe('findTypeScriptParser', () => {
  it('takes the parser of the project', () => {
    const own = withPackage(
      '@typescript-eslint/parser',
      'exports.meta = { name: "own" }; exports.parseForESLint = () => {};',
    );
    expect(findTypeScriptParser([own])).toHaveProperty('meta.name', 'own');
  });

  it('takes the parser inside typescript-eslint where only that one is visible', () => {
    const own = withPackage('typescript-eslint', 'exports.parser = { meta: { name: "inside" } };');
    expect(findTypeScriptParser([own])).toHaveProperty('meta.name', 'inside');
  });
});
