/** Whether a retry tells anybody of the attempts it makes. */
import { contains, forEachChild, memberKey, unwrap, type FunctionNode, type Node } from '../ast/nodes.js';
import { abstractionOf, isHandedIn, LOOKUP, mentions, nameSite, rootOf } from './abstractions.js';
import type { Breaker, RetriedCall, Retry, UnobservedRetry } from './facts.js';
import type { ModuleIndex } from './module.js';
import { calledFunction } from './places.js';
import type { UnitRuns } from './runs.js';

export function unobservedRetries(
  index: ModuleIndex,
  runs: UnitRuns,
  breaker: Breaker,
  calls: readonly RetriedCall[],
): UnobservedRetry[] {
  const found = new Map<Node, UnobservedRetry>();
  for (const call of calls) {
    // What each attempt leaves behind, or what is declared to be one failure, hides nothing.
    const fn = call.recorded === 'attempt' || call.unitDeclared ? undefined : abstractionOf(index, runs, call);
    if (fn !== undefined && !found.has(fn) && !new Interface(index, fn, call.retry).tellsOfAttempts(fn)) {
      const { node, text } = nameSite(index, fn);
      found.set(fn, { breaker, retry: call.retry, call, node, name: text });
    }
  }
  return [...found.values()];
}

/** Functions that are handed to a retry for other purposes than to hear of attempts. */
const TIMING =
  /sleep|delay|wait|backoff|jitter|random|clock|now$|timer|timeout|log|debug|warn|signal|abort|EventListener/i;
/** Ways to say something that do not go through what was handed in. */
const SAYING = /^(emit|publish|dispatch|dispatchEvent|notify|next|fire|trigger|send|record|report|track|on[A-Z])/;

/** What a retry's callers can learn. Whatever is not understood is taken for a way to hear of attempts. */
class Interface {
  private readonly seen = new Set<Node>();

  constructor(
    private readonly index: ModuleIndex,
    private readonly fn: FunctionNode,
    private readonly retry: Retry,
  ) {}

  tellsOfAttempts(code: FunctionNode): boolean {
    if (this.seen.has(code)) {
      return false;
    }
    this.seen.add(code);
    let tells = false;
    const visit = (node: Node): void => {
      tells ||= this.tells(node);
      if (!tells) {
        forEachChild(node, this.index.module.visitorKeys, visit);
      }
    };
    visit(code.body);
    return tells;
  }

  private tells(node: Node): boolean {
    switch (node.type) {
      case 'CallExpression':
        return node === this.retry.attempt
          ? node.arguments.some((argument) => this.mentionsRound(argument))
          : this.callTells(node.callee);
      case 'ReturnStatement':
        return node.argument !== null && this.carries(node.argument);
      case 'ArrowFunctionExpression':
        return node.body.type !== 'BlockStatement' && this.carries(node.body);
      case 'ThrowStatement': {
        const thrown = unwrap(node.argument);
        return (
          thrown.type === 'CallExpression' ||
          (thrown.type === 'NewExpression' &&
            !isPlainError(this.index, thrown) &&
            thrown.arguments.some((argument) => this.mentionsRound(argument)))
        );
      }
      case 'AssignmentExpression':
        return unwrap(node.left).type === 'MemberExpression' || this.isOutside(node.left);
      case 'UpdateExpression':
        return unwrap(node.argument).type === 'MemberExpression' || this.isOutside(node.argument);
      case 'YieldExpression':
        return true;
      default:
        return false;
    }
  }

  private callTells(callee: Node): boolean {
    const target = unwrap(callee);
    const name =
      target.type === 'MemberExpression' ? (memberKey(target) ?? '') : target.type === 'Identifier' ? target.name : '';
    if (target.type === 'MemberExpression' && LOOKUP.test(name)) {
      return false;
    }
    const own = calledFunction(target, this.index);
    if (own !== undefined) {
      return own !== this.fn && own !== this.retry.functionNode && this.tellsOfAttempts(own);
    }
    if (TIMING.test(this.index.textOf(target))) {
      return false;
    }
    return SAYING.test(name) || isHandedIn(this.index, this.fn, rootOf(target));
  }

  /** More comes back than what the call gave: `{ result, attempts }`, `new Outcome(…)`. */
  private carries(returned: Node): boolean {
    const value = unwrap(returned.type === 'AwaitExpression' ? returned.argument : returned);
    const isMade =
      value.type === 'ObjectExpression' ||
      value.type === 'ArrayExpression' ||
      (value.type === 'NewExpression' && this.index.textOf(value.callee) !== 'Promise');
    return (
      isMade &&
      mentions(this.index, value, (inner) => inner.type === 'Identifier' && this.index.variableOf(inner) !== undefined)
    );
  }

  /** What is different in each round: a variable of the retry, or the parameter with which it recurs. */
  private mentionsRound(argument: Node): boolean {
    return (
      argument.type !== 'SpreadElement' &&
      mentions(this.index, argument, (inner) => {
        const variable = inner.type === 'Identifier' ? this.index.variableOf(inner) : undefined;
        const definition = variable?.defs[0];
        if (variable === undefined || definition === undefined || !contains(this.fn, definition.name)) {
          return false;
        }
        const init = definition.node.type === 'VariableDeclarator' ? definition.node.init : null;
        const isController = init !== null && /AbortController|AbortSignal/.test(this.index.textOf(init));
        return (
          !isController &&
          (definition.type !== 'Parameter' || definition.node !== this.fn || this.retry.kind === 'recursion')
        );
      })
    );
  }

  /** A variable that outlives the retry. */
  private isOutside(target: Node): boolean {
    const variable = target.type === 'Identifier' ? this.index.variableOf(target) : undefined;
    return variable !== undefined && !contains(this.fn, variable.scope.block) && variable.scope.block !== this.fn;
  }
}

/** `new Error(…)`: its message is for people. */
const isPlainError = (index: ModuleIndex, node: { readonly callee: Node }): boolean =>
  /^(Error|TypeError|RangeError)$/.test(index.textOf(node.callee));
