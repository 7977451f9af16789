import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { run } from '../../src/cli/run.js';
import { ROOT } from '../support/sources.js';
import { temporaryFolder } from '../support/temporary-folder.js';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A throw-away project: file name to content. Names in `links` become node_modules entries that point at ours. */
export function project(files: Record<string, string>, links: Record<string, string> = {}): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  for (const [name, ours] of Object.entries(links)) {
    const link = path.join(folder, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules', ours), link, 'dir');
  }
  return folder;
}

/** Copies one of the seeds' code states into a project. */
export function copyState(state: string, folder: string): void {
  cpSync(path.join(ROOT, 'test/seeds/states', state), path.join(folder, path.basename(state)));
}

/** Runs the command in this process. */
export async function commandLine(args: readonly string[], cwd: string): Promise<Run> {
  const text = { out: '', err: '' };
  const code = await run(args, {
    cwd,
    out: (more) => {
      text.out += more;
    },
    err: (more) => {
      text.err += more;
    },
  });
  return { code, ...text };
}
