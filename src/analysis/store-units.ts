/** Breakers whose state is a copy of a record that a store outside the process holds. */
import { contains, memberKey, unwrap, type Node } from '../ast/nodes.js';
import type { Phase } from './facts.js';
import type { ModuleIndex } from './module.js';
import { alternatives, phaseUses } from './phase-uses.js';
import { phaseOf } from './phases.js';
import { placeOf } from './places.js';
import { nameOf, type Unit } from './units.js';

interface Evidence {
  readonly owner: Node;
  readonly member: string;
  readonly phases: Set<Phase>;
  readonly text: string;
}

/** `const record = await store.get(); if (record.state === …)`, or a record that is read and written back whatever it is called. */
export function findStoreUnits(index: ModuleIndex): Unit[] {
  const found = new Map<string, Evidence>();
  for (const { target, phase } of phaseUses(index)) {
    const place = placeOf(target, index);
    const definition = place === undefined || typeof place.root === 'string' ? undefined : place.root.defs[0]?.node;
    const init =
      definition?.type === 'VariableDeclarator' && definition.init !== null ? unwrap(definition.init) : undefined;
    const member = place?.key.split('.').at(-1);
    if (place === undefined || member === undefined || init === undefined || !place.key.includes('.')) {
      continue;
    }
    const owner = ownerOf(index, target);
    if (init.type === 'AwaitExpression' || makesRoundTrips(index, owner)) {
      note(found, owner, member, place.text).add(phase);
    }
  }
  for (const property of index.nodesOfType('Property')) {
    const member = memberKey(property);
    const phases = [...alternatives(property.value)].flatMap((option) => phaseOf(option) ?? []);
    const owner = phases.length === 0 ? undefined : ownerOf(index, property);
    if (
      owner !== undefined &&
      member !== undefined &&
      (found.has(keyOf(owner, member)) || makesRoundTrips(index, owner))
    ) {
      const known = note(found, owner, member, member);
      for (const phase of phases) {
        known.add(phase);
      }
    }
  }
  const units: Unit[] = [];
  for (const { owner, member, phases, text } of found.values()) {
    const writes = index.nodesOfType('Property', owner).filter((property) => memberKey(property) === member);
    const name = nameOf(owner, index);
    const known =
      phases.has('half-open') || (phases.has('open') && /circuit|breaker/i.test(`${name} ${index.module.path}`));
    if (phases.size > 1 && known && writes.length > 0) {
      units.push({
        form: 'store',
        name,
        node: owner,
        state: { key: `store.${member}`, text, root: 'this' },
        isFlag: false,
        phases,
        stateWrites: writes,
      });
    }
  }
  return units;
}

const ownerOf = (index: ModuleIndex, node: Node): Node =>
  index.classes.findLast((candidate) => contains(candidate, node)) ?? index.module.ast;

const keyOf = (owner: Node, member: string): string => `${owner.range[0]}:${member}`;

function note(found: Map<string, Evidence>, owner: Node, member: string, text: string): Set<Phase> {
  const key = keyOf(owner, member);
  const evidence = found.get(key) ?? { owner, member, phases: new Set<Phase>(), text };
  found.set(key, evidence);
  return evidence.phases;
}

const tripped = new WeakMap<Node, boolean>();

/** One receiver is asked and awaited in this code, and told as well: `await redis.get(…)` and `redis.set(…)`. */
function makesRoundTrips(index: ModuleIndex, owner: Node): boolean {
  const before = tripped.get(owner);
  if (before !== undefined) {
    return before;
  }
  const read = new Set<string>();
  const written = new Set<string>();
  for (const node of index.nodesOfType('CallExpression', owner)) {
    const callee = unwrap(node.callee);
    if (callee.type === 'MemberExpression') {
      const receiver = index.textOf(callee.object);
      const name = memberKey(callee) ?? '';
      if (STORE_READ.test(name) && index.parentOf(node)?.type === 'AwaitExpression') {
        read.add(receiver);
      } else if (STORE_WRITE.test(name)) {
        written.add(receiver);
      }
    }
  }
  const result = [...read].some((receiver) => receiver !== 'this' && written.has(receiver));
  tripped.set(owner, result);
  return result;
}

export const STORE_READ =
  /^(get|read|load|fetch|find|findOne|hget|hgetall|hGetAll|getItem|getState|loadState|readState)$/;
export const STORE_WRITE =
  /^(set|save|write|put|update|store|persist|patch|upsert|hset|hSet|hmset|setex|setEx|setItem|setState|saveState|writeState)$/;
