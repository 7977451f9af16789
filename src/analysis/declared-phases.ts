/** Phases that types speak of: unions of literals, enums, and interfaces with a member of such a type. */
import { memberKey, type Node } from '../ast/nodes.js';
import type { Phase } from './facts.js';
import type { ModuleIndex } from './module.js';
import { phaseOf, phaseOfName } from './phases.js';

const MAX_HOPS = 3;

/** The phases of a type that is written in this module; empty where it names none. */
export function phasesOfType(type: Node | undefined, index: ModuleIndex, hops = MAX_HOPS): ReadonlySet<Phase> {
  switch (type?.type) {
    case 'TSTypeAnnotation':
      return phasesOfType(type.typeAnnotation, index, hops);
    case 'TSLiteralType': {
      const phase = phaseOf(type.literal);
      return new Set(phase === undefined ? [] : [phase]);
    }
    case 'TSUnionType':
      return new Set(type.types.flatMap((member) => [...phasesOfType(member, index, hops)]));
    case 'TSTypeReference': {
      const name = type.typeName.type === 'Identifier' && hops > 0 ? type.typeName.name : undefined;
      return name === undefined ? new Set() : phasesOfDeclaration(name, index, hops);
    }
    default:
      return new Set();
  }
}

function phasesOfDeclaration(name: string, index: ModuleIndex, hops: number): ReadonlySet<Phase> {
  const alias = index.nodesOfType('TSTypeAliasDeclaration').find(({ id }) => id.name === name);
  if (alias !== undefined) {
    return phasesOfType(alias.typeAnnotation, index, hops - 1);
  }
  const members = index.nodesOfType('TSEnumDeclaration').find(({ id }) => id.name === name)?.body.members ?? [];
  return new Set(
    members.flatMap(
      ({ id }) => phaseOfName(id.type === 'Identifier' ? id.name : id.type === 'Literal' ? String(id.value) : '') ?? [],
    ),
  );
}

/** The member of a record type in this module that holds the phases of a circuit, as a type says it. */
export function stateMemberOf(
  typeName: string,
  index: ModuleIndex,
): { readonly member: string; readonly phases: ReadonlySet<Phase> } | undefined {
  const declared = index.nodesOfType('TSInterfaceDeclaration').find(({ id }) => id.name === typeName)?.body.body;
  const alias = index.nodesOfType('TSTypeAliasDeclaration').find(({ id }) => id.name === typeName)?.typeAnnotation;
  for (const member of declared ?? (alias?.type === 'TSTypeLiteral' ? alias.members : [])) {
    if (member.type === 'TSPropertySignature') {
      const phases = phasesOfType(member.typeAnnotation, index);
      const key = memberKey(member);
      if (key !== undefined && phases.has('open') && phases.has('closed')) {
        return { member: key, phases };
      }
    }
  }
  return undefined;
}
