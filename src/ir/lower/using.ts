/** `using x = open();`: what is disposed of at the end of its block, however that is left. */
import type { TSESTree } from '@typescript-eslint/types';

import { readIdentifier } from './bindings.js';
import { withFinally } from './exits.js';
import type { FunctionBuilder } from './function-builder.js';

type Node = TSESTree.Node;

export const isUsing = (node: Node): node is TSESTree.VariableDeclaration =>
  node.type === 'VariableDeclaration' && (node.kind === 'using' || node.kind === 'await using');

/** Lowers what comes after the declaration, then disposes of what it declares, the last one first. */
export function lowerUsing(fn: FunctionBuilder, node: TSESTree.VariableDeclaration, lower: () => void): void {
  withFinally(fn, node, lower, () => {
    for (const { id } of [...node.declarations].reverse()) {
      if (id.type === 'Identifier') {
        dispose(fn, id, node.kind === 'await using');
      }
    }
  });
}

/** `x?.[Symbol.dispose]()` */
function dispose(fn: FunctionBuilder, id: TSESTree.Identifier, isAsync: boolean): void {
  const site = fn.site(id);
  const receiver = readIdentifier(fn, id);
  const [present, after] = [fn.block(), fn.block()];
  const into = fn.register();
  const isAbsent = fn.value({ op: 'absent', into, value: receiver, test: 'nullish', isDefault: false, site });
  fn.branchImplicitly(isAbsent, after, present, id);
  fn.begin(present);
  const symbols = fn.value({ op: 'global', into: fn.register(), name: 'Symbol', site });
  const key = fn.get(symbols, fn.constant(isAsync ? 'asyncDispose' : 'dispose', id), id);
  const callee = fn.get(receiver, key, id);
  const result = fn.value({ op: 'call', into: fn.register(), callee, receiver, arguments: [], site });
  if (isAsync) {
    fn.await(result, id);
  }
  fn.goto(after, id);
  fn.begin(after);
}
