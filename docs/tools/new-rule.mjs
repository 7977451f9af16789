// @ts-check
/** `npm run new-rule NAME`: writes a rule, its specification and its page, and adds the rule to the plugin. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @param {string} root the project's folder
 * @param {string} name the rule's name
 * @returns {string[]} the files written
 */
export function scaffold(root, name) {
  if (!/^(no|require)(-[a-z][a-z0-9]*)+$/.test(name)) {
    throw new Error('A rule is named no-… or require-…, in lower case, with hyphens.');
  }
  const files = {
    [`rules/${name}.ts`]: rule(name),
    [`test/rules/${name}.test.ts`]: specification(name),
    [`docs/rules/${name}.md`]: PAGE,
  };
  const existing = Object.keys(files).filter((file) => existsSync(path.join(root, file)));
  if (existing.length > 0) {
    throw new Error(`${existing.join(', ')} already exists.`);
  }
  const entry = path.join(root, 'src/index.ts');
  const wired = wire(readFileSync(entry, 'utf8'), name);
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(path.join(root, file), text);
  }
  writeFileSync(entry, wired);
  return [...Object.keys(files), 'src/index.ts'];
}

const camelCase = (/** @type {string} */ name) => name.replace(/-./g, (text) => text.slice(1).toUpperCase());

/**
 * The plugin's entry with the rule imported and listed, both in alphabetical order.
 *
 * @param {string} source
 * @param {string} name
 */
function wire(source, name) {
  const lines = source.split('\n');
  const insert = (/** @type {RegExp} */ like, /** @type {string} */ line) => {
    const places = lines.flatMap((text, index) => (like.test(text) ? [index] : []));
    const last = places.at(-1);
    if (last === undefined) {
      throw new Error('src/index.ts has no list of rules to add to.');
    }
    lines.splice(places.find((index) => (lines[index] ?? '') > line) ?? last + 1, 0, line);
  };
  insert(/^import \w+ from '\.\.\/rules\//, `import ${camelCase(name)} from '../rules/${name}.js';`);
  insert(/^ {2}(no|require)\w+,$/, `  ${camelCase(name)},`);
  return lines.join('\n');
}

const rule = (/** @type {string} */ name) => `import { createRule } from '../src/create-rule.js';

export default createRule({
  name: '${name}',
  description: '${name.startsWith('no-') ? 'Disallow' : 'Require'} …',
  config: 'strict',
  messages: {
    problem: 'What happens, with the number: why, with the path.',
  },
  defaultOptions: {},
  check({ breakers }, { report }) {
    for (const { node } of breakers) {
      report({ node, messageId: 'problem' });
    }
  },
});
`;

const specification = (/** @type {string} */ name) => `import rule from '../../rules/${name}.js';
import { ruleTester } from '../support/rule-tester.js';

ruleTester(rule).run({
  valid: [
    {
      name: 'is silent on …',
      code: \`
\`,
    },
  ],
  invalid: [
    {
      name: 'reports …',
      code: \`
\`,
      errors: [{ messageId: 'problem', line: 1, column: 1, endLine: 1, endColumn: 1 }],
    },
  ],
});
`;

const PAGE = `<!-- begin generated: header -->
<!-- end generated: header -->

What the rule reports, in one paragraph.

## Why

What goes wrong, with the measured number.

## Examples

### Incorrect

\`\`\`ts
\`\`\`

### Correct

\`\`\`ts
\`\`\`

## Options

<!-- begin generated: options -->
<!-- end generated: options -->

## Limits

What the rule cannot see.

## When not to use it

Where the reported code is right.
`;

if (process.argv[1] === import.meta.filename) {
  try {
    const written = scaffold(path.resolve(import.meta.dirname, '../..'), process.argv[2] ?? '');
    console.log(
      `Wrote ${written.join(', ')}.\nNext: the cases of the test, then the rule, then the page; then "npm run generate" and "npm test".`,
    );
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exitCode = 2;
  }
}
