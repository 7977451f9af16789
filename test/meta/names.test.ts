import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { filesIn, read } from '../support/sources.js';

/**
 * Only the lexicon decides by names. A pattern of names is a regular expression with three letters in a row, escapes and the names of
 * groups left out: `/retry/`, `/^on[A-Z]|cancel$/` and `new RegExp('Error$')` are some; `/\d+/`, `/\bab/` and `/[a-z]/` are none.
 */
const ROOMS = ['src/machine', 'src/circuits', 'src/program', 'src/ir'];

/** An escape in a regular expression: `\p{…}`, `\u{…}`, `\u0041`, `\x41`, `\cA`, a reference by name, or one character. */
const ESCAPE = /\\(?:[pPu]\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|k<[^>]*>|[\s\S])/gu;

/** The name of a group is no part of what is matched. */
const GROUP_NAME = /\(\?<(?![=!])[^>]*>/gu;

const namesSomething = (pattern: string): boolean =>
  /\p{L}{3}/u.test(pattern.replaceAll(ESCAPE, ' ').replaceAll(GROUP_NAME, '('));

/** The regular expressions of a file: literals, and what is handed to `RegExp` where that is written. */
function patternsIn(code: string): string[] {
  const patterns: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      patterns.push(node.text.slice(1, node.text.lastIndexOf('/')));
    } else if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && isRegExp(node.expression)) {
      patterns.push(...(node.arguments ?? []).slice(0, 1).flatMap(stringsIn));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('module.ts', code, ts.ScriptTarget.Latest, true));
  return patterns;
}

const isRegExp = (callee: ts.Expression): boolean =>
  (ts.isIdentifier(callee) && callee.text === 'RegExp') ||
  (ts.isPropertyAccessExpression(callee) && callee.name.text === 'RegExp');

/** Every string that is written somewhere in an expression. */
function stringsIn(expression: ts.Node): string[] {
  const strings: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddle(node) ||
      ts.isTemplateTail(node)
    ) {
      strings.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(expression);
  return strings;
}

const namePatternsIn = (code: string): string[] => patternsIn(code).filter(namesSomething);

describe.each(ROOMS)('%s', (room) => {
  it('has no pattern of names', () => {
    const found = filesIn(room, '.ts').flatMap((file) =>
      namePatternsIn(read(file)).map((text) => `${file}: /${text}/`),
    );
    expect(found).toEqual([]);
  });
});

describe('the check itself', () => {
  it.each([
    'const a = /retry/;',
    'const a = /^on[A-Z]|cancel$/i.test(name);',
    'const a = /\\blog\\b/;',
    'const a = /log\\w*/;',
    "const a = new RegExp('^is' + 'Open$');",
    "const a = RegExp('breaker', 'i');",
    'const a = new RegExp(`\\\\b${name}Error$`);',
    'const a = new globalThis.RegExp("sleep");',
    "const a = new RegExp(['foo', name].join('|'));",
    'const a = /(?:a|b)été/;',
  ])('finds %s', (code) => {
    expect(namePatternsIn(code)).toHaveLength(1);
  });

  it.each([
    'const a = /^\\d+$/;',
    'const a = /[a-z][A-Z]/;',
    'const a = /\\.[cm]?[jt]sx?$/;',
    'const a = /\\p{Letter}\\u{1F600}\\u00e9\\x41\\cA/u;',
    'const a = /(?<year>\\d{4})\\k<year>/;',
    'const a = /^#!/;',
    'const a = /\\bab\\b/;',
    "const a = new RegExp(text, 'gimsuy');",
    "const a = 'retry'; // /retry/",
    'const a = retry / attempt / 2;',
  ])('allows %s', (code) => {
    expect(namePatternsIn(code)).toEqual([]);
  });
});
