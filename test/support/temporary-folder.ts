import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where the folders of one run stand; the processes of the run inherit it. */
const ROOT = 'RESILIENCE_TEST_FOLDER';

/** Vitest's global set-up: what it gives back is called at the end of the run. */
export function setup(): () => void {
  // The real path: a linter that is given a link answers with the file behind it.
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'resilience-')));
  process.env[ROOT] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** An empty folder outside the project, gone after the tests. */
export const temporaryFolder = (): string => mkdtempSync(path.join(process.env[ROOT] ?? '', 'project-'));
