/** Objects that are known by their declared type alone: `options: { breaker?: CircuitBreaker }`, `deps: Dependencies`. */
import { memberKey, type Node } from '../../ast/nodes.js';
import type { Term } from '../../module-graph/record.js';
import { typed } from './lower-types.js';
import { UNKNOWN, type Lowering } from './lowering.js';

/** Only what may be a layer is looked up: each of the others would be one more module to read. */
const LAYERS = /breaker|circuit|retr(?:y|ies)|policy|resilien/i;
const MAX_DEPTH = 2;

/** An object with the members of an interface or a type literal of this module; undefined where none of them is of interest. */
export function declaredObject(lowering: Lowering, type: Node, depth = MAX_DEPTH): Term | undefined {
  const members = depth === 0 ? undefined : signaturesOf(lowering, type);
  const known = (members ?? []).flatMap((member): [string, Term][] => {
    const key = member.type === 'TSPropertySignature' ? memberKey(member) : undefined;
    const declared = member.type === 'TSPropertySignature' ? member.typeAnnotation?.typeAnnotation : undefined;
    if (key === undefined || declared === undefined || !LAYERS.test(`${key} ${lowering.index.textOf(declared)}`)) {
      return [];
    }
    const value = typed(lowering, declared, UNKNOWN, depth - 1);
    return value === UNKNOWN ? [] : [[key, value]];
  });
  return known.length === 0 ? undefined : { kind: 'object', members: [[undefined, UNKNOWN], ...known] };
}

function signaturesOf(lowering: Lowering, type: Node): readonly Node[] | undefined {
  if (type.type === 'TSTypeLiteral') {
    return type.members;
  }
  const name = type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' ? type.typeName : undefined;
  const declaration = name && lowering.index.variableOf(name)?.defs[0]?.node;
  if (declaration?.type === 'TSInterfaceDeclaration') {
    return declaration.body.body;
  }
  return declaration?.type === 'TSTypeAliasDeclaration' && declaration.typeAnnotation.type === 'TSTypeLiteral'
    ? declaration.typeAnnotation.members
    : undefined;
}
