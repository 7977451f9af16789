import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import plugin from '../src/index.js';
import { lint } from './support/lint.js';

/** Code that looks like a defect and is right, each file with the reason at its top. Told apart in public code first. */
const folder = new URL('./fixtures/near-misses/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));

describe('the recommended rules are silent on', () => {
  it.each(files)('%s', (file) => {
    const code = readFileSync(new URL(file, folder), 'utf8');
    expect(code.startsWith('//') || code.startsWith('/*')).toBe(true);
    expect(lint(code, file, plugin.configs.recommended)).toEqual([]);
  });
});
