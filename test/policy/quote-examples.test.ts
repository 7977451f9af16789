import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, it } from 'vitest';

const TOOL = fileURLToPath(new URL('../../docs/tools/quote-examples.mjs', import.meta.url));

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function repository(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'quotes-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function run(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOOL, ...args], { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

const page = (folder: string): string => readFileSync(join(folder, 'docs/page.md'), 'utf8');

describe('the pages of this project', () => {
  it('quote their examples as they are', () => {
    expect(run('--check')).toMatchObject({ status: 0 });
  });
});

describe('quote-examples', () => {
  const example = 'docs/examples/x.ts';
  const begin = `<!-- begin: ${example} -->`;

  it('writes the file between the markers and leaves the rest alone', () => {
    const folder = repository({
      [example]: 'const a = 1;\n',
      'docs/page.md': `before\n\n${begin}\nold\n<!-- end -->\n\nafter\n`,
    });
    expect(run(folder)).toMatchObject({ status: 0, output: 'docs/page.md: updated\n1 quotes, 1 pages updated.\n' });
    expect(page(folder)).toBe(`before\n\n${begin}\n\`\`\`ts\nconst a = 1;\n\`\`\`\n<!-- end -->\n\nafter\n`);
    expect(run(folder)).toMatchObject({ status: 0, output: '1 quotes, 0 pages updated.\n' });
  });

  it('with --check says which page is out of date and writes nothing', () => {
    const before = `${begin}\n<!-- end -->\n`;
    const folder = repository({ [example]: 'const a = 1;\n', 'docs/page.md': before });
    const { status, output } = run(folder, '--check');
    expect(status).toBe(1);
    expect(output).toContain('docs/page.md: a quote is out of date');
    expect(page(folder)).toBe(before);
  });

  it('takes a longer fence for a file that contains one, and ignores markers in code blocks', () => {
    const folder = repository({
      'docs/examples/x.md': 'text\n\n```ts\n<!-- end -->\n```\n',
      'docs/page.md': '<!-- begin: docs/examples/x.md -->\n<!-- end -->\n\n```md\n<!-- begin: nothing.ts -->\n```\n',
    });
    expect(run(folder)).toMatchObject({ status: 0 });
    const after = page(folder);
    expect(after).toContain('````md\ntext');
    expect(run(folder, '--check')).toMatchObject({ status: 0 });
    expect(page(folder)).toBe(after);
  });

  it('keeps the line ends of the page', () => {
    const folder = repository({ [example]: 'const a = 1;\n', 'docs/page.md': `${begin}\r\n<!-- end -->\r\n` });
    run(folder);
    expect(page(folder)).toBe(`${begin}\r\n\`\`\`ts\r\nconst a = 1;\r\n\`\`\`\r\n<!-- end -->\r\n`);
  });

  it.each([
    ['there is no file docs/examples/x.ts', `${begin}\n<!-- end -->\n`, {}],
    ['../x.ts is not a file of this repository', '<!-- begin: ../x.ts -->\n<!-- end -->\n', {}],
    ['the quote of docs/examples/x.ts never ends', `${begin}\n`, { [example]: '' }],
    [
      'line 2: a quote begins inside the quote of docs/examples/x.ts',
      `${begin}\n${begin}\n<!-- end -->\n`,
      { [example]: '' },
    ],
    ['line 1: a quote ends that never began', '<!-- end -->\n', {}],
  ])('says: %s', (problem, text, files) => {
    const folder = repository({ ...files, 'docs/page.md': text });
    const { status, output } = run(folder);
    expect(status).toBe(1);
    expect(output).toContain(`docs/page.md: ${problem.startsWith('line') ? problem : ''}`);
    expect(output).toContain(problem);
    expect(page(folder)).toBe(text);
  });

  it('says so when there is nothing to check', () => {
    expect(run(repository({ 'docs/page.md': 'text\n' }), '--check')).toMatchObject({ status: 1 });
  });

  it('refuses an option that it does not know', () => {
    expect(run('--chekc')).toMatchObject({ status: 2 });
  });
});
