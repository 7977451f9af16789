/** Who reads a place that only this file can name. */
import { isFunction, memberKey, unwrap, type ClassNode, type Node } from '../ast/nodes.js';
import type { Certainty } from './facts.js';
import type { ModuleIndex, NodeByType } from './module.js';
import { placeOf, type Place } from './places.js';

/** A getter that gives a place away as it is. */
export interface Getter {
  readonly key: Node;
  readonly name: string;
}

/** `certain`: nothing outside the file can name the place. `potential`: by convention nothing does. Undefined: anybody may. */
export function privacyOf(index: ModuleIndex, place: Place, owner: ClassNode | undefined): Certainty | undefined {
  if (place.root === 'record') {
    return undefined;
  }
  if (place.root !== 'this') {
    return isExported(index, place.root) ? undefined : 'certain';
  }
  const field = fieldOf(place);
  const access = owner && accessOf(owner, field);
  if (field.startsWith('#') || access === 'private') {
    return 'certain';
  }
  return field.startsWith('_') && access === undefined ? 'potential' : undefined;
}

const fieldOf = (place: Place): string => place.key.split('.')[1] ?? '';

function accessOf(owner: ClassNode, field: string): string | undefined {
  for (const member of owner.body.body) {
    if (member.type === 'PropertyDefinition' && memberKey(member) === field) {
      return member.accessibility;
    }
    const parameter = parameterProperty(member, field);
    if (parameter !== undefined) {
      return parameter.accessibility;
    }
  }
  return undefined;
}

/** `private readonly retry: Retry` among the parameters of a constructor. */
export function parameterProperty(member: Node, field: string): NodeByType['TSParameterProperty'] | undefined {
  for (const parameter of member.type === 'MethodDefinition' && member.kind === 'constructor'
    ? member.value.params
    : []) {
    const inner = parameter.type === 'TSParameterProperty' ? parameter.parameter : undefined;
    const name = inner?.type === 'AssignmentPattern' ? inner.left : inner;
    if (parameter.type === 'TSParameterProperty' && name?.type === 'Identifier' && name.name === field) {
      return parameter;
    }
  }
  return undefined;
}

const isExported = (index: ModuleIndex, { defs, references }: Exclude<Place['root'], string>): boolean =>
  defs.some(({ node }) => index.parentOf(index.parentOf(node) ?? node)?.type === 'ExportNamedDeclaration') ||
  references.some(({ identifier }) => index.parentOf(identifier)?.type.startsWith('Export'));

/**
 * The getters that give a place away, where nothing else reads it and nothing in the file reads them; undefined where somebody reads it,
 * or may. To write a place, to empty it and to keep it short is not to read it.
 */
export function idleGetters(index: ModuleIndex, place: Place, owner: ClassNode | undefined): Getter[] | undefined {
  if (owner !== undefined && isHandedOut(index, owner)) {
    return undefined;
  }
  const getters = new Map<string, Getter>();
  for (const reference of referencesTo(index, place, owner)) {
    if (reference === 'elsewhere') {
      return undefined;
    }
    if (isKept(index, reference, place)) {
      continue;
    }
    const getter = giving(index, reference);
    if (getter === undefined || isUsed(index, getter, owner)) {
      return undefined;
    }
    getters.set(getter.name, getter);
  }
  return [...getters.values()];
}

/** Expressions for the place, a part of it or what it is a part of; `elsewhere` for what may be it on another object. */
function* referencesTo(index: ModuleIndex, place: Place, owner: ClassNode | undefined): Generator<Node | 'elsewhere'> {
  const below = place.key.split('.').slice(1);
  if (place.root === 'record') {
    yield 'elsewhere';
    return;
  }
  if (place.root !== 'this') {
    for (const { identifier } of place.root.references) {
      const chain = chainFrom(index, identifier, below);
      if (chain !== undefined) {
        yield chain;
      }
    }
    return;
  }
  const [field = '', ...rest] = below;
  const isTyped = owner !== undefined && accessOf(owner, field) === 'private';
  for (const member of index.nodesOfType('MemberExpression', isTyped ? owner : undefined)) {
    if (memberKey(member) === field) {
      const isOwn = unwrap(member.object).type === 'ThisExpression' && index.enclosingClass(member) === owner;
      const chain = chainFrom(index, member, rest);
      if (!isOwn) {
        yield 'elsewhere';
      } else if (chain !== undefined) {
        yield chain;
      }
    }
  }
  for (const property of index.nodesOfType('Property')) {
    if (memberKey(property) === field && index.parentOf(property)?.type === 'ObjectPattern') {
      yield 'elsewhere';
    }
  }
}

/** `this.stats.attempts` around `this.stats`, as far as the names agree; undefined for `this.stats.failures`. */
function chainFrom(index: ModuleIndex, start: Node, names: readonly string[]): Node | undefined {
  let node = outer(index, start);
  for (const name of names) {
    const parent = index.parentOf(node);
    if (parent?.type !== 'MemberExpression' || parent.object !== node) {
      return node;
    }
    const key = memberKey(parent);
    if (key !== name) {
      return key === undefined || key.startsWith('[') ? node : undefined;
    }
    node = outer(index, parent);
  }
  return node;
}

/** The expression with the types around it: `x!`, `(x as T)`. */
function outer(index: ModuleIndex, node: Node): Node {
  let at = node;
  for (
    let parent = index.parentOf(at);
    parent !== undefined && unwrap(parent) === unwrap(at);
    parent = index.parentOf(at)
  ) {
    at = parent;
  }
  return at;
}

const KEEPING = /^(push|unshift|pop|shift|splice|clear|fill)$/;
const COPYING = /^(slice|concat|filter)$/;

/** Declared, written, emptied or kept short. */
function isKept(index: ModuleIndex, node: Node, place: Place): boolean {
  const parent = index.parentOf(node);
  if (parent?.type === 'VariableDeclarator') {
    return parent.id === node;
  }
  if (parent !== undefined && isChange(index, parent, node)) {
    return isStatement(index, parent);
  }
  if (parent?.type === 'MemberExpression' && parent.object === node) {
    const member = outer(index, parent);
    const around = index.parentOf(member);
    const isMutation =
      around?.type === 'CallExpression' && around.callee === member && KEEPING.test(memberKey(parent) ?? '');
    if (around !== undefined && (isMutation || isChange(index, around, member))) {
      return isStatement(index, around);
    }
    return (
      (memberKey(parent) === 'length' && isTrimming(index, parent, place)) ||
      (COPYING.test(memberKey(parent) ?? '') && isOwnValue(index, node, place))
    );
  }
  return isOwnValue(index, node, place);
}

const isChange = (index: ModuleIndex, parent: Node, target: Node): boolean =>
  parent.type === 'UpdateExpression' ||
  (parent.type === 'AssignmentExpression' && outer(index, parent.left) === target);

const isStatement = (index: ModuleIndex, node: Node): boolean =>
  index.parentOf(outer(index, node))?.type === 'ExpressionStatement';

/** `this.count = this.count + 1`, `this.log = [...this.log, event].slice(-100)`: what it was only makes what it will be. */
function isOwnValue(index: ModuleIndex, node: Node, place: Place): boolean {
  for (let at = index.parentOf(node); at !== undefined && !isFunction(at); at = index.parentOf(at)) {
    if (at.type === 'AssignmentExpression') {
      return at.operator === '=' && placeOf(at.left, index)?.key === place.key && isStatement(index, at);
    }
    const isCopy =
      at.type === 'CallExpression' && at.callee.type === 'MemberExpression' && COPYING.test(memberKey(at.callee) ?? '');
    if (!isCopy && !/^(BinaryExpression|ArrayExpression|SpreadElement|MemberExpression)$/.test(at.type)) {
      return false;
    }
  }
  return false;
}

/** `if (this.log.length > 100) this.log.shift()`: the length is asked only to keep it. */
function isTrimming(index: ModuleIndex, length: Node, place: Place): boolean {
  const test = index.parentOf(length);
  const statement = test && index.parentOf(test);
  if (
    test?.type !== 'BinaryExpression' ||
    (statement?.type !== 'IfStatement' && statement?.type !== 'WhileStatement') ||
    statement.test !== test
  ) {
    return false;
  }
  const body = statement.type === 'IfStatement' ? statement.consequent : statement.body;
  const statements = body.type === 'BlockStatement' ? body.body : [body];
  const alternate = statement.type === 'IfStatement' ? statement.alternate : null;
  return (
    alternate === null &&
    statements.every((inner) => inner.type === 'ExpressionStatement' && changes(index, inner.expression, place))
  );
}

function changes(index: ModuleIndex, expression: Node, place: Place): boolean {
  const node = unwrap(expression);
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  const target =
    node.type === 'AssignmentExpression'
      ? unwrap(node.left)
      : callee?.type === 'MemberExpression' && KEEPING.test(memberKey(callee) ?? '')
        ? callee.object
        : undefined;
  const held = target?.type === 'MemberExpression' && memberKey(target) === 'length' ? target.object : target;
  return held !== undefined && placeOf(held, index)?.key === place.key;
}

/** The getter that gives the value back as it is, as a copy, or as a member of an object. */
function giving(index: ModuleIndex, node: Node): Getter | undefined {
  let at: Node | undefined = node;
  for (
    let parent = index.parentOf(node);
    parent?.type !== 'ReturnStatement';
    at = parent, parent = index.parentOf(parent)
  ) {
    const isCopy =
      (parent?.type === 'CallExpression' &&
        (parent.callee === at || /^(Object\.freeze|Array\.from|structuredClone)$/.test(index.textOf(parent.callee)))) ||
      (parent?.type === 'MemberExpression' &&
        parent.object === at &&
        /^(slice|concat|length)$/.test(memberKey(parent) ?? ''));
    if (
      parent === undefined ||
      !(
        isCopy ||
        unwrap(parent) === unwrap(at) ||
        /^(SpreadElement|ArrayExpression|ObjectExpression|Property)$/.test(parent.type)
      )
    ) {
      return undefined;
    }
  }
  const fn = index.enclosingFunction(node);
  const member = fn && index.parentOf(fn);
  const name =
    (member?.type === 'MethodDefinition' || member?.type === 'Property') && member.kind === 'get'
      ? memberKey(member)
      : undefined;
  // A parser of plain JavaScript has no such members.
  const isPlain =
    member?.type !== 'MethodDefinition' ||
    (!(member.decorators as typeof member.decorators | undefined)?.length && !member.override);
  return name !== undefined && isPlain && (member?.type === 'MethodDefinition' || member?.type === 'Property')
    ? { key: member.key, name }
    : undefined;
}

/** Something in the file reads the getter, or a type that it was written for may. */
const isUsed = (index: ModuleIndex, { name }: Getter, owner: ClassNode | undefined): boolean =>
  (owner !== undefined &&
    (owner.superClass !== null || ((owner.implements as typeof owner.implements | undefined) ?? []).length > 0)) ||
  index.nodesOfType('MemberExpression').some((member) => memberKey(member) === name) ||
  index
    .nodesOfType('Property')
    .some((property) => memberKey(property) === name && index.parentOf(property)?.type === 'ObjectPattern');

/** The instance is passed on as a whole, or asked for members by computed names: anything of it may be read. */
function isHandedOut(index: ModuleIndex, owner: ClassNode): boolean {
  return index.nodesOfType('ThisExpression', owner).some((self) => {
    const at = outer(index, self);
    const parent = index.parentOf(at);
    if (parent?.type === 'MemberExpression' && parent.object === at) {
      return parent.computed && memberKey(parent)?.startsWith('[') !== false;
    }
    const callee = parent?.type === 'CallExpression' ? unwrap(parent.callee) : undefined;
    const isReceiver = callee?.type === 'MemberExpression' && /^(bind|call|apply)$/.test(memberKey(callee) ?? '');
    return !isReceiver && !/^(VariableDeclarator|ReturnStatement)$/.test(parent?.type ?? '');
  });
}
