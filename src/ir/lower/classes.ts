/** Classes: what is made of one, from its superclass to its decorators. */
import type { TSESTree } from '@typescript-eslint/types';

import type { ClassNode } from '../../ast/nodes.js';
import type { FunctionId, Register } from '../ir.js';
import { newScope, writeVariable } from './bindings.js';
import { addConstructor, addFields, instanceFields, isField, lowerMembers } from './class-members.js';
import { lowerExpression } from './expressions.js';
import type { FunctionBuilder } from './function-builder.js';
import { keyName } from './literals.js';
import { lastName } from './type-names.js';

/** Gives the class to the variables that have its name, and returns the register in which it then stands. */
export function lowerClass(fn: FunctionBuilder, node: ClassNode, name: string): Register {
  const { module } = fn;
  const scope = module.variables.scopeOf(node);
  const isKeyComputed = node.body.body.some(
    (member) => isField(member) && !member.static && keyName(member) === undefined,
  );
  if (scope === undefined || (!isKeyComputed && !module.hasShared(scope))) {
    return lowerParts(fn, node, name);
  }
  return fn.inScope(newScope(fn, module.scopeIdOf(scope), node), () => lowerParts(fn, node, name));
}

function lowerParts(fn: FunctionBuilder, node: ClassNode, assignedName: string): Register {
  const name = node.id?.name ?? assignedName;
  const superclass = node.superClass === null ? undefined : lowerExpression(fn, node.superClass);
  const fields = instanceFields(fn.module, node);
  const fieldsId = fields.length === 0 ? undefined : addFields(fn.module, node, name, fields);
  const { construct, runsFields } = addConstructor(fn.module, node, name, fieldsId);
  const made = makeClass(fn, node, {
    name,
    ...(superclass !== undefined && { superclass }),
    ...(construct !== undefined && { construct }),
    ...(fieldsId !== undefined && !runsFields && { fields: fieldsId }),
  });
  const value = nameClass(fn, node, made);
  lowerMembers(fn, node, value, fields);
  return decorateClass(fn, node, value);
}

interface Parts {
  readonly name: string;
  readonly superclass?: Register;
  readonly construct?: FunctionId;
  readonly fields?: FunctionId;
}

function makeClass(fn: FunctionBuilder, node: ClassNode, parts: Parts): Register {
  // Only one of the parsers knows interfaces.
  const interfaces = (node.implements as readonly TSESTree.TSClassImplements[] | undefined) ?? [];
  const { scope } = fn;
  return fn.value({
    op: 'class',
    into: fn.register(),
    ...parts,
    scope,
    implements: interfaces.flatMap(({ expression }) => lastName(expression) ?? []),
    site: fn.site(node),
  });
}

function nameClass(fn: FunctionBuilder, node: ClassNode, made: Register): Register {
  let value = made;
  for (const variable of new Set(fn.module.variables.declaredBy(node))) {
    if (variable.scope.type !== 'class' || variable.references.length > 0) {
      value = writeVariable(fn, variable, value, node);
    }
  }
  return value;
}

function decorateClass(fn: FunctionBuilder, node: ClassNode, made: Register): Register {
  // Only one of the parsers knows decorators.
  const decorators = ((node.decorators as readonly TSESTree.Decorator[] | undefined) ?? []).map((decorator) => ({
    site: fn.site(decorator),
    decorator: lowerExpression(fn, decorator.expression),
  }));
  if (decorators.length === 0) {
    return made;
  }
  let value = made;
  for (const { site, decorator } of decorators.reverse()) {
    value = fn.value({ op: 'decorateClass', into: fn.register(), class: value, decorator, site });
  }
  return nameClass(fn, node, value);
}
