/** "Let the call run without the lock": what the lock was held for stands where it was taken, and the lock goes if nothing else takes it. */
import { contains, isFunction, memberKey, unwrap } from '../ast/nodes.js';
import type { HeldLock, Node } from '../analysis/facts.js';
import { ancestor, escaped, functionOf, holds, indentOf, isWait, wholeLine, type Edit, type File } from './edits.js';

/** Undefined where something but the call is waited for under the lock, and where the code under it cannot stand outside as it is. */
export function runUnlocked(file: File, { node, call, again, needless }: HeldLock): Edit[] | undefined {
  const section = needless ? (callbackSection(file, node) ?? acquiredSection(file, node)) : undefined;
  if (section === undefined || !waitsForCallAlone(file, section.statements, call, again)) {
    return undefined;
  }
  const [first, last] = [section.statements[0], section.statements.at(-1)];
  const text = first && last && dedented(file, section, first, last);
  return text === undefined ? undefined : [{ range: section.range, text }, ...withoutLock(file, node)];
}

/** What is replaced, by the statements that the lock was held for. */
interface Section {
  readonly range: readonly [number, number];
  readonly around: Node;
  readonly statements: readonly Node[];
}

/** `return lock.runExclusive(async () => { … });`, as all that an async function does. */
function callbackSection(file: File, lock: Node): Section | undefined {
  const parent = file.parentOf(lock);
  const statement = parent?.type === 'AwaitExpression' ? file.parentOf(parent) : parent;
  const fn = functionOf(file, lock);
  const callback = lock.type === 'CallExpression' ? lock.arguments.map(unwrap).find(isFunction) : undefined;
  const isWhole =
    isFunction(fn) &&
    fn.async &&
    fn.body.type === 'BlockStatement' &&
    fn.body.body.length === 1 &&
    fn.body.body[0] === statement;
  if (
    statement?.type !== 'ReturnStatement' ||
    !isWhole ||
    callback?.body.type !== 'BlockStatement' ||
    callback.params.length > 0
  ) {
    return undefined;
  }
  const isThisKept = callback.type === 'ArrowFunctionExpression' || !/\bthis\b/.test(file.textOf(callback.body));
  const statements = callback.body.body;
  return isThisKept && !declaresAgain(file, statements, fn)
    ? { range: statement.range, around: statement, statements }
    : undefined;
}

/** `const release = await lock.acquire(); try { … } finally { release(); }`. */
function acquiredSection(file: File, lock: Node): Section | undefined {
  const waited = file.parentOf(lock);
  const holder = waited?.type === 'AwaitExpression' ? file.parentOf(waited) : undefined;
  const declaration = holder?.type === 'VariableDeclarator' ? file.parentOf(holder) : undefined;
  const block = declaration && file.parentOf(declaration);
  const body = block?.type === 'BlockStatement' ? block.body : [];
  const attempt = body[body.findIndex((statement) => statement === declaration) + 1];
  if (
    holder?.type !== 'VariableDeclarator' ||
    holder.id.type !== 'Identifier' ||
    declaration === undefined ||
    attempt?.type !== 'TryStatement'
  ) {
    return undefined;
  }
  const { name } = holder.id;
  const [release, ...more] = attempt.finalizer?.body ?? [];
  const released = release?.type === 'ExpressionStatement' ? unwrap(release.expression) : undefined;
  const isReleased =
    released?.type === 'CallExpression' && released.callee.type === 'Identifier' && released.callee.name === name;
  const isUsed = new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(file.textOf(attempt.block));
  if (
    attempt.handler !== null ||
    !isReleased ||
    more.length > 0 ||
    isUsed ||
    body.some(
      (statement) => statement !== attempt && statement.type === 'VariableDeclaration' && statement !== declaration,
    )
  ) {
    return undefined;
  }
  return { range: [declaration.range[0], attempt.range[1]], around: declaration, statements: attempt.block.body };
}

/** Nothing is waited for but the protected call, and the lock itself where it is taken again. */
function waitsForCallAlone(file: File, statements: readonly Node[], call: Node, again: Node | undefined): boolean {
  const waits: Node[] = [];
  for (const statement of statements) {
    holds(file, statement, (inner) => {
      if (isWait(inner)) {
        waits.push(inner);
      }
      return false;
    });
  }
  const others = waits.filter((wait) => !contains(wait, call));
  return (
    others.length === waits.length - 1 &&
    others.every((wait) => again !== undefined && (contains(wait, again) || isCallOf(file, wait, again)))
  );
}

/** `await this.recordFailure()`, where the method of that name takes the lock again. */
function isCallOf(file: File, wait: Node, again: Node): boolean {
  const called = wait.type === 'AwaitExpression' ? unwrap(wait.argument) : undefined;
  const callee = called?.type === 'CallExpression' ? unwrap(called.callee) : undefined;
  const fn = functionOf(file, again);
  const method = fn && file.parentOf(fn);
  return (
    callee?.type === 'MemberExpression' &&
    unwrap(callee.object).type === 'ThisExpression' &&
    method?.type === 'MethodDefinition' &&
    memberKey(method) === memberKey(callee)
  );
}

/** A statement of the section declares what a parameter is called. */
function declaresAgain(file: File, statements: readonly Node[], fn: Node): boolean {
  const parameters = isFunction(fn) ? fn.params.map((parameter) => file.textOf(parameter)).join() : '';
  const names = statements.flatMap((statement) =>
    statement.type === 'VariableDeclaration' ? statement.declarations.map(({ id }) => file.textOf(id)) : [],
  );
  return names.some(
    (name) =>
      !/^[\w$]+$/.test(name) || new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(parameters),
  );
}

/** The statements with the comments before and between them, one or more steps further left. Undefined where a line is part of a template. */
function dedented(file: File, { around }: Section, first: Node, last: Node): string | undefined {
  const block = file.parentOf(first);
  const [from, to] = [indentOf(file, first), indentOf(file, around)];
  if (block === undefined || !from.startsWith(to) || file.text.slice(first.range[0], last.range[1]).includes('`')) {
    return undefined;
  }
  const text = file.text
    .slice(block.range[0] + 1, last.range[1])
    .replace(/^[ \t]*\r?\n[ \t]*/, '')
    .trimStart();
  return text.replaceAll(`\n${from}`, `\n${to}`);
}

/** The private member that held the lock, where nothing else uses it, and the import of its class. */
function withoutLock(file: File, lock: Node): Edit[] {
  const callee = lock.type === 'CallExpression' ? unwrap(lock.callee) : undefined;
  const holder = callee?.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
  const key =
    holder?.type === 'MemberExpression' && unwrap(holder.object).type === 'ThisExpression'
      ? memberKey(holder)
      : undefined;
  const owner = ancestor(file, lock, 'ClassBody');
  const field =
    owner?.type === 'ClassBody'
      ? owner.body.find((member) => member.type === 'PropertyDefinition' && memberKey(member) === key)
      : undefined;
  if (
    key === undefined ||
    field?.type !== 'PropertyDefinition' ||
    field.value?.type !== 'NewExpression' ||
    field.value.callee.type !== 'Identifier'
  ) {
    return [];
  }
  const isPrivate = field.accessibility === 'private' || key.startsWith('#');
  if (!isPrivate || file.code.match(new RegExp(`\\.${escaped(key)}(?![\\w$])`, 'g'))?.length !== 1) {
    return [];
  }
  const { name } = field.value.callee;
  const imported = file.ast.body.find(
    (statement) =>
      statement.type === 'ImportDeclaration' &&
      statement.specifiers.length === 1 &&
      statement.specifiers[0]?.local.name === name,
  );
  const inField = occurrences(file.textOf(field), name);
  const isUnused =
    imported !== undefined && occurrences(file.code, name) === inField + occurrences(file.textOf(imported), name);
  return [field, ...(isUnused ? [imported] : [])].map((node): Edit => ({ range: withBlankLine(file, node), text: '' }));
}

const occurrences = (text: string, name: string): number =>
  text.match(new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`, 'g'))?.length ?? 0;

/** The line of a statement, and the blank line that set it apart from what follows if it is the first of the file. */
function withBlankLine(file: File, node: Node): readonly [number, number] {
  const [start, end] = wholeLine(file, node);
  return start === 0 ? [start, end + (/^(\r?\n)+/.exec(file.text.slice(end))?.[0].length ?? 0)] : [start, end];
}
