import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(() => {
  for (const folder of made) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** An empty folder outside the project, gone after the test file. */
export function temporaryFolder(): string {
  // The real path: a linter that is given a link answers with the file behind it.
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'resilience-')));
  made.push(folder);
  return folder;
}
