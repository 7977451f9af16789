/** "Remove what nothing reads": the field or the variable, and every statement that only writes it. */
import { forEachChild, isClass, memberKey, unwrap } from '../ast/nodes.js';
import type { AttemptMetric, Node } from '../analysis/facts.js';
import { ancestor, lineAndGap, statementOf, wholeLine, type Edit, type File } from './edits.js';

/**
 * Undefined where a getter hands it out, where another file may read it, where a retry of its own would be left with nothing that tells of
 * attempts, where a write does more, and where a comment or an empty block would be left behind.
 */
export function dropMetric(file: File, { breaker, node, getter, certainty }: AttemptMetric): Edit[] | undefined {
  const target = targetOf(node);
  const owner =
    target?.type === 'MemberExpression' ? ancestor(file, node, 'ClassDeclaration', 'ClassExpression') : breaker.node;
  if (
    target === undefined ||
    getter !== undefined ||
    certainty !== 'certain' ||
    owner === undefined ||
    (owner !== breaker.node && target.type === 'MemberExpression')
  ) {
    return undefined;
  }
  const uses = usesOf(file, owner, target);
  const edits = uses.map((use) => removal(file, use));
  const isDeclared = uses.some((use) => declarationOf(file, use) !== undefined);
  return isDeclared && !edits.includes(undefined) ? edits.flatMap((edit) => edit ?? []) : undefined;
}

/** `x` of `x++`, `x += 1`, `x = x + 1`, `x.push(…)`, where `x` is a field or a variable. */
function targetOf(node: Node): Node | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  const target =
    node.type === 'UpdateExpression'
      ? node.argument
      : node.type === 'AssignmentExpression'
        ? node.left
        : callee?.type === 'MemberExpression'
          ? callee.object
          : undefined;
  const isField = target?.type === 'MemberExpression' && target.object.type === 'ThisExpression' && !target.computed;
  return isField || target?.type === 'Identifier' ? target : undefined;
}

/** Every place that names it: members of `this` in the class and the declaration of the field, or the name of the variable. */
function usesOf(file: File, owner: Node, target: Node): Node[] {
  const uses: Node[] = [];
  const key = target.type === 'MemberExpression' ? memberKey(target) : undefined;
  const visit = (node: Node): void => {
    if (key === undefined) {
      const parent = file.parentOf(node);
      const isKey =
        (parent?.type === 'MemberExpression' && parent.property === node && !parent.computed) ||
        (parent?.type === 'Property' && parent.key === node && !parent.shorthand);
      if (node.type === 'Identifier' && target.type === 'Identifier' && node.name === target.name && !isKey) {
        uses.push(node);
      }
    } else if (
      ((node.type === 'MemberExpression' || node.type === 'PropertyDefinition') && memberKey(node) === key) ||
      (isClass(node) && node !== owner)
    ) {
      uses.push(node);
    }
    forEachChild(node, file.visitorKeys, visit);
  };
  visit(owner);
  return uses;
}

/** The declaration that is nothing but this. */
function declarationOf(file: File, use: Node): Node | undefined {
  if (use.type === 'PropertyDefinition') {
    return use;
  }
  const declarator = file.parentOf(use);
  const declaration =
    declarator?.type === 'VariableDeclarator' && declarator.id === use ? file.parentOf(declarator) : undefined;
  return declaration?.type === 'VariableDeclaration' && declaration.declarations.length === 1 ? declaration : undefined;
}

function removal(file: File, use: Node): Edit[] | undefined {
  const written = declarationOf(file, use) ?? writeOf(file, use);
  const parent = written && file.parentOf(written);
  const siblings: readonly Node[] =
    parent?.type === 'BlockStatement' || parent?.type === 'ClassBody' || parent?.type === 'Program' ? parent.body : [];
  if (written === undefined || siblings.length < 2) {
    return undefined;
  }
  const range = lineAndGap(file, written);
  const [start] = wholeLine(file, written);
  const isAlone = start !== written.range[0];
  const above = file.text.slice(0, start);
  return !isAlone || /(\*\/|\/\/[^\n]*)[ \t\r]*\n$/.test(above) || /\/[/*]/.test(file.textOf(written))
    ? undefined
    : [{ range, text: '' }];
}

/** The statement that writes it and does nothing else. */
function writeOf(file: File, use: Node): Node | undefined {
  const parent = file.parentOf(use);
  const isPush =
    parent?.type === 'MemberExpression' && parent.object === use && /^(push|unshift)$/.test(memberKey(parent) ?? '');
  const write = isPush ? file.parentOf(parent) : parent;
  const isWrite =
    (write?.type === 'UpdateExpression' && write.argument === use) ||
    (write?.type === 'AssignmentExpression' && write.left === use) ||
    (isPush && write?.type === 'CallExpression' && write.callee === parent);
  const statement = isWrite && write !== undefined ? statementOf(file, write) : undefined;
  const said =
    statement === undefined
      ? ''
      : file.textOf(statement).replace(/\.(push|unshift)\(|\b(Date|performance)\.now\(\)/g, '');
  return /[(`]|\bawait\b|\+\+.*\+\+/.test(said) ? undefined : statement;
}
