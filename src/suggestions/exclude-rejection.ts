/** "Leave the open circuit out of what is repeated": the retry is told the rejection from a failure of the service. */
import type { Exclusion, RejectionTest } from '../analysis/facts.js';
import { indentOf, insertBefore, quoted, type Edit, type File } from './edits.js';
import { importNames } from './import-names.js';
import { writeAt } from './written-place.js';

/** Undefined where the class of the rejection cannot be brought into scope, or where the options are not written in place. */
export function excludeRejection(file: File, { told, filter }: Exclusion): Edit[] | undefined {
  const names = [
    ...(told.kind === 'class' && told.module !== undefined ? [told.name] : []),
    ...(filter.kind === 'policy' ? [filter.maker] : []),
  ];
  const module = filter.kind === 'policy' ? filter.module : told.module;
  if (filter.kind === 'policy' && told.kind === 'class' && told.module !== undefined && told.module !== filter.module) {
    return undefined;
  }
  if (told.kind === 'class' && told.module === undefined && !isDeclared(file, told.name)) {
    return undefined;
  }
  const imported =
    names.length === 0 || module === undefined
      ? { locals: new Map<string, string>(), edits: [] }
      : importNames(file, names, module);
  if (imported === undefined) {
    return undefined;
  }
  const local = (name: string): string => imported.locals.get(name) ?? name;
  const test = (error: string, negated: boolean): string =>
    rejectionTest(file, { ...told, name: told.kind === 'class' ? local(told.name) : told.name }, error, negated);
  const edits = ((): Edit[] | undefined => {
    switch (filter.kind) {
      case 'predicate':
        return writeAt(file, filter.place, `(${filter.parameters}) => ${test('error', filter.sense === 'retry')}`);
      case 'policy':
        return writeAt(file, filter.place, `${local(filter.maker)}((error) => ${test('error', true)})`);
      case 'handler': {
        const first = filter.body.type === 'BlockStatement' ? filter.body.body[0] : undefined;
        if (first === undefined) {
          return undefined;
        }
        const { eol, step, end } = file.style;
        const indent = indentOf(file, first);
        return [
          insertBefore(
            first,
            `if (${test(filter.error, false)}) {${eol}${indent}${step}throw ${filter.error}${end}${eol}${indent}}${eol}${indent}`,
          ),
        ];
      }
    }
  })();
  return edits && [...imported.edits, ...edits];
}

function rejectionTest(file: File, { kind, name }: RejectionTest, error: string, negated: boolean): string {
  if (kind === 'class') {
    return negated ? `!(${error} instanceof ${name})` : `${error} instanceof ${name}`;
  }
  const code = file.isTypeScript ? `(${error} as { code?: unknown }).code` : `${error}.code`;
  return `${code} ${negated ? '!==' : '==='} ${quoted(file, name)}`;
}

/** A class that all of the file sees. */
const isDeclared = (file: File, name: string): boolean =>
  file.ast.body.some((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    return (
      (declaration?.type === 'ClassDeclaration' && declaration.id?.name === name) ||
      (statement.type === 'ImportDeclaration' && statement.specifiers.some(({ local }) => local.name === name))
    );
  });
