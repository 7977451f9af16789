import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

import { project } from '../support/project.js';
import { ROOT } from '../support/sources.js';

const url = (file: string): string => JSON.stringify(pathToFileURL(path.join(ROOT, file)).href);

const CONFIG = `
import resilience from ${url('dist/src/index.js')};
import parser from ${url('node_modules/@typescript-eslint/parser/dist/index.js')};

export default [resilience.configs.recommended, { files: ['**/*.ts'], languageOptions: { parser } }];
`;

const RETRY = `
export async function withRetry<T>(fn: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fn();
    } catch (error) {
      if (attempt >= 3) throw error;
    }
  }
}
`;

/** A file that composes a breaker with what two other files export. */
const client = (i: number): string => `
import { CircuitBreaker } from './breaker.js';
import { withRetry } from './retry.js';

const breaker = new CircuitBreaker();
export const load${i} = (id: string) => breaker.execute(() => withRetry(() => fetch(id)));
`;

const BREAKER = `
export class CircuitBreaker {
  private state = 'closed';
  private failures = 0;

  async execute<T>(fn: () => Promise<T>): Promise<T> {
    if (this.state === 'open') throw new Error('open');
    try {
      const result = await fn();
      this.failures = 0;
      return result;
    } catch (error) {
      this.failures += 1;
      if (this.failures >= 5) {
        this.state = 'open';
        setTimeout(() => { this.state = 'half-open'; }, 1_000);
      }
      throw error;
    }
  }
}
`;

describe.each(['eslint', 'eslint-v9'])('%s with --concurrency', (name) => {
  it('says the same in several threads as in one', () => {
    const clients = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`src/client${i}.ts`, client(i)]));
    const root = project({
      'package.json': { type: 'module' },
      'eslint.config.js': CONFIG,
      'src/retry.ts': RETRY,
      'src/breaker.ts': BREAKER,
      ...clients,
    });
    const lint = (...args: string[]): unknown => {
      const bin = path.join(ROOT, 'node_modules', name, 'bin/eslint.js');
      const { stdout, stderr } = spawnSync(process.execPath, [bin, '--format', 'json', ...args, 'src'], {
        cwd: root,
        encoding: 'utf8',
      });
      expect(stderr).not.toContain('Error');
      const files = JSON.parse(stdout) as {
        filePath: string;
        messages: { ruleId: string; line: number; message: string }[];
      }[];
      return files.map(({ filePath, messages }) => [
        path.relative(root, filePath),
        messages.map(({ ruleId, line, message }) => [ruleId, line, message]),
      ]);
    };
    const single = lint();
    expect(lint('--concurrency=2')).toEqual(single);
    const found = JSON.stringify(single).match(/"resilience\/no-retry-in-breaker",6,"15 service calls/g);
    expect(found).toHaveLength(12);
  });
});
