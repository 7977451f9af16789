/** A call of a retry inside a call of a breaker: whether the two can change places without changing what else is said there. */
import { contains, isFunction, resultOf, unwrap, type FunctionNode, type Node } from '../ast/nodes.js';
import type { Meeting } from '../nesting/meetings.js';
import type { EnclosedRetry } from './facts.js';
import { isCall, type Call, type Surroundings } from './lint-surroundings.js';
import type { ModuleIndex, NodeByType, Variable } from './module.js';

/** A call of the retry that is all of what a call of the circuit is handed, or what the circuit was handed when it was made. */
export function turnedCalls(
  { index, nodeAt }: Surroundings,
  { outer, inner }: Meeting,
): Omit<EnclosedRetry, 'exclusion'> | undefined {
  const retry = nodeAt(inner.place);
  const run = retry?.type === 'CallExpression' ? runOf(retry) : undefined;
  if (retry?.type !== 'CallExpression' || run === undefined || !canBeCalledFor(index, run)) {
    return undefined;
  }
  const through =
    callHanded(nodeAt(outer.place), retry) ?? creationHanded(index, nodeAt(outer.layer?.creation.place), retry);
  if (through === undefined) {
    return undefined;
  }
  const { handed, calls } = through;
  return calls.length > 0 && isAllOf(handed, retry) && meansTheSame(index, { inner: retry, run, handed, calls })
    ? { kind: 'enclosed', calls, handed, retry, run }
    : undefined;
}

/** A function that is handed to a circuit, and the calls that run it. */
interface Through {
  readonly handed: FunctionNode;
  readonly calls: readonly NodeByType['CallExpression'][];
}

function callHanded(entering: Node | undefined, retry: Node): Through | undefined {
  const handed = entering?.type === 'CallExpression' ? handedIn(entering, retry) : undefined;
  return handed === undefined || entering?.type !== 'CallExpression' ? undefined : { handed, calls: [entering] };
}

function creationHanded(index: ModuleIndex, creation: Node | undefined, retry: Node): Through | undefined {
  const handed = isCall(creation) ? handedIn(creation, retry) : undefined;
  const calls = handed !== undefined && isCall(creation) ? callsThrough(index, creation) : undefined;
  return handed === undefined || calls === undefined ? undefined : { handed, calls };
}

/** What is named is called with nothing: retries hand over numbers, and breakers contexts. */
const canBeCalledFor = (index: ModuleIndex, run: Node): boolean =>
  run.type !== 'Identifier' || takesNothing(index, run);

/** A function of the file without parameters, or one that is handed in as such. */
function takesNothing(index: ModuleIndex, name: Node): boolean {
  const [definition] = index.variableOf(name)?.defs ?? [];
  if (definition?.type === 'Parameter' && definition.name.type === 'Identifier') {
    const type = definition.name.typeAnnotation?.typeAnnotation;
    return type?.type === 'TSFunctionType' && type.params.length === 0;
  }
  const held =
    definition?.node.type === 'VariableDeclarator' && definition.node.init !== null
      ? unwrap(definition.node.init)
      : definition?.node;
  return isFunction(held) && held.params.length === 0;
}

/** Every call that runs what a breaker was handed when it was made; undefined where others may have it. */
function callsThrough(index: ModuleIndex, creation: Call): NodeByType['CallExpression'][] | undefined {
  const variable = constantOf(index, creation);
  const calls: NodeByType['CallExpression'][] = [];
  for (const { identifier } of variable?.references ?? []) {
    const use = identifier === variable?.defs[0]?.name ? 'none' : useOf(index, identifier);
    if (use === 'unknown') {
      return undefined;
    }
    if (use !== 'none') {
      calls.push(use);
    }
  }
  return variable === undefined ? undefined : calls;
}

/** The constant that holds what is created, and that no other file sees. */
function constantOf(index: ModuleIndex, creation: Call): Variable | undefined {
  const declarator = index.parentOf(creation);
  const declaration = declarator && index.parentOf(declarator);
  const isOwn =
    declaration?.type === 'VariableDeclaration' &&
    declaration.kind === 'const' &&
    index.parentOf(declaration)?.type !== 'ExportNamedDeclaration';
  return isOwn &&
    declarator?.type === 'VariableDeclarator' &&
    declarator.init === creation &&
    declarator.id.type === 'Identifier'
    ? index.variableOf(declarator.id)
    : undefined;
}

/** The call that runs what a breaker was handed; `none` for a use that runs nothing. */
function useOf(index: ModuleIndex, breaker: Node): NodeByType['CallExpression'] | 'none' | 'unknown' {
  const member = index.parentOf(breaker);
  const call = member && index.parentOf(member);
  if (member?.type !== 'MemberExpression' || member.object !== breaker || member.property.type !== 'Identifier') {
    return 'unknown';
  }
  if (member.computed) {
    return 'unknown';
  }
  if (call?.type !== 'CallExpression' || call.callee !== member) {
    return 'none';
  }
  const { name } = member.property;
  if (RUNS.test(name)) {
    return call;
  }
  return TELLS.test(name) ? 'none' : 'unknown';
}

/** Whatever the call of the retry says, apart from what it runs, means the same round the calls of the breaker. */
function meansTheSame(
  index: ModuleIndex,
  { inner, run, handed, calls }: Through & { readonly inner: Call; readonly run: Node },
): boolean {
  const names = index.nodesOfType('Identifier', inner).filter((name) => !contains(run, name));
  const isSeen = names.every((name) => {
    const variable = index.variableOf(name);
    const [definition] = variable?.defs ?? [];
    return (
      variable === undefined ||
      definition === undefined ||
      contains(inner, definition.name) ||
      (!contains(handed, definition.name) && calls.every((call) => contains(variable.scope.block, call)))
    );
  });
  const text = index.textOf(inner);
  const said = text.slice(0, run.range[0] - inner.range[0]) + text.slice(run.range[1] - inner.range[0]);
  const usesThis = /\bthis\b/.test(said);
  const isSelf =
    handed.type === 'ArrowFunctionExpression' &&
    calls.every((call) => index.enclosingClass(call) === index.enclosingClass(inner));
  return isSeen && !/\b(await|yield|arguments)\b/.test(said) && (!usesThis || isSelf);
}

/** Members that run what was handed over, and those that only listen, by the words that libraries use. */
const RUNS = /^(fire|call|exec|execute|run|invoke)$/;
const TELLS = /^(on|once|off|open|close|shutdown|enable|disable)$/;

/** The function among the arguments of a call that another call stands in. */
const handedIn = (outer: Call, inner: Node): FunctionNode | undefined =>
  outer.arguments
    .map(unwrap)
    .find((argument): argument is FunctionNode => isFunction(argument) && contains(argument, inner));

/** What a call of a retry repeats: the function among its arguments, or the only thing that could be one. */
function runOf({ arguments: given }: Call): Node | undefined {
  const functions = given.filter((argument) => isFunction(unwrap(argument)));
  const [first, ...rest] = given;
  if (functions.length > 0) {
    return functions.length === 1 ? functions[0] : undefined;
  }
  return first?.type === 'Identifier' && rest.every(({ type }) => type === 'Literal' || type === 'ObjectExpression')
    ? first
    : undefined;
}

/** The function does nothing else. */
function isAllOf(fn: FunctionNode, call: Node): boolean {
  const value = resultOf(fn);
  return (
    !fn.generator &&
    (value === call || (fn.async && value?.type === 'AwaitExpression' && unwrap(value.argument) === call))
  );
}
