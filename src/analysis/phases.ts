import { memberKey, unwrap, type Node } from '../ast/nodes.js';
import type { Phase } from './facts.js';

const NAMES: Readonly<Record<string, Phase>> = {
  closed: 'closed',
  close: 'closed',
  open: 'open',
  opened: 'open',
  halfopen: 'half-open',
  halfopened: 'half-open',
  half: 'half-open',
};

/** The phase that a name or a string stands for: `HALF_OPEN`, `half-open`, `CircuitHalfOpen`, `STATE_OPEN`; undefined for others. */
export function phaseOfName(name: string): Phase | undefined {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/^(circuit|breaker|cb)*(state|status)?(?=.)/, '')
    .replace(/(state|status)$/, '');
  return NAMES[plain];
}

/**
 * The phase that an expression names: a string, or a member or constant with such a name (`CircuitState.HALF_OPEN`, `OPEN`). Constants
 * of other files are taken by their name: nobody gives an enum member called HALF_OPEN another meaning.
 */
export function phaseOf(expression: Node): Phase | undefined {
  const node = unwrap(expression);
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? phaseOfName(node.value) : undefined;
    case 'TemplateLiteral':
      return node.expressions.length === 0 ? phaseOfName(node.quasis[0]?.value.cooked ?? '') : undefined;
    case 'MemberExpression': {
      const object = unwrap(node.object);
      const name = memberKey(node);
      const constant =
        object.type === 'Identifier' || object.type === 'MemberExpression' || /^[A-Z][A-Z0-9_]+$/.test(name ?? '');
      // `this.open` and `breaker.closed` are flags of an object; constants are upper case or belong to a capitalised holder.
      const looksConstant =
        constant &&
        name !== undefined &&
        (/^[A-Z]/.test(name) || (object.type === 'Identifier' && /^[A-Z]/.test(object.name)));
      return looksConstant ? phaseOfName(name) : undefined;
    }
    case 'Identifier':
      return /^[A-Z][A-Z0-9_]*$/.test(node.name) ? phaseOfName(node.name) : undefined;
    default:
      return undefined;
  }
}
