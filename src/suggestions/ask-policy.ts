/** Questions to the policy inside a retry: beside its own limit after a failed attempt, and once more after the wait. */
import { contains, isFunction, memberKey, unwrap, type FunctionNode } from '../ast/nodes.js';
import type { Node, RetriedCall } from '../analysis/facts.js';
import type { PolicyReference } from '../policy/settings.js';
import {
  ancestor,
  holds,
  indentOf,
  insertAfter,
  insertBefore,
  isTaken,
  statementOf,
  type Edit,
  type File,
} from './edits.js';
import { policyInScope } from './policy-scope.js';

/** Where the question stands: beside the retry's own limit, or between the wait and the next attempt. */
type Position = 'at-limit' | 'after-wait';

/** Undefined where the retry's shape leaves no safe place for the question. */
export function askPolicy(
  file: File,
  call: RetriedCall,
  reference: PolicyReference,
  position: Position,
): Edit[] | undefined {
  const policy = policyInScope(file, call.breaker, reference);
  const asks = policy && hearsPhase(file) && !isAsked(file, call, policy.expression, position);
  const question = asks && questionEdits(file, call, policy.expression, position);
  return policy && question ? [...policy.edits, ...question] : undefined;
}

/** Whether the retry asks the policy there already, so that asking once more would change nothing. */
export function isAsked(file: File, { retry }: RetriedCall, policy: string, position: Position): boolean {
  const from = position === 'at-limit' ? retry.functionNode.range[0] : retry.next.range[1];
  const code = file.text.slice(from, retry.functionNode.range[1]);
  return code.includes(`${policy}.shouldRetry(`) || code.includes(`${PARAMETER}?.(`);
}

/** A policy of this file that is not told the phase cannot tell a probe from any other call, and asking it changes nothing. */
const hearsPhase = (file: File): boolean =>
  !file.ast.body.some((statement) => holds(file, statement, decidesBlindly, () => false));

function decidesBlindly(node: Node): boolean {
  const members: readonly Node[] =
    node.type === 'ObjectExpression' ? node.properties : node.type === 'ClassBody' ? node.body : [];
  const [question, decision] = ['shouldRetry', 'shouldOpenCircuit'].map((name) =>
    members.find((member) => hasKey(member) && memberKey(member) === name),
  );
  const asked = question !== undefined && hasKey(question) ? question.value : null;
  return decision !== undefined && isFunction(asked) && asked.params.length < 3;
}

const hasKey = (
  member: Node,
): member is Extract<Node, { type: 'Property' | 'MethodDefinition' | 'PropertyDefinition' }> =>
  /^(Property|MethodDefinition|PropertyDefinition)$/.test(member.type);

/** The edits that put the question into the retry, given a policy in the breaker's scope. */
export function questionEdits(file: File, call: RetriedCall, policy: string, position: Position): Edit[] | undefined {
  const { breaker, retry, entry } = call;
  const failed = failureOf(file, call);
  const counter = counterOf(file, call);
  // Where the breaker is handed a function that retries, its policy and its state are out of reach.
  if (failed === undefined || counter === undefined || !contains(breaker.node, entry)) {
    return undefined;
  }
  const ask = (question: string): Edit[] | undefined =>
    position === 'at-limit' ? askAtLimit(file, call, failed, question) : askAfterWait(file, call, failed, question);
  const phase = `{ phase: ${breaker.stateText} }`;
  const fn = retry.functionNode;
  if (contains(breaker.node, fn) && !isStatic(file, fn)) {
    return ask(`!${policy}.shouldRetry(${counter}, ${failed.error}, ${phase})`);
  }
  // The retry is somebody else's: it is handed the question, since it can see neither the policy nor the state.
  const asked = ask(`${PARAMETER}?.(${counter}, ${failed.error}) === false`);
  if (asked === undefined || !isFunction(fn) || entry.type !== 'CallExpression') {
    return undefined;
  }
  if (fn.params.some((parameter) => parameter.type === 'Identifier' && parameter.name === PARAMETER)) {
    return asked;
  }
  const declared =
    isTaken(file, PARAMETER) || fn.params.length !== entry.arguments.length
      ? undefined
      : declareParameter(file, fn, PARAMETER, 'boolean');
  const passed = passOn(call, fn, PARAMETER);
  const last = entry.arguments.at(-1);
  return (
    declared &&
    passed &&
    last && [
      ...asked,
      ...declared,
      ...passed,
      insertAfter(last, `, (attempt, error) => ${policy}.shouldRetry(attempt, error, ${phase})`),
    ]
  );
}

/** The parameter through which a retry is handed the question. */
const PARAMETER = 'shouldRetry';

/** A static method runs without an instance: it has neither the state nor the policy. */
function isStatic(file: File, fn: Node): boolean {
  const method = file.parentOf(fn);
  return method?.type === 'MethodDefinition' && method.static;
}

/** What recurs hands its last parameter on. */
export function passOn({ retry }: RetriedCall, { params }: FunctionNode, name: string): Edit[] | undefined {
  const again = retry.kind === 'recursion' ? retry.node : undefined;
  if (again === undefined) {
    return [];
  }
  const last = again.type === 'CallExpression' ? again.arguments.at(-1) : undefined;
  return last === undefined || again.type !== 'CallExpression' || again.arguments.length !== params.length
    ? undefined
    : [insertAfter(last, `, ${name}`)];
}

export interface FailureSite {
  /** The catch clause, or the callback of `.catch`, that a failed attempt arrives in. */
  readonly body: Node;
  readonly error: string;
}

/** Where a failed attempt arrives, under a name for its error. */
export function failureOf(file: File, { retry }: RetriedCall): FailureSite | undefined {
  let at: Node | undefined = retry.attempt;
  while (at !== undefined && at !== retry.functionNode) {
    const parent: Node | undefined = file.parentOf(at);
    if (parent?.type === 'TryStatement' && parent.block === at && parent.handler?.param?.type === 'Identifier') {
      return { body: parent.handler.body, error: parent.handler.param.name };
    }
    if (
      parent?.type === 'MemberExpression' &&
      parent.property.type === 'Identifier' &&
      parent.property.name === 'catch'
    ) {
      const call = file.parentOf(parent);
      const handler = call?.type === 'CallExpression' ? call.arguments[0] : undefined;
      if (isFunction(handler) && handler.body.type === 'BlockStatement' && handler.params[0]?.type === 'Identifier') {
        return { body: handler.body, error: handler.params[0].name };
      }
    }
    at = parent;
  }
  return undefined;
}

/** An expression for the number of attempts made so far. */
export function counterOf(file: File, { retry, entry }: RetriedCall): string | undefined {
  const count = (name: string, start: Node | null | undefined): string | undefined => {
    const first = start ? unwrap(start) : undefined;
    return first?.type === 'Literal' && first.value === 0
      ? `${name} + 1`
      : first?.type === 'Literal' && first.value === 1
        ? name
        : undefined;
  };
  if (retry.node.type === 'ForStatement' && retry.node.init?.type === 'VariableDeclaration') {
    const [declarator] = retry.node.init.declarations;
    return declarator?.id.type === 'Identifier' ? count(declarator.id.name, declarator.init) : undefined;
  }
  if (
    retry.kind !== 'recursion' ||
    retry.node.type !== 'CallExpression' ||
    entry.type !== 'CallExpression' ||
    !isFunction(retry.functionNode)
  ) {
    return undefined;
  }
  for (const [i, argument] of retry.node.arguments.entries()) {
    const parameter = retry.functionNode.params[i];
    const name = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter;
    const advances = name?.type === 'Identifier' && file.textOf(argument).replace(/\s/g, '') === `${name.name}+1`;
    if (advances) {
      return count(name.name, entry.arguments[i] ?? (parameter?.type === 'AssignmentPattern' ? parameter.right : null));
    }
  }
  return undefined;
}

/** Puts the question beside the retry's own limit, or before the wait where the retry has no such test. */
function askAtLimit(file: File, { retry }: RetriedCall, failed: FailureSite, question: string): Edit[] | undefined {
  const body = failed.body;
  const statements = body.type === 'BlockStatement' ? body.body : [];
  const limits = statements.filter(
    (statement) => statement.type === 'IfStatement' && statement.alternate === null && leaves(statement.consequent),
  );
  const { decision } = retry;
  const limit = limits.find((statement) => decision !== undefined && contains(statement, decision)) ?? limits.at(-1);
  if (limit?.type === 'IfStatement') {
    const needsParentheses =
      limit.test.type === 'ConditionalExpression' ||
      limit.test.type === 'AssignmentExpression' ||
      (limit.test.type === 'LogicalExpression' && limit.test.operator === '??');
    return [
      ...(needsParentheses ? [insertBefore(limit.test, '('), insertAfter(limit.test, ')')] : []),
      insertAfter(limit.test, ` || ${question}`),
    ];
  }
  const wait =
    statements.find(
      (statement) => statement.range[0] <= retry.next.range[0] && retry.next.range[1] <= statement.range[1],
    ) ?? undefined;
  if (wait === undefined) {
    return undefined;
  }
  return [
    insertBefore(wait, `${giveUp(file, wait, failed, question).trimStart()}${file.style.eol}${indentOf(file, wait)}`),
  ];
}

/** Puts the question between the wait and the next attempt, where the error is still at hand. */
function askAfterWait(file: File, { retry }: RetriedCall, failed: FailureSite, question: string): Edit[] | undefined {
  const again = retry.kind === 'recursion' ? file.parentOf(retry.node) : undefined;
  if (again?.type === 'ArrowFunctionExpression' && again.body === retry.node && contains(failed.body, again)) {
    return askBeforeCall(file, retry.node, again, failed, question);
  }
  const wait = retry.next.type === 'AwaitExpression' ? statementOf(file, retry.next) : undefined;
  return wait !== undefined && file.parentOf(wait) === failed.body
    ? [insertAfter(wait, `${file.style.eol}${giveUp(file, wait, failed, question)}`)]
    : undefined;
}

/** The callback of a wait, which only calls again, asks first. */
function askBeforeCall(
  file: File,
  call: Node,
  callback: Node,
  failed: FailureSite,
  question: string,
): Edit[] | undefined {
  const { eol, step, end } = file.style;
  const indent = indentOf(file, callback);
  const between = file.text.slice(callback.range[0], call.range[0]);
  const arrow = between.lastIndexOf('=>');
  if (/\/[/*]/.test(between) || file.textOf(call).includes('`') || callback.range[1] !== call.range[1]) {
    return undefined;
  }
  const inner = indent + step;
  const lines = [
    '{',
    `${inner}if (${question}) {`,
    `${inner}${step}throw ${failed.error}${end}`,
    `${inner}}`,
    `${inner}return `,
  ];
  return [
    { range: [callback.range[0] + arrow + 2, call.range[0]], text: ` ${lines.join(eol)}` },
    insertAfter(call, `${end}${eol}${indent}}`),
  ];
}

/** `if (question) { throw error; }`, indented as the statement beside it. */
function giveUp(file: File, beside: Node, failed: FailureSite, question: string): string {
  const indent = indentOf(file, beside);
  const eol = file.style.eol;
  return `${indent}if (${question}) {${eol}${indent}${file.style.step}throw ${failed.error}${file.style.end}${eol}${indent}}`;
}

/** A branch that ends the sequence with the error. */
function leaves(node: Node): boolean {
  const last = node.type === 'BlockStatement' ? node.body.at(-1) : node;
  return last?.type === 'ThrowStatement';
}

/** One more optional parameter, in the function and in the interface that it implements. */
export function declareParameter(
  file: File,
  fn: FunctionNode,
  name: string,
  result: 'boolean' | 'void',
): Edit[] | undefined {
  const last = fn.params.at(-1);
  if (last === undefined || last.type === 'RestElement') {
    return undefined;
  }
  const text = file.isTypeScript ? `${name}?: (attempt: number, error: unknown) => ${result}` : name;
  const edits = [insertAfter(last, `, ${text}`)];
  const method = file.parentOf(fn);
  const owner = ancestor(file, fn, 'ClassDeclaration', 'ClassExpression');
  if (
    method?.type !== 'MethodDefinition' ||
    (owner?.type !== 'ClassDeclaration' && owner?.type !== 'ClassExpression')
  ) {
    return edits;
  }
  // A parser of plain JavaScript has no such member.
  const implemented = ((owner.implements as typeof owner.implements | undefined) ?? []).map(({ expression }) =>
    file.textOf(expression),
  );
  for (const statement of file.ast.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'TSInterfaceDeclaration' || !implemented.includes(declaration.id.name)) {
      continue;
    }
    const signature = declaration.body.body.find(
      (member) => member.type === 'TSMethodSignature' && file.textOf(member.key) === file.textOf(method.key),
    );
    const parameter = signature?.type === 'TSMethodSignature' ? signature.params.at(-1) : undefined;
    if (parameter === undefined) {
      return undefined;
    }
    edits.push(insertAfter(parameter, `, ${text}`));
    implemented.splice(implemented.indexOf(declaration.id.name), 1);
  }
  // An interface of another file cannot be changed from here.
  return implemented.length === 0 ? edits : undefined;
}
