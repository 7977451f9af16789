import type { TSESTree } from '@typescript-eslint/types';

import type { Register } from '../ir.js';
import { lowerEffect } from './expressions.js';
import type { FunctionBuilder } from './function-builder.js';

type Node = TSESTree.Node;

/** What an element is, nobody knows; but its expressions are evaluated. */
export function lowerJsx(fn: FunctionBuilder, node: TSESTree.JSXElement | TSESTree.JSXFragment): Register {
  const attributes = node.type === 'JSXElement' ? node.openingElement.attributes : [];
  for (const attribute of attributes) {
    lowerPart(fn, attribute.type === 'JSXAttribute' ? attribute.value : attribute);
  }
  for (const child of node.children) {
    lowerPart(fn, child);
  }
  return fn.unknown('jsx', node);
}

function lowerPart(fn: FunctionBuilder, node: Node | null): void {
  switch (node?.type) {
    case 'JSXElement':
    case 'JSXFragment':
      lowerEffect(fn, node);
      return;
    case 'JSXSpreadAttribute':
      lowerEffect(fn, node.argument);
      return;
    case 'JSXExpressionContainer':
    case 'JSXSpreadChild':
      if (node.expression.type !== 'JSXEmptyExpression') {
        lowerEffect(fn, node.expression);
      }
  }
}
