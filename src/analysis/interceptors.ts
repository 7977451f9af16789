/** Functions that a client runs before each request and behind it, which together are the path of a call. */
import { contains, isFunction, memberKey, unwrap, type FunctionNode, type Node } from '../ast/nodes.js';
import { attempt } from './interpreter/attempts.js';
import { callValue } from './interpreter/calls.js';
import { normal, type Flow, type Machine } from './interpreter/machine.js';
import { settle } from './interpreter/promises.js';
import { unknown } from './interpreter/value.js';
import type { ModuleIndex } from './module.js';
import type { Entry } from './unit-code.js';

/**
 * `client.interceptors.request.use(before)` with `client.interceptors.response.use(after, failed)`: what the first one throws arrives at
 * the last one, as a failed request does.
 */
export function interceptorsAround(index: ModuleIndex, receivers: Iterable<Node>): Entry[] {
  if (!index.module.text.includes('interceptors')) {
    return [];
  }
  const asked = [...receivers];
  const uses = index.nodesOfType('CallExpression').flatMap((call) => {
    const [use, kind, hub] = chainOf(call.callee);
    return use === 'use' && hub === 'interceptors' && kind !== undefined
      ? [{ kind, client: clientOf(index, call.callee), handlers: call.arguments.map((argument) => unwrap(argument)) }]
      : [];
  });
  return uses.flatMap(({ kind, client, handlers: [before] }): Entry[] => {
    const response = uses.find((use) => use.kind === 'response' && use.client === client);
    if (kind !== 'request' || !isFunction(before) || response === undefined) {
      return [];
    }
    const [fulfilled, rejected] = response.handlers.map((handler): FunctionNode | undefined =>
      isFunction(handler) ? handler : undefined,
    );
    const isAbout = [before, rejected].every(
      (fn) => fn !== undefined && asked.some((receiver) => contains(fn, receiver)),
    );
    return isAbout ? [{ name: 'request', node: before, behind: { fulfilled, rejected } }] : [];
  });
}

/** The names of a chain of members, the last first. */
function chainOf(callee: Node): (string | undefined)[] {
  const node = unwrap(callee);
  return node.type === 'MemberExpression' ? [memberKey(node), ...chainOf(node.object)] : [];
}

function clientOf(index: ModuleIndex, callee: Node): string {
  let node = unwrap(callee);
  for (let hops = 0; hops < 3 && node.type === 'MemberExpression'; hops += 1) {
    node = unwrap(node.object);
  }
  return index.textOf(node);
}

/** The request, and what is run behind it. */
export function runBehind(machine: Machine, flows: readonly Flow[], { node, behind }: Entry): Flow[] {
  if (behind === undefined) {
    return [...flows];
  }
  const call = (fn: FunctionNode | undefined, flow: Flow): Flow[] =>
    fn === undefined
      ? [flow]
      : callValue(
          machine,
          flow.path,
          { kind: 'function', node: fn, self: undefined, deps: [] },
          [flow.value],
          node,
          'callback',
        );
  return flows
    .flatMap((flow): Flow[] =>
      flow.kind === 'throw'
        ? [flow]
        : attempt(machine, flow.path, unknown([], { external: true }), node).flatMap(({ path, value }) =>
            settle(machine, path, value, node),
          ),
    )
    .flatMap((flow) =>
      flow.kind === 'throw' ? call(behind.rejected, flow) : call(behind.fulfilled, normal(flow.path, flow.value)),
    );
}
