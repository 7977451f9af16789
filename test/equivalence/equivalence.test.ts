import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Linter } from 'eslint';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { lintFile, type Finding } from '../support/lint.js';
import { project } from '../support/project.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { cell, FORM_NAMES, formOf, lacking, layoutsOf, retryModule, type Cell } from './cells.js';
import { SHAPES, SINGLE_CALL, type Shape } from './shapes.js';

const RETRY_RULES = ['no-retry-in-breaker', 'require-half-open-retry-suppression'];
const RACE_RULES = ['no-unsynchronized-breaker-state', 'require-half-open-probe-limit'];

const shapes: readonly [name: string, shape: Shape][] = Object.entries(SHAPES);

const rows = FORM_NAMES.flatMap((form) =>
  layoutsOf(form).map((layout) => ({
    form,
    layout,
    cells: shapes.map(([name, shape]) => ({ name, shape, cell: cell(form, layout, name, shape) })),
    twin: cell(form, layout, 'a single call', SINGLE_CALL),
  })),
);

/** One folder for all: a module that several cells import is there once. */
const texts = rows.flatMap(({ cells, twin }) => [twin.files, ...cells.map((row) => row.cell.files)]);
const folder = project(Object.assign({ 'package.json': { type: 'module' } }, ...texts) as Record<string, unknown>);

const config = (rules: readonly string[]): Linter.Config => ({
  plugins: { resilience: plugin },
  rules: Object.fromEntries(rules.map((rule) => [`resilience/${rule}`, 'error'])),
});

const known = new Map<string, readonly Finding[]>();

/** What the rules say of the modules of a cell. */
function findings({ files }: Cell, rules: readonly string[]): readonly Finding[] {
  return Object.keys(files).flatMap((file) => {
    const key = [file, ...rules].join();
    const found = known.get(key) ?? lintFile(folder, file, config(rules));
    known.set(key, found);
    return found;
  });
}

it('the table has 1,404 cells', () => {
  expect(rows.flatMap(({ cells }) => cells)).toHaveLength(1_404);
  expect(new Set(rows.flatMap(({ cells }) => cells.map((row) => row.cell.main))).size).toBe(1_404);
});

describe('a shape makes so many calls of what fails:', () => {
  let clock: VirtualClock;
  beforeEach(() => {
    clock = VirtualClock.install();
  });
  afterEach(() => clock.uninstall());

  // What the library does is held against the package where its model is tested.
  const written = shapes.filter(([name]) => name !== 'p-retry');

  it.each([...written, ['a single call', SINGLE_CALL] as const])('%s', async (name, { attempts }) => {
    const file = pathToFileURL(path.join(folder, retryModule(name))).href;
    const { withRetry } = (await import(file)) as { withRetry(fn: () => Promise<never>): Promise<never> };
    let calls = 0;
    const outcome = withRetry(() => {
      calls += 1;
      return Promise.reject(new Error('timeout'));
    });
    outcome.catch(() => undefined);
    expect(await clock.settles(outcome)).toBe(true);
    await expect(outcome).rejects.toThrow();
    expect(calls).toBe(attempts);
  });
});

describe.each(rows.map((row) => [`${row.form}, ${row.layout}`, row] as const))('%s', (_, { form, cells, twin }) => {
  it('has each shape of the retry found once, with the numbers', () => {
    const failures = cells.flatMap(({ name, shape, cell: { main, files } }) => {
      const what = lacking(findings({ main, files }, RETRY_RULES), shape, formOf(form));
      return what === undefined ? [] : [`${name}: ${what}`];
    });
    expect(failures).toEqual([]);
  });

  it('has no retry found where there is none', () => {
    expect(findings(twin, RETRY_RULES)).toEqual([]);
  });

  if (formOf(form).halfOpen !== 'library') {
    it('has its races found', () => {
      const owed = formOf(form).halfOpen === 'own' ? RACE_RULES : RACE_RULES.slice(0, 1);
      const found = new Set(findings(twin, RACE_RULES).map(({ rule }) => rule));
      expect([...found].sort()).toEqual(owed);
    });
  }
});
