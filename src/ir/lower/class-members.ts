/** Members of classes: methods, fields, blocks, and what a constructor does before its own statements. */
import type { TSESTree } from '@typescript-eslint/types';

import { parametersOf, type ClassNode } from '../../ast/nodes.js';
import type { FunctionId, Register } from '../ir.js';
import { inScopeOf, loadFrom, readIdentifier, storeIn } from './bindings.js';
import { lowerEffect, lowerExpression } from './expressions.js';
import { FunctionBuilder } from './function-builder.js';
import { addFunction, closure, lowerClosure } from './functions.js';
import { keyName, lowerKey } from './literals.js';
import type { ModuleBuilder } from './module-builder.js';
import { lowerStatements } from './statements.js';

type Node = TSESTree.Node;
type Field = TSESTree.PropertyDefinition | TSESTree.AccessorProperty;
type Method = TSESTree.MethodDefinition & { readonly value: TSESTree.FunctionExpression };

/** A field of new objects. A computed key is computed once, when the class is made, and kept in a variable of the class. */
interface InstanceField {
  readonly field: Field;
  readonly keyVariable?: { readonly scope: number; readonly name: string };
}

export const isField = (member: Node): member is Field =>
  member.type === 'PropertyDefinition' || member.type === 'AccessorProperty';

const isMethod = (member: Node): member is Method =>
  member.type === 'MethodDefinition' &&
  // An overload has no body, and its node another type, but not in every version of the parser.
  (member.value.body as Node | null | undefined) !== null &&
  member.value.type === 'FunctionExpression';

const decoratorsOf = (node: { readonly decorators?: readonly TSESTree.Decorator[] }): readonly TSESTree.Decorator[] =>
  node.decorators ?? [];

/** Whether a field is set at all: `declare x` and `x!: T` are promises about what others set. */
const isSet = (field: Field): boolean => !field.declare && (field.value !== null || !field.definite);

export function instanceFields(module: ModuleBuilder, node: ClassNode): readonly InstanceField[] {
  const scope = module.variables.scopeOf(node);
  let computed = 0;
  return node.body.body.flatMap((field): InstanceField[] => {
    if (!isField(field) || field.static || !isSet(field)) {
      return [];
    }
    if (keyName(field) !== undefined || scope === undefined) {
      return [{ field }];
    }
    const keyVariable = { scope: module.scopeIdOf(scope), name: `*key${computed++}*` };
    module.addName(keyVariable.scope, keyVariable.name);
    return [{ field, keyVariable }];
  });
}

/** The function that sets the fields of a new object. */
export function addFields(
  module: ModuleBuilder,
  node: ClassNode,
  name: string,
  fields: readonly InstanceField[],
): FunctionId {
  return module.addFunction((id) => {
    const fn = new FunctionBuilder(module, {
      id,
      name,
      kind: 'fields',
      isAsync: false,
      isGenerator: false,
      parameters: [],
      node: node.body,
    });
    for (const { field, keyVariable } of fields) {
      const object = fn.this(field);
      const key =
        keyVariable === undefined ? lowerKey(fn, field) : loadFrom(fn, keyVariable.scope, keyVariable.name, field.key);
      const value = lowerFieldValue(fn, field);
      fn.emit({ op: 'set', object, key, value, isDefinition: true, site: fn.site(field) });
    }
    return fn.finish();
  });
}

/** What somebody injects into a decorated field, nobody knows. */
function lowerFieldValue(fn: FunctionBuilder, field: Field): Register {
  if (field.value !== null) {
    return lowerExpression(fn, field.value, keyName(field));
  }
  return decoratorsOf(field).length > 0
    ? fn.unknown(`field ${keyName(field) ?? ''}`, field)
    : fn.constant(undefined, field);
}

interface Constructor {
  readonly construct?: FunctionId;
  /** Whether it runs the function for the fields itself. */
  readonly runsFields: boolean;
}

/**
 * The constructor. One with parameters that are properties sets them before the fields, whose values may need them:
 * `private url = this.config.url; constructor(private config: Config) {}`.
 */
export function addConstructor(
  module: ModuleBuilder,
  node: ClassNode,
  name: string,
  fields: FunctionId | undefined,
): Constructor {
  const method = node.body.body.find(
    (member): member is Method => isMethod(member) && member.kind === 'constructor' && !member.static,
  );
  if (method === undefined) {
    return { runsFields: false };
  }
  const properties = parametersOf(method.value).filter((parameter) => parameter.type === 'TSParameterProperty');
  const construct = addFunction(module, method.value, {
    name,
    kind: 'constructor',
    isDerived: node.superClass !== null,
    ...(properties.length > 0 && {
      prepare: (fn, at) => {
        for (const property of properties) {
          setParameter(fn, property);
        }
        if (fields !== undefined) {
          callOn(fn, fields, fn.this(at), at);
        }
      },
    }),
  });
  return { construct, runsFields: properties.length > 0 && fields !== undefined };
}

function setParameter(fn: FunctionBuilder, property: TSESTree.TSParameterProperty): void {
  const { parameter } = property;
  const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
  if (target.type !== 'Identifier') {
    return;
  }
  const object = fn.this(property);
  const key = fn.constant(target.name, property);
  const value = readIdentifier(fn, target);
  fn.emit({ op: 'set', object, key, value, isDefinition: true, site: fn.site(property) });
}

/** Calls a function of the class with an object, or the class, as `this`. */
function callOn(fn: FunctionBuilder, id: FunctionId, receiver: Register, node: Node): Register {
  const callee = closure(fn, id, node);
  return fn.value({ op: 'call', into: fn.register(), callee, receiver, arguments: [], site: fn.site(node) });
}

/** Methods and computed keys in their order, then static fields and blocks in theirs. */
export function lowerMembers(
  fn: FunctionBuilder,
  node: ClassNode,
  owner: Register,
  fields: readonly InstanceField[],
): void {
  const keyVariables = new Map(fields.map(({ field, keyVariable }) => [field, keyVariable]));
  const initializers: (() => void)[] = [];
  for (const member of node.body.body) {
    if (isMethod(member)) {
      if (member.kind !== 'constructor') {
        lowerMethod(fn, owner, member);
      }
      lowerParameterDecorators(fn, member);
    } else if (isField(member) && !member.declare) {
      lowerDecorators(fn, member);
      if (member.static) {
        const key = lowerKey(fn, member);
        initializers.push(() => lowerStaticField(fn, owner, member, key));
      } else {
        const variable = keyVariables.get(member);
        if (variable !== undefined) {
          storeIn(fn, variable.scope, variable.name, lowerKey(fn, member), member.key);
        }
      }
    } else if (member.type === 'StaticBlock') {
      initializers.push(() => lowerStaticBlock(fn, owner, member));
    }
  }
  for (const initialize of initializers) {
    initialize();
  }
}

function lowerMethod(fn: FunctionBuilder, owner: Register, member: Method): void {
  const { kind, static: isStatic, accessibility } = member;
  const decorators = lowerDecorators(fn, member);
  const name = keyName(member) ?? '';
  const key = fn.own(lowerKey(fn, member), member);
  fn.emit({
    op: 'method',
    class: owner,
    key,
    value: lowerClosure(fn, member.value, { name, kind: 'method' }),
    kind: kind === 'constructor' ? 'method' : kind,
    isStatic,
    isPrivate: accessibility === 'private' || accessibility === 'protected' || name.startsWith('#'),
    site: fn.site(member),
  });
  for (const { decorator, site } of decorators.reverse()) {
    fn.emit({ op: 'decorate', class: owner, key, decorator, isStatic, site });
  }
}

const lowerDecorators = (
  fn: FunctionBuilder,
  node: { readonly decorators?: readonly TSESTree.Decorator[] },
): { decorator: Register; site: number }[] =>
  decoratorsOf(node).map((decorator) => ({
    decorator: lowerExpression(fn, decorator.expression),
    site: fn.site(decorator),
  }));

function lowerParameterDecorators(fn: FunctionBuilder, { value }: Method): void {
  for (const parameter of value.params) {
    for (const { expression } of decoratorsOf(parameter)) {
      lowerEffect(fn, expression);
    }
  }
}

function lowerStaticField(fn: FunctionBuilder, owner: Register, field: Field, key: Register): void {
  const { value: initializer } = field;
  const value = isConstant(initializer)
    ? lowerFieldValue(fn, field)
    : callOn(fn, addInitializer(fn.module, field, keyName(field) ?? ''), owner, field);
  fn.emit({ op: 'set', object: owner, key, value, isDefinition: true, site: fn.site(field) });
}

const isConstant = (node: Node | null): boolean => node === null || node.type === 'Literal';

const addInitializer = (module: ModuleBuilder, field: Field, name: string): FunctionId =>
  addStaticFunction(module, field, name, (fn) => {
    const value = lowerFieldValue(fn, field);
    fn.end({ op: 'return', value, site: fn.site(field.value ?? field) });
  });

function lowerStaticBlock(fn: FunctionBuilder, owner: Register, block: TSESTree.StaticBlock): void {
  const id = addStaticFunction(fn.module, block, '', (inner) =>
    inScopeOf(inner, inner.module.variables.scopeOf(block), block, () => lowerStatements(inner, block.body)),
  );
  callOn(fn, id, owner, block);
}

const addStaticFunction = (
  module: ModuleBuilder,
  node: Node,
  name: string,
  lower: (fn: FunctionBuilder) => void,
): FunctionId =>
  module.addFunction((id) => {
    const fn = new FunctionBuilder(module, {
      id,
      name,
      kind: 'initializer',
      isAsync: false,
      isGenerator: false,
      parameters: [],
      node,
    });
    lower(fn);
    return fn.finish();
  });
