/** How often a hand-written retry calls, and what else decides whether it goes on: read off the tests around its counter. */
import { contains, isFunction, parametersOf, unwrap, type FunctionNode, type Node } from '../../ast/nodes.js';
import type { AttemptsRecord, CounterEvent } from '../../module-graph/record.js';
import type { NodeByType, Variable } from '../module.js';
import { calledFunction } from '../places.js';
import { completionOf, statementsOf } from './completion.js';
import type { Lowering } from './lowering.js';

type Operator = Extract<CounterEvent, { kind: 'exit' }>['operator'];

const NEGATED: Readonly<Record<string, Operator>> = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '===': '!==',
  '!==': '===',
  '==': '!==',
  '!=': '===',
};
const SAME: Readonly<Record<string, Operator>> = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '===': '===',
  '!==': '!==',
  '==': '===',
  '!=': '!==',
};
const MIRRORED: Readonly<Record<Operator, Operator>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '===': '===',
  '!==': '!==',
};

/** What limits a sequence without being a number of attempts. */
const TIME = /\bnow\b|elapsed|deadline|time(?!s)|\bDate\b|performance|budget/i;

export interface Counted {
  readonly attempts: AttemptsRecord;
  readonly filters: boolean;
  readonly asks: boolean;
}

export class Counting {
  private readonly counters = new Set<Variable>();
  private counter: Variable | undefined;
  private filters = false;
  private asks = false;
  private limited = false;

  constructor(
    private readonly lowering: Lowering,
    private readonly construct: Node,
    private readonly scope: Node,
    errors: readonly Node[],
  ) {
    errors.forEach((error) => {
      this.followError(error, 3);
    });
  }

  loop(before: readonly Node[], handler: readonly Node[], behind: readonly Node[]): Counted {
    const { construct, lowering } = this;
    const { index } = lowering;
    for (const update of [
      ...index.nodesOfType('UpdateExpression', construct),
      ...index.nodesOfType('AssignmentExpression', construct),
    ]) {
      const target =
        update.type === 'UpdateExpression'
          ? update.argument
          : /^[+-]=$/.test(update.operator)
            ? update.left
            : undefined;
      const variable = target?.type === 'Identifier' ? index.variableOf(target) : undefined;
      if (variable !== undefined && index.enclosingFunction(update) === index.enclosingFunction(construct)) {
        this.counters.add(variable);
      }
    }
    const test = 'test' in construct && construct.test !== null ? (construct.test as Node) : undefined;
    const header = (): CounterEvent[] =>
      test === undefined || (test.type === 'Literal' && test.value === true) ? [] : this.exitsUnless(test);
    const round = (): CounterEvent[] => [
      ...(construct.type === 'DoWhileStatement' ? [] : header()),
      ...this.events(before),
      { kind: 'attempt' },
      ...this.events(handler),
      ...this.events(behind),
      ...(construct.type === 'ForStatement' && construct.update !== null ? this.steps(construct.update) : []),
      ...(construct.type === 'DoWhileStatement' ? header() : []),
    ];
    if (construct.type === 'ForOfStatement') {
      this.events(handler);
      return this.result({ kind: 'each', of: lowering.term(construct.right), more: 0 });
    }
    return this.count(round);
  }

  /** The statements before the call, those after its failure, and the call of the function itself. */
  recursion(before: readonly Node[], after: readonly Node[], again: NodeByType['CallExpression']): Counted {
    const fn = this.construct as FunctionNode;
    const by = new Map<Variable, number>();
    parametersOf(fn).forEach((parameter, position) => {
      const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
      const variable = name.type === 'Identifier' ? this.lowering.index.variableOf(name) : undefined;
      const argument = again.arguments[position];
      const side = variable && argument && this.sideOf(argument, variable);
      if (variable !== undefined && side !== undefined && (side.offset !== 0 || side.step !== 0)) {
        this.counters.add(variable);
        by.set(variable, side.offset + side.step);
      }
    });
    return this.count(() => [
      ...this.events(before),
      { kind: 'attempt' },
      ...this.events(after),
      { kind: 'step', by: (this.counter && by.get(this.counter)) ?? 0 },
    ]);
  }

  /** The first counter that something is held against; what else is asked is noted on the way. */
  private count(round: () => CounterEvent[]): Counted {
    let known: AttemptsRecord | undefined;
    for (const counter of this.counters) {
      this.counter = counter;
      this.limited = false;
      const events = round();
      if (events.some(({ kind }) => kind === 'exit') && events.some(({ kind }) => kind === 'step')) {
        known = { kind: 'counter', start: this.startOf(counter), round: events };
        break;
      }
    }
    if (known === undefined) {
      this.counter = undefined;
      this.limited = false;
      round();
      known = this.limited || this.asks ? { kind: 'unknown' } : { kind: 'unbounded' };
    }
    return this.result(known);
  }

  private result(attempts: AttemptsRecord): Counted {
    return { attempts, filters: this.filters, asks: this.asks };
  }

  private startOf(counter: Variable): Extract<AttemptsRecord, { kind: 'counter' }>['start'] {
    const definition = counter.defs[0]?.node;
    if (definition?.type === 'VariableDeclarator' && definition.init !== null && definition.id.type === 'Identifier') {
      return this.lowering.term(definition.init);
    }
    return { kind: 'variable', id: this.lowering.idOf(counter), name: counter.name };
  }

  private events(statements: readonly Node[]): CounterEvent[] {
    const events: CounterEvent[] = [];
    for (const [position, statement] of statements.entries()) {
      if (statement.type === 'ExpressionStatement') {
        events.push(...this.steps(statement.expression));
      } else if (statement.type === 'IfStatement') {
        const first = completionOf(statementsOf(statement.consequent));
        const second = statement.alternate === null ? undefined : completionOf(statementsOf(statement.alternate));
        if (isAgain(this, statement.consequent) && !first.has('normal')) {
          return [...events, ...this.exitsUnless(statement.test), ...this.events(statementsOf(statement.consequent))];
        }
        if (leaves(first)) {
          events.push(...this.exitsIf(statement.test));
        } else if (second !== undefined && leaves(second)) {
          events.push(...this.exitsUnless(statement.test), ...this.events(statementsOf(statement.consequent)));
        } else if (
          first.has('continue') &&
          !first.has('normal') &&
          leaves(completionOf(statements.slice(position + 1)))
        ) {
          return [...events, ...this.exitsUnless(statement.test), ...this.events(statementsOf(statement.consequent))];
        } else if (first.size > 1 || (second?.size ?? 1) > 1) {
          // Something inside may leave: nothing is known of when.
          this.limited = true;
          this.asks = true;
        }
      } else if (
        statement.type === 'ReturnStatement' &&
        statement.argument !== null &&
        unwrap(statement.argument).type === 'ConditionalExpression'
      ) {
        const choice = unwrap(statement.argument);
        if (choice.type === 'ConditionalExpression') {
          events.push(
            ...(isAgain(this, choice.consequent) ? this.exitsUnless(choice.test) : this.exitsIf(choice.test)),
          );
        }
      } else if (statement.type === 'ConditionalExpression') {
        events.push(
          ...(isAgain(this, statement.consequent) ? this.exitsUnless(statement.test) : this.exitsIf(statement.test)),
        );
      }
    }
    return events;
  }

  private steps(expression: Node): CounterEvent[] {
    const node = unwrap(expression);
    if (node.type === 'SequenceExpression') {
      return node.expressions.flatMap((part) => this.steps(part));
    }
    if (node.type === 'UpdateExpression' && this.isCounter(node.argument)) {
      return [{ kind: 'step', by: node.operator === '++' ? 1 : -1 }];
    }
    if (
      node.type === 'AssignmentExpression' &&
      this.isCounter(node.left) &&
      node.right.type === 'Literal' &&
      typeof node.right.value === 'number'
    ) {
      return node.operator === '+=' || node.operator === '-='
        ? [{ kind: 'step', by: node.operator === '+=' ? node.right.value : -node.right.value }]
        : [];
    }
    return [];
  }

  private exitsIf(test: Node): CounterEvent[] {
    return this.exits(test, false);
  }

  private exitsUnless(test: Node): CounterEvent[] {
    return this.exits(test, true);
  }

  private exits(test: Node, negated: boolean): CounterEvent[] {
    const node = unwrap(test);
    if (node.type === 'UnaryExpression' && node.operator === '!') {
      return this.exits(node.argument, !negated);
    }
    if (node.type === 'LogicalExpression' && node.operator === (negated ? '&&' : '||')) {
      return [...this.exits(node.left, negated), ...this.exits(node.right, negated)];
    }
    if (node.type === 'LogicalExpression') {
      this.other(node);
      return [];
    }
    const said = this.saidBefore(node);
    return said === undefined ? this.comparison(node, negated) : this.exits(said, negated);
  }

  /** `const isLast = attempt === attempts;`: the test that a name stands for. */
  private saidBefore(node: Node): Node | undefined {
    const variable = node.type === 'Identifier' ? this.lowering.index.variableOf(node) : undefined;
    const [definition, ...others] = variable?.defs ?? [];
    const declarator =
      definition?.node.type === 'VariableDeclarator' && others.length === 0 ? definition.node : undefined;
    const isConstant = variable?.references.every(
      (reference) => !reference.isWrite() || reference.identifier === declarator?.id,
    );
    const init =
      declarator?.id.type === 'Identifier' && isConstant === true && declarator.init
        ? unwrap(declarator.init)
        : undefined;
    return init !== undefined && /^(Binary|Logical|Unary)Expression$/.test(init.type) && contains(this.scope, init)
      ? init
      : undefined;
  }

  private comparison(node: Node, negated: boolean): CounterEvent[] {
    if (node.type !== 'BinaryExpression' || this.counter === undefined) {
      const truth = this.counter === undefined ? undefined : this.sideOf(node, this.counter);
      if (truth !== undefined) {
        return this.exit(truth, negated ? '===' : '!==', { kind: 'literal', value: 0 }, '0');
      }
      this.other(node);
      return [];
    }
    const operator = (negated ? NEGATED : SAME)[node.operator];
    const left = this.sideOf(node.left, this.counter);
    const right = this.sideOf(node.right, this.counter);
    if (operator === undefined || (left === undefined) === (right === undefined)) {
      this.other(node);
      return [];
    }
    const { lowering } = this;
    const text = (side: Node): string => lowering.index.textOf(unwrap(side));
    return left === undefined
      ? this.exit(right as Side, MIRRORED[operator], lowering.term(node.left), text(node.left))
      : this.exit(left, operator, lowering.term(node.right), text(node.right));
  }

  private exit(
    side: Side,
    operator: Operator,
    bound: Extract<CounterEvent, { kind: 'exit' }>['bound'],
    text: string,
  ): CounterEvent[] {
    const test: CounterEvent = { kind: 'exit', operator, offset: side.offset, bound, text };
    const step: CounterEvent[] = side.step === 0 ? [] : [{ kind: 'step', by: side.step }];
    return side.prefix ? [...step, test] : [test, ...step];
  }

  /** `counter`, `counter + 1`, `++counter`, `counter--`. */
  private sideOf(expression: Node, counter: Variable): Side | undefined {
    const node = unwrap(expression);
    const { index } = this.lowering;
    const is = (candidate: Node): boolean => candidate.type === 'Identifier' && index.variableOf(candidate) === counter;
    if (is(node)) {
      return { offset: 0, step: 0, prefix: true };
    }
    if (node.type === 'UpdateExpression' && is(node.argument)) {
      return { offset: 0, step: node.operator === '++' ? 1 : -1, prefix: node.prefix };
    }
    if (
      node.type === 'BinaryExpression' &&
      (node.operator === '+' || node.operator === '-') &&
      node.right.type === 'Literal' &&
      typeof node.right.value === 'number' &&
      is(unwrap(node.left))
    ) {
      return { offset: node.operator === '+' ? node.right.value : -node.right.value, step: 0, prefix: true };
    }
    return undefined;
  }

  private isCounter(node: Node): boolean {
    return (
      node.type === 'Identifier' && this.counter !== undefined && this.lowering.index.variableOf(node) === this.counter
    );
  }

  /** A test of something else than the counter. */
  private other(test: Node): void {
    const { index } = this.lowering;
    const mentions = index.nodesOfType('Identifier', test).map((identifier) => index.variableOf(identifier));
    if (mentions.some((variable) => variable !== undefined && this.errors.has(variable))) {
      this.filters = true;
    } else if (
      mentions.some((variable) => variable !== undefined && this.counters.has(variable)) ||
      TIME.test(index.textOf(test))
    ) {
      this.limited = true;
    } else {
      this.limited = true;
      this.asks = true;
    }
  }

  private readonly errors = new Set<Variable>();

  /** Follows what was caught to what it decides; noting it, throwing it or telling somebody of it decides nothing. */
  private followError(pattern: Node, hops: number): void {
    const { index } = this.lowering;
    const variable = pattern.type === 'Identifier' ? index.variableOf(pattern) : undefined;
    if (pattern.type !== 'Identifier') {
      this.filters = true;
    }
    if (variable === undefined || hops === 0 || this.errors.has(variable)) {
      return;
    }
    this.errors.add(variable);
    for (const { identifier } of variable.references) {
      if (contains(this.scope, identifier)) {
        this.useOfError(identifier, hops);
      }
    }
  }

  private useOfError(use: Node, hops: number): void {
    const { index } = this.lowering;
    let decides = false;
    for (
      let at: Node = use, parent = index.parentOf(at);
      parent !== undefined;
      at = parent, parent = index.parentOf(at)
    ) {
      if (parent.type === 'AwaitExpression') {
        this.filters = true;
        return;
      }
      if (parent.type === 'AssignmentExpression') {
        if (parent.right === at) {
          this.followError(parent.left, hops - 1);
        }
        return;
      }
      if (parent.type === 'VariableDeclarator') {
        if (parent.init === at) {
          this.followError(parent.id, hops - 1);
        }
        return;
      }
      if ((parent.type === 'IfStatement' && parent.test === at) || parent.type === 'SwitchStatement') {
        const inside =
          parent.type === 'IfStatement'
            ? [parent.consequent, ...(parent.alternate === null ? [] : [parent.alternate])]
            : [];
        const ends = inside.length === 0 ? undefined : inside.map((branch) => completionOf(statementsOf(branch)));
        this.filters ||= ends?.every((ways) => ways.size === 1 && ways.has('normal')) !== true;
        return;
      }
      if (/^(For|While|DoWhile)/.test(parent.type)) {
        this.filters = true;
        return;
      }
      decides ||= parent.type === 'ConditionalExpression' && parent.test === at;
      if (/Statement$|^CatchClause$/.test(parent.type) || isFunction(parent)) {
        this.filters ||= decides && parent.type === 'ReturnStatement';
        return;
      }
    }
  }

  /** Whether an expression or a statement calls the function that is being counted. */
  callsAgain(node: Node): boolean {
    const { construct, lowering } = this;
    return (
      isFunction(construct) &&
      lowering.index
        .nodesOfType('CallExpression', node)
        .some(({ callee }) => calledFunction(unwrap(callee), lowering.index) === construct)
    );
  }
}

interface Side {
  readonly offset: number;
  /** What the expression itself adds. */
  readonly step: number;
  readonly prefix: boolean;
}

const isAgain = (counting: Counting, node: Node): boolean => counting.callsAgain(node);

/** Only out of the retry: thrown, returned, or behind the loop. */
const leaves = (ways: ReadonlySet<string>): boolean => ways.size > 0 && !ways.has('normal') && !ways.has('continue');
