import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { temporaryFolder } from './temporary-folder.js';

/** Writes files below a folder; what is no string is written as JSON. A text `→ target` is a link. */
export function write(folder: string, files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const link = typeof content === 'string' ? /^→ (.*)$/.exec(content)?.[1] : undefined;
    if (link !== undefined) {
      symlinkSync(link, file, 'junction');
    } else {
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    }
  }
}

/** A folder with these files, gone after the test file. */
export function project(files: Readonly<Record<string, unknown>>): string {
  const folder = temporaryFolder();
  write(folder, files);
  return folder;
}
