/** Brings exports of a module that the file imports already into its scope. */
import type { TSESTree } from '@typescript-eslint/types';

import type { Node } from '../analysis/facts.js';
import { addItem, insertAfter, isTaken, type Edit, type File } from './edits.js';

export interface Imported {
  /** How the file calls each of the names. */
  readonly locals: ReadonlyMap<string, string>;
  readonly edits: readonly Edit[];
}

/** Undefined where the file does not import the module in a way that can be added to, or where a name means something else in it. */
export function importNames(file: File, names: readonly string[], module: string): Imported | undefined {
  for (const statement of file.ast.body) {
    if (
      statement.type === 'ImportDeclaration' &&
      statement.source.value === module &&
      (statement.importKind as string | undefined) !== 'type'
    ) {
      return fromImport(file, names, statement);
    }
    const [declarator] = statement.type === 'VariableDeclaration' ? statement.declarations : [];
    if (declarator?.init?.type === 'CallExpression' && isRequire(declarator.init, module)) {
      return fromRequire(file, names, declarator.id);
    }
  }
  return undefined;
}

const isRequire = ({ callee, arguments: [source] }: TSESTree.CallExpression, module: string): boolean =>
  callee.type === 'Identifier' && callee.name === 'require' && source?.type === 'Literal' && source.value === module;

function fromImport(
  file: File,
  names: readonly string[],
  { specifiers }: TSESTree.ImportDeclaration,
): Imported | undefined {
  const whole = specifiers.find(({ type }) => type === 'ImportNamespaceSpecifier');
  if (whole !== undefined) {
    return { locals: new Map(names.map((name) => [name, `${whole.local.name}.${name}`])), edits: [] };
  }
  const named = specifiers.flatMap((specifier) => (specifier.type === 'ImportSpecifier' ? [specifier] : []));
  const known = new Map(
    named.flatMap(({ imported, local, importKind }) =>
      imported.type === 'Identifier' && (importKind as string | undefined) !== 'type'
        ? [[imported.name, local.name] as const]
        : [],
    ),
  );
  return added(file, names, known, named.at(-1), (missing) => {
    const [first] = specifiers;
    return first && [insertAfter(first, `, { ${missing.join(', ')} }`)];
  });
}

function fromRequire(file: File, names: readonly string[], id: Node): Imported | undefined {
  if (id.type === 'Identifier') {
    return { locals: new Map(names.map((name) => [name, `${id.name}.${name}`])), edits: [] };
  }
  const members = id.type === 'ObjectPattern' ? id.properties : [];
  const known = new Map(
    members.flatMap((member) =>
      member.type === 'Property' && member.key.type === 'Identifier' && member.value.type === 'Identifier'
        ? [[member.key.name, member.value.name] as const]
        : [],
    ),
  );
  return added(file, names, known, members.at(-1), () => undefined);
}

/** What is not known yet, behind the last name that is. */
function added(
  file: File,
  names: readonly string[],
  known: ReadonlyMap<string, string>,
  last: Node | undefined,
  otherwise: (missing: readonly string[]) => Edit[] | undefined,
): Imported | undefined {
  const missing = names.filter((name) => !known.has(name));
  const locals = new Map(names.map((name) => [name, known.get(name) ?? name]));
  if (missing.some((name) => isTaken(file, name))) {
    return undefined;
  }
  if (missing.length === 0) {
    return { locals, edits: [] };
  }
  const list = last && file.parentOf(last);
  const edits =
    last === undefined || list === undefined
      ? otherwise(missing)
      : missing.map((name) => addItem(file, list, last, name));
  return edits && { locals, edits };
}
