import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { Stop } from './stop.js';

/** What is written, beside the compiled sources as beside the sources themselves. */
const TEMPLATES = new URL('../../docs/examples/init/', import.meta.url);

const NAME = 'failure-policy';

/**
 * Writes a project's own failure policy, and answers with what the person has to do next. Never overwrites a file.
 *
 * @param target The file to write; by default `failure-policy` in `src`, or beside package.json where there is no such folder.
 */
export function init(target: string | undefined, cwd: string): string {
  const file = path.resolve(cwd, target ?? defaultFile(cwd));
  const shown = path.relative(cwd, file).split(path.sep).join('/');
  const extension = path.extname(file);
  if (!/^\.[cm]?[jt]s$/.test(extension)) {
    throw new Stop(
      `The policy is a JavaScript or TypeScript file; ${shown} has to end in .ts, .mts, .cts, .js, .mjs or .cjs.`,
    );
  }
  const text = content(file, extension);
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    // "wx" fails where the file exists, so that nothing is overwritten between a look and the write.
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Stop(
      code === 'EEXIST' && existsSync(file)
        ? `${shown} exists already and was left as it is.`
        : `${shown} could not be written: ${message}`,
    );
  }
  const module = (shown.startsWith('../') ? shown : `./${shown}`).replace(/ts$/, 'js');
  return [
    `Wrote ${shown}: the interface FailurePolicy, and a ThresholdPolicy with fixed numbers to begin with.`,
    '',
    'To have suggestions use it, add to the ESLint configuration (the path is seen from the folder that ESLint runs in):',
    '',
    `  settings: { resilience: { policy: { module: '${module}', name: 'FailurePolicy' } } },`,
    '',
    `and give --policy ${module} to this command.`,
    '',
  ].join('\n');
}

function content(file: string, extension: string): string {
  const read = (name: string): string => readFileSync(new URL(name, TEMPLATES), 'utf8');
  if (/ts$/.test(extension)) {
    return read(`${NAME}.ts`);
  }
  const text = read(`${NAME}.js`);
  const isCommonJs = extension === '.cjs' || (extension === '.js' && !isModule(path.dirname(file)));
  return isCommonJs ? `${text.replace(/^export class/m, 'class')}\nmodule.exports = { ThresholdPolicy };\n` : text;
}

function defaultFile(cwd: string): string {
  const folder = existsSync(path.join(cwd, 'src')) ? 'src/' : '';
  return `${folder}${NAME}.${existsSync(path.join(cwd, 'tsconfig.json')) ? 'ts' : 'js'}`;
}

/** Whether the package around a folder says that its .js files are ES modules. */
function isModule(folder: string): boolean {
  const file = path.join(folder, 'package.json');
  if (existsSync(file)) {
    return typeIn(file) === 'module';
  }
  return path.dirname(folder) !== folder && isModule(path.dirname(folder));
}

function typeIn(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { type?: unknown } | null)?.type;
  } catch (error) {
    throw new Stop(`${file} is not JSON: ${(error as Error).message}`);
  }
}
