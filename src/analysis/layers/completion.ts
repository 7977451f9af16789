/** How statements end: what of them lets the code behind them run. */
import type { Node } from '../../ast/nodes.js';

export type Completion = 'normal' | 'continue' | 'break' | 'return' | 'throw';

const LEAVES: Readonly<Record<string, Completion>> = {
  ContinueStatement: 'continue',
  BreakStatement: 'break',
  ReturnStatement: 'return',
  ThrowStatement: 'throw',
};

/** The ways in which a list of statements can end, not counting what calls in it may throw. */
export function completionOf(statements: readonly Node[]): Set<Completion> {
  const ways = new Set<Completion>();
  for (const statement of statements) {
    const own = ofStatement(statement);
    own.forEach((way) => way !== 'normal' && ways.add(way));
    if (!own.has('normal')) {
      return ways;
    }
  }
  return ways.add('normal');
}

function ofStatement(statement: Node): ReadonlySet<Completion> {
  const leaves = LEAVES[statement.type];
  if (leaves !== undefined) {
    return new Set([leaves]);
  }
  switch (statement.type) {
    case 'BlockStatement':
      return completionOf(statement.body);
    case 'LabeledStatement':
      return ofStatement(statement.body);
    case 'IfStatement':
      return union(
        ofStatement(statement.consequent),
        statement.alternate === null ? NORMAL : ofStatement(statement.alternate),
      );
    case 'TryStatement': {
      const last = statement.finalizer === null ? NORMAL : completionOf(statement.finalizer.body);
      const body = union(
        completionOf(statement.block.body),
        statement.handler === null ? NONE : completionOf(statement.handler.body.body),
      );
      return last.has('normal') ? body : last;
    }
    case 'SwitchStatement': {
      const cases = statement.cases.map(({ consequent }) => completionOf(consequent));
      const ways = new Set<Completion>(
        cases.flatMap((way) => [...way].map((end) => (end === 'break' ? 'normal' : end))),
      );
      return statement.cases.some(({ test }) => test === null) ? ways : ways.add('normal');
    }
    case 'WhileStatement':
    case 'ForStatement':
    case 'DoWhileStatement':
    case 'ForOfStatement':
    case 'ForInStatement': {
      const ways = new Set<Completion>(
        [...ofStatement(statement.body)].filter((way) => way === 'return' || way === 'throw'),
      );
      return ways.add('normal');
    }
    default:
      return NORMAL;
  }
}

const NORMAL: ReadonlySet<Completion> = new Set(['normal']);
const NONE: ReadonlySet<Completion> = new Set();

const union = (a: ReadonlySet<Completion>, b: ReadonlySet<Completion>): Set<Completion> => new Set([...a, ...b]);

/** The statements of a block, or the one statement that stands in its place. */
export const statementsOf = (node: Node): readonly Node[] => (node.type === 'BlockStatement' ? node.body : [node]);
