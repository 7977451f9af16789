/** Rejections of an open circuit that the breaker counts as failures of the service. */
import { contains, isFunction, memberKey, unwrap } from '../ast/nodes.js';
import { countingCells } from './breaker.js';
import type { Breaker, CountedRejection, Node } from './facts.js';
import type { CellWrite } from './interpreter/path.js';
import type { ModuleIndex } from './module.js';
import type { UnitRuns } from './runs.js';

/** One per place that records: what is turned away first stands for the rejections behind it, and for whatever throws it again. */
export function countedRejections(runs: UnitRuns, breaker: Breaker): CountedRejection[] {
  const { index } = runs.code;
  const counting = countingCells(runs);
  const found = new Map<Node, CountedRejection>();
  for (const phase of ['open', 'half-open'] as const) {
    for (const write of [...runs.entries, ...(phase === 'open' ? runs.composers : [])].flatMap(
      (entry) => runs.explored(entry, phase)?.writes ?? [],
    )) {
      const { cell, operation, outcome, rejection, phases } = write;
      const counts = counting.has(cell) && (operation === 'increase' || operation === 'append');
      // Behind a test that the circuit is not open, nothing is counted that an open circuit turns away.
      if (
        rejection === undefined ||
        outcome !== undefined ||
        !counts ||
        !phases.includes(phase) ||
        isToldApart(index, write, rejection)
      ) {
        continue;
      }
      const record = recordOf(index, write);
      // What is recorded first for a rejection stands for whatever else its handler writes.
      if (!found.has(record) && ![...found.values()].some((fact) => fact.node === rejection)) {
        found.set(record, { breaker, phase, node: rejection, record });
      }
    }
  }
  return [...found.values()];
}

/** What the handler of the rejection does: the outermost call in a `catch` or in a callback that leads to the write, else the write. */
function recordOf(index: ModuleIndex, { stack, node }: CellWrite): Node {
  const handlers = index.nodesOfType('CatchClause');
  const inHandler = stack.find(
    (frame, i) =>
      i > 0 &&
      frame.kind === 'call' &&
      (stack[i - 1]?.kind === 'callback' || handlers.some((handler) => contains(handler, frame.node))),
  );
  return inHandler?.node ?? node;
}

/** Some test of the error stands before the write, in the handler or in what it calls, and may keep the rejection from being counted. */
function isToldApart(index: ModuleIndex, write: CellWrite, rejection: Node): boolean {
  const sites = [...write.stack.map(({ node }) => node), write.node];
  const scopes = [
    ...index.nodesOfType('CatchClause').filter((clause) => sites.some((site) => contains(clause, site))),
    ...write.stack.flatMap(({ functionNode }) => functionNode ?? []),
  ];
  const tests = [
    ...index.nodesOfType('IfStatement').map(({ test }) => test),
    ...index.nodesOfType('ConditionalExpression').map(({ test }) => test),
    ...index.nodesOfType('LogicalExpression').map(({ left }) => left),
    ...index.nodesOfType('SwitchStatement').map(({ discriminant }) => discriminant),
  ];
  return scopes.some((scope) => {
    const names = errorNames(index, scope);
    const site = sites.findLast((candidate) => contains(scope, candidate));
    return (
      site !== undefined &&
      tests.some(
        (test) =>
          contains(scope, test) &&
          test.range[0] < site.range[1] &&
          mentions(index, test, names) &&
          mayTellApart(index, test, rejection),
      )
    );
  });
}

/** The names under which a handler, or a function that it calls, has the error: its parameter, and what is made of it. */
function errorNames(index: ModuleIndex, scope: Node): ReadonlySet<string> {
  const parameters = scope.type === 'CatchClause' ? [scope.param] : isFunction(scope) ? scope.params : [];
  const names = new Set(
    parameters.flatMap((parameter) =>
      parameter?.type === 'Identifier' && ERROR.test(parameter.name) ? [parameter.name] : [],
    ),
  );
  for (const { id, init } of index.nodesOfType('VariableDeclarator', scope)) {
    if (id.type === 'Identifier' && init !== null && mentions(index, init, names)) {
      names.add(id.name);
    }
  }
  return names;
}

const ERROR = /^(e|ex|err|error|reason|cause|failure)$|err(or)?$|exception$/i;

const mentions = (index: ModuleIndex, node: Node, names: ReadonlySet<string>): boolean =>
  names.size > 0 &&
  (index.nodesOfType('Identifier', node).some(({ name }) => names.has(name)) ||
    (node.type === 'Identifier' && names.has(node.name)));

/** Every test may, save one for another class, and a predicate that says yes to everything unless a caller has a better one. */
function mayTellApart(index: ModuleIndex, test: Node, rejection: Node): boolean {
  const classes = index.nodesOfType('BinaryExpression', test).filter(({ operator }) => operator === 'instanceof');
  const thrown = index.nodesOfType('NewExpression', rejection).map(({ callee }) => index.textOf(callee));
  const foreign = (name: string): boolean => !thrown.includes(name) && !/open|circuit|break|reject|unavail/i.test(name);
  if (classes.length > 0) {
    return !classes.every(({ right }) => foreign(index.textOf(right)));
  }
  const calls = index.nodesOfType('CallExpression', test);
  return calls.length === 0 || !calls.every(({ callee }) => saysYes(index, unwrap(callee)));
}

/** `errorFilter: config.errorFilter ?? (() => true)`. */
function saysYes(index: ModuleIndex, callee: Node): boolean {
  const name = callee.type === 'MemberExpression' ? memberKey(callee) : undefined;
  return index.nodesOfType('ArrowFunctionExpression').some((arrow) => {
    let at = index.parentOf(arrow);
    while (at?.type === 'LogicalExpression') {
      at = index.parentOf(at);
    }
    return (
      arrow.body.type === 'Literal' && arrow.body.value === true && at?.type === 'Property' && memberKey(at) === name
    );
  });
}
