/** What the interpreter must know of a unit before it runs it: which cells move, where callers come in, what the service is. */
import { contains, forEachChild, isFunction, memberKey, unwrap, type FunctionNode, type Node } from '../ast/nodes.js';
import type { UnitCode } from './interpreter/machine.js';
import type { ModuleIndex } from './module.js';
import { placeOf, recordOf } from './places.js';
import { settingsOf, type WriteSite } from './settings.js';
import type { Unit } from './units.js';

const ARRAY_MUTATORS = new Set(['push', 'unshift', 'pop', 'shift', 'splice', 'fill']);
const COLLECTION_MUTATORS = new Set(['clear', 'set', 'add', 'delete']);
const COLLECTION = /^new (Map|Set|WeakMap|WeakSet|Array)\b|^\[/;

/** Texts of what is put into places when they are set up, to tell a collection of the unit from an object that was handed in. */
function collections(index: ModuleIndex, unit: Unit): ReadonlySet<string> {
  const found = new Set<string>();
  const note = (target: Node, value: Node | null): void => {
    const place = value !== null && COLLECTION.test(index.textOf(unwrap(value))) ? placeOf(target, index) : undefined;
    if (place !== undefined && contains(unit.node, target)) {
      found.add(place.key);
    }
  };
  for (const node of index.nodesOfType('PropertyDefinition', unit.node)) {
    note(node, node.value);
  }
  for (const node of index.nodesOfType('AssignmentExpression', unit.node)) {
    note(node.left, node.right);
  }
  for (const node of index.nodesOfType('VariableDeclarator', unit.node)) {
    note(node.id, node.init);
  }
  return found;
}

/** Cells that something other than the constructor, or the factory's own body, writes. */
function mutableCells(
  index: ModuleIndex,
  unit: Unit,
): Pick<UnitCode, 'mutable' | 'written' | 'settings' | 'changedInPlace'> {
  const mutable = new Set<string>();
  const writes: WriteSite[] = [];
  const changedInPlace = new Set<string>();
  const owned = collections(index, unit);
  const note = (target: Node, at: Node): void => {
    const node = unwrap(target);
    if (node.type === 'ObjectPattern' || node.type === 'ArrayPattern') {
      forEachChild(node, index.module.visitorKeys, (child) => {
        note(child.type === 'Property' ? child.value : child, at);
      });
      return;
    }
    if (node.type === 'MemberExpression') {
      const object = unwrap(node.object);
      const member = memberKey(node);
      if (member === 'length') {
        // How many there are is what the list itself is.
        note(object, at);
        return;
      }
      if (object.type !== 'ThisExpression' && member !== undefined && !isSetup(index, unit, at)) {
        changedInPlace.add(member);
      }
    }
    const place = placeOf(node, index);
    if (place === undefined || isSetup(index, unit, at)) {
      return;
    }
    const isShared =
      typeof place.root === 'string' ||
      (place.root.defs[0]?.type === 'Variable' &&
        contains(unit.node, place.root.scope.block) &&
        ownedDirectly(index, unit, place.root.scope.block));
    if (!isShared) {
      return;
    }
    writes.push({ key: place.key, target: node, at });
    const parts = place.key.split('.');
    const first = typeof place.root === 'string' ? 2 : 1;
    for (let i = first; i <= parts.length; i += 1) {
      mutable.add(parts.slice(0, i).join('.'));
    }
  };
  for (const type of ['AssignmentExpression', 'UpdateExpression', 'CallExpression', 'UnaryExpression'] as const) {
    for (const node of index.nodesOfType(type, unit.node)) {
      if (node.type === 'AssignmentExpression') {
        note(node.left, node);
      } else if (node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node.operator === 'delete')) {
        note(node.argument, node);
      } else if (node.type === 'CallExpression') {
        const callee = unwrap(node.callee);
        if (callee.type !== 'MemberExpression' || unwrap(callee.object).type === 'ThisExpression') {
          continue;
        }
        const name = memberKey(callee) ?? '';
        const isOwn = COLLECTION_MUTATORS.has(name) && owned.has(placeOf(callee.object, index)?.key ?? '');
        if (isOwn || ARRAY_MUTATORS.has(name)) {
          note(callee.object, node);
        }
      }
    }
  }
  for (let key = unit.state.key; key.includes('[]'); key = key.slice(0, key.lastIndexOf('[]'))) {
    mutable.add(`${key.slice(0, key.lastIndexOf('[]'))}[]`);
  }
  mutable.add(unit.state.key);
  const settings = settingsOf(index, unit, writes);
  for (const setting of settings) {
    mutable.delete(setting);
  }
  return { mutable, written: new Set(writes.map(({ key }) => key)), settings, changedInPlace };
}

/** Code that runs before anybody else can see the unit: the constructor's own body, the factory's own body. */
function isSetup(index: ModuleIndex, unit: Unit, node: Node): boolean {
  const fn = index.enclosingFunction(node);
  if (unit.form !== 'class' && unit.form !== 'store') {
    return fn === undefined ? unit.node.type === 'Program' : fn === unit.node;
  }
  const parent = fn && index.parentOf(fn);
  return fn === undefined || (parent?.type === 'MethodDefinition' && parent.kind === 'constructor');
}

/** Variables of the unit itself, not of the functions inside it. */
const ownedDirectly = (index: ModuleIndex, unit: Unit, block: Node): boolean =>
  block === unit.node ||
  (!isFunction(block) && index.enclosingFunction(block) === (isFunction(unit.node) ? unit.node : undefined));

/** A function through which callers come in. */
export interface Entry {
  readonly name: string;
  readonly node: FunctionNode;
  /** It comes before a request of a client, and these behind it: with the response, or with whatever was thrown on the way. */
  readonly behind?: { readonly fulfilled: FunctionNode | undefined; readonly rejected: FunctionNode | undefined };
}

/** The functions of a unit that others call: public methods, returned or exported functions, and whatever nothing inside calls. */
export function entriesOf(index: ModuleIndex, unit: Unit): Entry[] {
  if (unit.form === 'class' || unit.form === 'store') {
    return classEntries(index, unit);
  }
  const entries: Entry[] = [];
  for (const fn of index.functions) {
    const outer = index.enclosingFunction(fn);
    if (!contains(unit.node, fn) || fn === unit.node) {
      continue;
    }
    if (outer !== (isFunction(unit.node) ? unit.node : undefined)) {
      if (
        unit.form === 'closure' &&
        isGiven(index, fn) &&
        isFunction(unit.node) &&
        wrappersOf(index, unit.node, fn).length === 1
      ) {
        entries.push({ name: unit.name, node: fn });
      }
      continue;
    }
    const name = functionName(index, fn);
    if (unit.form === 'record' && !fn.params.some((parameter) => isRecord(index, unit, fn, parameter))) {
      continue;
    }
    if (name !== undefined && !calledInsideOnly(index, unit, fn)) {
      entries.push({ name, node: fn });
    }
  }
  return entries;
}

/** What a function hands out: returned, or put into a descriptor. */
function isGiven(index: ModuleIndex, fn: FunctionNode): boolean {
  const parent = index.parentOf(fn);
  return (
    parent?.type === 'ReturnStatement' ||
    parent?.type === 'ArrowFunctionExpression' ||
    (parent?.type === 'AssignmentExpression' &&
      parent.left.type === 'MemberExpression' &&
      memberKey(parent.left) === 'value')
  );
}

/** The functions of a unit around another, innermost first: `(fn) => …` of a factory that makes wrappers. */
export function wrappersOf(index: ModuleIndex, unit: Node, fn: FunctionNode): FunctionNode[] {
  const found: FunctionNode[] = [];
  for (
    let outer = index.enclosingFunction(fn);
    outer !== undefined && outer !== unit;
    outer = index.enclosingFunction(outer)
  ) {
    found.push(outer);
  }
  return found;
}

/** The parameter by which a function is handed the record of a unit. */
export const isRecord = (index: ModuleIndex, unit: Unit, fn: FunctionNode, parameter: Node): boolean =>
  unit.form === 'record' && unit.state.key.startsWith(`${recordOf(fn, parameter, index)?.key ?? ''}.`);

function functionName(index: ModuleIndex, fn: FunctionNode): string | undefined {
  if (fn.id) {
    return fn.id.name;
  }
  const parent = index.parentOf(fn);
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
    return parent.id.name;
  }
  if (parent?.type === 'Property' || parent?.type === 'MethodDefinition') {
    return memberKey(parent);
  }
  if (parent?.type === 'AssignmentExpression' && parent.left.type === 'MemberExpression') {
    return memberKey(parent.left);
  }
  return parent?.type === 'ReturnStatement' || parent?.type === 'ExportDefaultDeclaration' ? 'function' : undefined;
}

function calledInsideOnly(index: ModuleIndex, unit: Unit, fn: FunctionNode): boolean {
  const parent = index.parentOf(fn);
  const holder = fn.id ?? (parent?.type === 'VariableDeclarator' ? parent.id : undefined);
  const variable = holder && index.variableOf(holder);
  if (variable === undefined) {
    return false;
  }
  let called = false;
  for (const { identifier } of variable.references) {
    const use = index.parentOf(identifier);
    if (use?.type === 'CallExpression' && use.callee === identifier && contains(unit.node, identifier)) {
      called = true;
    } else if (
      use?.type === 'Property' ||
      use?.type === 'ReturnStatement' ||
      use?.type === 'ExportSpecifier' ||
      use?.type === 'AssignmentExpression'
    ) {
      return false;
    }
  }
  const exported =
    parent !== undefined &&
    (parent.type.startsWith('Export') ||
      (index.parentOf(parent)?.type === 'VariableDeclaration' &&
        index.parentOf(index.parentOf(parent) as Node)?.type === 'ExportNamedDeclaration'));
  return called && !exported;
}

const PHASE_HELPER = /half_?open|when_?(open|closed)|(run|try|do|execute|call|fire)_?(closed|open|probe)$/i;

function classEntries(index: ModuleIndex, unit: Unit): Entry[] {
  const node = unit.node;
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') {
    return [];
  }
  const calledInside = new Set<string>();
  for (const member of index.nodesOfType('MemberExpression', node)) {
    const parent = index.parentOf(member);
    if (
      contains(node, member) &&
      member.object.type === 'ThisExpression' &&
      parent?.type === 'CallExpression' &&
      parent.callee === member
    ) {
      calledInside.add(memberKey(member) ?? '');
    }
  }
  const entries: Entry[] = [];
  for (const member of node.body.body) {
    if (
      (member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition') ||
      member.static ||
      member.value === null
    ) {
      continue;
    }
    const fn = unwrap(member.value);
    const key = memberKey(member);
    if (key === undefined || !isFunction(fn) || fn.body === null || key === 'constructor') {
      continue;
    }
    if (member.type === 'MethodDefinition' && member.kind !== 'method') {
      continue;
    }
    // A helper for one phase is handed what its caller was handed; nobody else calls it.
    const isPrivate =
      (PHASE_HELPER.test(key) && fn.params.length > 0) ||
      key.startsWith('#') ||
      key.startsWith('_') ||
      member.accessibility === 'private' ||
      member.accessibility === 'protected';
    if (!isPrivate || !calledInside.has(key)) {
      entries.push({ name: key.replace(/^#/, ''), node: fn });
    }
  }
  return entries;
}

const NOT_A_SERVICE =
  /^(sleep|delay|wait|setTimeout|resolve|reject|log|debug|info|warn|error|emit|push|json|text|now|Date|parse|stringify|shouldRetry|jitter|backoff|Math|Promise|Number|String|Boolean|Object|Array|JSON|console|require|all|race)$/i;

/** Awaited calls that leave the unit from a `try` whose handler is the unit's: what a breaker without a function parameter protects. */
function serviceCalls(index: ModuleIndex, unit: Unit): Set<Node> {
  const calls = new Set<Node>();
  for (const node of index.nodesOfType('TryStatement', unit.node)) {
    if (
      node.handler === null ||
      !(touchesUnit(index, unit, node.handler.body) || recordsAfterLoop(index, unit, node))
    ) {
      continue;
    }
    const visit = (child: Node): void => {
      if (isFunction(child)) {
        return;
      }
      const awaited = child.type === 'AwaitExpression' ? unwrap(child.argument) : undefined;
      if (awaited?.type === 'CallExpression' && leavesUnit(index, awaited.callee)) {
        calls.add(awaited);
      }
      forEachChild(child, index.module.visitorKeys, visit);
    };
    visit(node.block);
  }
  return calls;
}

/** The `try` stands in a loop, and what comes of the loop is recorded behind it. */
function recordsAfterLoop(index: ModuleIndex, unit: Unit, node: Node): boolean {
  for (
    let at = node, parent = index.parentOf(at);
    parent !== undefined && !isFunction(parent);
    at = parent, parent = index.parentOf(at)
  ) {
    if (/^(For|While|DoWhile)/.test(at.type) && parent.type === 'BlockStatement') {
      return parent.body.some((statement) => statement.range[0] >= at.range[1] && touchesUnit(index, unit, statement));
    }
  }
  return false;
}

/** Whether a handler writes a cell of the unit or calls one of its functions. What it says of the unit to others is nothing. */
function touchesUnit(index: ModuleIndex, unit: Unit, body: Node): boolean {
  let found = false;
  const visit = (child: Node): void => {
    if (child.type === 'ThisExpression') {
      found ||= unit.form !== 'closure' && !isMentioned(index, child);
    } else if (child.type === 'Identifier' && unit.form === 'closure') {
      const variable = index.variableOf(child);
      found ||= variable !== undefined && variable.scope.block === unit.node;
    }
    if (!found) {
      forEachChild(child, index.module.visitorKeys, visit);
    }
  };
  visit(body);
  return found;
}

/** `log.error(this.name)`: a member that is read, and told to something that is not the unit's. */
function isMentioned(index: ModuleIndex, self: Node): boolean {
  let at = self;
  let parent = index.parentOf(at);
  while (parent?.type === 'MemberExpression' && parent.object === at) {
    at = parent;
    parent = index.parentOf(at);
  }
  if (parent?.type === 'CallExpression' && parent.callee === at) {
    return /^this\.\w*(log|emit|metric|telemetry)/i.test(index.textOf(at));
  }
  while (parent !== undefined && /^(Property|ObjectExpression|TemplateLiteral|SpreadElement)$/.test(parent.type)) {
    at = parent;
    parent = index.parentOf(at);
  }
  return (
    parent?.type === 'CallExpression' &&
    unwrap(parent.callee).type === 'MemberExpression' &&
    !index.textOf(parent.callee).startsWith('this.')
  );
}

/** A callee that is not the unit's own and, by its name, not a helper either. */
export function leavesUnit(index: ModuleIndex, callee: Node): boolean {
  const node = unwrap(callee);
  if (node.type === 'Identifier') {
    const definition = index.variableOf(node)?.defs[0];
    return (
      !NOT_A_SERVICE.test(node.name) &&
      (definition === undefined || definition.type === 'ImportBinding' || definition.type === 'Parameter')
    );
  }
  if (node.type !== 'MemberExpression' || NOT_A_SERVICE.test(memberKey(node) ?? '')) {
    return false;
  }
  const object = unwrap(node.object);
  if (object.type === 'ThisExpression' || object.type === 'Super') {
    return false;
  }
  const root = object.type === 'Identifier' ? object.name : '';
  return (
    !NOT_A_SERVICE.test(root) &&
    !/log|metric|cache|store|redis|limiter|lock|mutex|clock|timer/i.test(index.textOf(object))
  );
}

export function unitCode(index: ModuleIndex, unit: Unit): UnitCode {
  return {
    index,
    unit,
    ...mutableCells(index, unit),
    serviceCalls: serviceCalls(index, unit),
    receivers: undefined,
    regions: [],
    unlocked: undefined,
  };
}
