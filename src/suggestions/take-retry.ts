/** "Take the retry from whoever makes the breaker": the one that the breaker makes today becomes the default. */
import type { TSESTree } from '@typescript-eslint/types';

import { isClass, isFunction, memberKey } from '../ast/nodes.js';
import type { Node, OwnedRetry } from '../analysis/facts.js';
import {
  ancestor,
  escaped,
  functionOf,
  indentOf,
  insertAfter,
  insertBefore,
  lineAndGap,
  replace,
  statementOf,
  type Edit,
  type File,
} from './edits.js';
import { declareOption } from './policy-scope.js';

/** Undefined where there is no constructor or function that could be handed it, or where the default needs what is only known inside. */
export function takeRetry(file: File, { breaker, node }: OwnedRetry): Edit[] | undefined {
  const parent = file.parentOf(node);
  if (parent?.type === 'PropertyDefinition' && !parent.static && isClass(breaker.node)) {
    return ofField(file, parent, node);
  }
  if (parent?.type === 'AssignmentExpression' && statementOf(file, parent) !== undefined) {
    return ofAssignment(file, parent, node);
  }
  return parent?.type === 'VariableDeclarator' ? ofVariable(file, parent, node) : undefined;
}

/** `private readonly retry = new Retry()` becomes a parameter of the constructor, which may have to be written. */
function ofField(file: File, field: TSESTree.PropertyDefinition, node: Node): Edit[] | undefined {
  const key = memberKey(field);
  const cls = ancestor(file, field, 'ClassDeclaration', 'ClassExpression');
  const type = typeOf(file, node);
  if (
    key === undefined ||
    type === undefined ||
    !isClass(cls) ||
    cls.superClass !== null ||
    field.typeAnnotation !== undefined ||
    /\bthis\b/.test(file.textOf(node))
  ) {
    return undefined;
  }
  const constructor = constructorOf(cls);
  const name = plain(key);
  const { eol, end, step } = file.style;
  const modifiers =
    file.isTypeScript && !key.startsWith('#')
      ? [field.accessibility, field.readonly ? 'readonly' : ''].filter(Boolean).join(' ')
      : '';
  const isProperty = modifiers !== '' && name === key;
  const parameter = `${isProperty ? `${modifiers} ` : ''}${name}${file.isTypeScript ? `: ${type}` : ''} = ${file.textOf(node)}`;
  const declared = isProperty
    ? [{ range: lineAndGap(file, field), text: '' }]
    : [
        {
          range: [file.parentOf(node) === field ? keyEnd(file, field) : node.range[0], node.range[1]] as const,
          text: file.isTypeScript ? `: ${type}` : '',
        },
      ];
  if (constructor !== undefined) {
    const last = constructor.value.params.at(-1);
    const body = constructor.value.body;
    if (body === null || mentions(file.textOf(constructor), name) || last?.type === 'RestElement') {
      return undefined;
    }
    const added = addParameter(file, constructor, last, parameter);
    const first = body.body[0];
    const assigned = isProperty
      ? []
      : first === undefined
        ? undefined
        : [insertBefore(first, `this.${key} = ${name}${end}${eol}${indentOf(file, first)}`)];
    return added && assigned && [...declared, added, ...assigned];
  }
  const fields = cls.body.body.filter(({ type }) => type === 'PropertyDefinition');
  const next = cls.body.body[cls.body.body.indexOf(fields.at(-1) as TSESTree.ClassElement) + 1];
  const indent = indentOf(file, field);
  const assigned = isProperty ? '{}' : `{${eol}${indent}${step}this.${key} = ${name}${end}${eol}${indent}}`;
  const text = `constructor(${parameter}) ${assigned}`;
  return next === undefined ? undefined : [...declared, insertBefore(next, `${text}${eol}${eol}${indent}`)];
}

/** `this.retry = new Retry()` in the constructor: what is handed over comes first. */
function ofAssignment(file: File, { left }: TSESTree.AssignmentExpression, node: Node): Edit[] | undefined {
  const fn = functionOf(file, node);
  const constructor = fn && file.parentOf(fn);
  const key = left.type === 'MemberExpression' && left.object.type === 'ThisExpression' ? memberKey(left) : undefined;
  const type = typeOf(file, node);
  // What the breaker has it do, such as to tell of attempts, another one would not.
  const isBound = /\bthis\b/.test(file.textOf(node));
  if (
    constructor?.type !== 'MethodDefinition' ||
    constructor.kind !== 'constructor' ||
    key === undefined ||
    type === undefined ||
    isBound
  ) {
    return undefined;
  }
  const name = plain(key);
  // The parameter must not hide what the constructor means by its name.
  if (mentions(file.textOf(constructor).replaceAll(`this.${key}`, ''), name)) {
    return undefined;
  }
  const option = declareOption(file, constructor, name, type);
  if (option !== undefined) {
    return [...option, insertBefore(node, `${name} ?? `)];
  }
  const last = constructor.value.params.at(-1);
  if (last?.type === 'RestElement' || last?.type === 'ObjectPattern' || !standsOutside(file, constructor.value, node)) {
    return undefined;
  }
  const parameter = `${name}${file.isTypeScript ? `: ${type}` : ''} = ${file.textOf(node)}`;
  const added = addParameter(file, constructor, last, parameter);
  return added && [added, replace(node, name)];
}

/** `const retry = makeRetry()` in a function that makes breakers: its last parameter. */
function ofVariable(file: File, declarator: TSESTree.VariableDeclarator, node: Node): Edit[] | undefined {
  const declaration = file.parentOf(declarator);
  const fn = declaration && functionOf(file, declaration);
  const name =
    declarator.id.type === 'Identifier' && declarator.id.typeAnnotation === undefined ? declarator.id.name : undefined;
  const type = typeOf(file, node);
  const isAlone =
    declaration?.type === 'VariableDeclaration' &&
    declaration.declarations.length === 1 &&
    declaration.kind === 'const';
  const isMethod = fn !== undefined && file.parentOf(fn)?.type === 'MethodDefinition';
  if (
    !isFunction(fn) ||
    isMethod ||
    name === undefined ||
    type === undefined ||
    !isAlone ||
    file.parentOf(declaration) !== fn.body ||
    !standsOutside(file, fn, node)
  ) {
    return undefined;
  }
  const last = fn.params.at(-1);
  const parameter = `${name}${file.isTypeScript ? `: ${type}` : ''} = ${file.textOf(node)}`;
  const added = addParameter(file, fn, last, parameter);
  return last?.type === 'RestElement'
    ? undefined
    : added && [{ range: lineAndGap(file, declaration), text: '' }, added];
}

/** What the default says means the same among the parameters: nothing that the body declares. */
function standsOutside(file: File, { body }: { readonly body?: Node | null | undefined }, node: Node): boolean {
  const declared =
    body?.type === 'BlockStatement'
      ? body.body.flatMap((statement) =>
          statement.type === 'VariableDeclaration'
            ? statement.declarations.map(({ id }) => file.textOf(id))
            : 'id' in statement && statement.id !== null && statement.id !== undefined
              ? [file.textOf(statement.id)]
              : [],
        )
      : [];
  return declared.every((name) => /^[\w$]+$/.test(name) && !mentions(file.textOf(node), name));
}

/** The class of what is made; for a call the type of its result. */
function typeOf(file: File, node: Node): string | undefined {
  if (node.type === 'NewExpression' && node.callee.type === 'Identifier') {
    return file.text.slice(node.callee.range[0], node.typeArguments?.range[1] ?? node.callee.range[1]);
  }
  return node.type === 'CallExpression' && node.callee.type === 'Identifier'
    ? `ReturnType<typeof ${node.callee.name}>`
    : undefined;
}

const constructorOf = ({
  body,
}: TSESTree.ClassDeclaration | TSESTree.ClassExpression): TSESTree.MethodDefinition | undefined =>
  body.body.find(
    (member): member is TSESTree.MethodDefinition =>
      member.type === 'MethodDefinition' && member.kind === 'constructor',
  );

/** A member's name as that of a parameter. */
const plain = (key: string): string => key.replace(/^[#_]+/, '');

const mentions = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$.#])${escaped(name)}(?![\\w$])`).test(text);

/** A parameter behind the last one, or the first of a function that has none. */
function addParameter(file: File, fn: Node, last: Node | undefined, text: string): Edit | undefined {
  if (last !== undefined) {
    return insertAfter(last, `, ${text}`);
  }
  const open = file.text.indexOf('(', fn.range[0]);
  return open === -1 || !/^\s*\)/.test(file.text.slice(open + 1)) ? undefined : { range: [open + 1, open + 1], text };
}

/** Where the name of a field ends. */
const keyEnd = (file: File, { key }: TSESTree.PropertyDefinition): number =>
  key.range[1] + (file.text[key.range[1]] === ']' ? 1 : 0);
