/** Loops that reach something else in each round. */
import { calleeName, contains, forEachChild, isFunction, memberKey, unwrap, type Node } from '../ast/nodes.js';
import type { ModuleIndex } from './module.js';

/** A call in a loop whose target depends on the round: another replica, the next page, the next job. */
export function callsAnother(index: ModuleIndex, call: Node, loop: Node): boolean {
  const node = unwrap(call);
  const parts: Node[] = node.type === 'CallExpression' ? [node.callee, ...node.arguments] : [];
  const changing = targetsOf(index, loop);
  let other = chosenByRound(index, node, loop);
  // Inside a function that is handed over, a round is named in messages more often than in what is called.
  const visit = (child: Node, inside: boolean): void => {
    if (child.type === 'Identifier') {
      const variable = index.variableOf(child);
      other ||= variable !== undefined && changing.has(variable);
    } else if (inside) {
      // Only what is called matters.
    } else if (child.type === 'MemberExpression' && child.computed) {
      other ||= mentionsRound(index, loop, child.property);
    } else if (child.type === 'TemplateLiteral') {
      other ||= child.expressions.some((part) => mentionsRound(index, loop, part));
    } else if (child.type === 'CallExpression' && child !== node) {
      other ||= GIVES_ANOTHER.test(calleeName(child.callee));
    }
    if (!other) {
      forEachChild(child, index.module.visitorKeys, (part) => {
        visit(part, inside || isFunction(child));
      });
    }
  };
  parts.forEach((part) => {
    visit(part, isFunction(part));
  });
  return other;
}

/** `switch (provider) { case 'a': await callA(); … }` in `for (const provider of providers)`: what the loop runs over says which call is made. */
function chosenByRound(index: ModuleIndex, call: Node, loop: Node): boolean {
  if (loop.type !== 'ForOfStatement' && loop.type !== 'ForInStatement') {
    return false;
  }
  const round = declaredIn(index, loop.left);
  for (
    let at = call, parent = index.parentOf(at);
    parent !== undefined && parent !== loop;
    at = parent, parent = index.parentOf(at)
  ) {
    const asked =
      parent.type === 'SwitchStatement'
        ? parent.discriminant
        : parent.type === 'IfStatement' || parent.type === 'ConditionalExpression'
          ? parent.test
          : undefined;
    if (asked !== undefined && asked !== at && namesOneOf(index, asked, round)) {
      return true;
    }
  }
  return false;
}

/** The variables that a pattern declares. */
function declaredIn(index: ModuleIndex, pattern: Node): Set<object> {
  const declared = new Set<object>();
  const visit = (child: Node): void => {
    const variable = child.type === 'Identifier' ? index.variableOf(child) : undefined;
    if (variable !== undefined) {
      declared.add(variable);
    }
    forEachChild(child, index.module.visitorKeys, visit);
  };
  visit(pattern);
  return declared;
}

/** Whether an expression names one of these variables, not counting functions in it. */
function namesOneOf(index: ModuleIndex, expression: Node, variables: ReadonlySet<object>): boolean {
  let found = false;
  const visit = (child: Node): void => {
    const variable = child.type === 'Identifier' ? index.variableOf(child) : undefined;
    found ||= variable !== undefined && variables.has(variable);
    if (!found && !isFunction(child)) {
      forEachChild(child, index.module.visitorKeys, visit);
    }
  };
  visit(expression);
  return found;
}

/** Calls that give something else each time: the next host, a new name. */
const GIVES_ANOTHER = /next|rotate|pick|choose|random|uuid|unique|shift|pop|dequeue|generate|nanoid/i;

/** Somewhere else to turn to, by its name. */
const GIVES_ANOTHER_TARGET = /fallback|\bnext[A-Z]\w*|alternat|backup|secondary|failover/i;

/** Whether an expression depends on the round of a loop. */
function mentionsRound(index: ModuleIndex, loop: Node, expression: Node): boolean {
  let found = false;
  const visit = (child: Node): void => {
    const variable = child.type === 'Identifier' ? index.variableOf(child) : undefined;
    found ||= variable !== undefined && contains(loop, variable.scope.block);
    if (!found && !isFunction(child)) {
      forEachChild(child, index.module.visitorKeys, visit);
    }
  };
  visit(expression);
  return found;
}

/** Variables that name something else in each round: what a `for of` runs over, and what a queue, a page or an iterator gives. */
function targetsOf(index: ModuleIndex, loop: Node): Set<object> {
  const targets = new Set<object>();
  // Of these, what names the round itself, or was looked up by it: what comes of it changes with it.
  const rounds = new Set<object>();
  const declare = (pattern: Node, isRound = false): void => {
    for (const variable of declaredIn(index, pattern)) {
      targets.add(variable);
      if (isRound) {
        rounds.add(variable);
      }
    }
  };
  if (loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') {
    declare(loop.left, true);
  }
  for (const { left, right, operator } of index.nodesOfType('AssignmentExpression', loop)) {
    // `current = fallback`, behind a call that failed.
    if (operator === '=' && left.type === 'Identifier' && GIVES_ANOTHER_TARGET.test(index.textOf(unwrap(right)))) {
      declare(left, true);
    }
  }
  for (const declarator of index.nodesOfType('VariableDeclarator', loop)) {
    if (declarator.init === null) {
      continue;
    }
    const init = unwrap(declarator.init);
    const isAwaited = init.type === 'AwaitExpression';
    const isTaken =
      init.type === 'CallExpression' &&
      init.callee.type === 'MemberExpression' &&
      /^(take|at)$/.test(memberKey(init.callee) ?? '');
    const isAnother = init.type === 'CallExpression' && GIVES_ANOTHER.test(calleeName(init.callee));
    const isIndexed = init.type === 'MemberExpression' && init.computed;
    const isLookedUp = !isFunction(init) && namesOneOf(index, init, rounds);
    if (isAwaited || isTaken || isAnother || isIndexed || isLookedUp) {
      declare(declarator.id, !isAwaited && (!isIndexed || mentionsRound(index, loop, init.property)));
    }
  }
  return targets;
}
