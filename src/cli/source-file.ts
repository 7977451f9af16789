import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A file as it was read, so that it can be replaced as a whole or not at all. */
export interface SourceFile {
  /** Without a byte order mark, as ESLint sees it. */
  readonly text: string;
  /** Replaces the text; throws, and leaves the file as it is, where that is not possible or somebody else has changed it meanwhile. */
  replace(text: string): void;
}

const MARK = '\uFEFF';

/** Undefined where the file is not UTF-8, and what is written would not be what was read. */
export function readSource(name: string): SourceFile | undefined {
  // Behind a link, since a new file takes the place of the old one.
  const file = realpathSync(name);
  const bytes = readFileSync(file);
  const content = bytes.toString('utf8');
  if (!Buffer.from(content).equals(bytes)) {
    return undefined;
  }
  const mark = content.startsWith(MARK) ? MARK : '';
  return {
    text: content.slice(mark.length),
    replace(text) {
      const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
      try {
        writeFileSync(temporary, mark + text, { flag: 'wx', mode: statSync(file).mode });
        if (!readFileSync(file).equals(bytes)) {
          throw new Error('it has changed since it was linted');
        }
        renameSync(temporary, file);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    },
  };
}
