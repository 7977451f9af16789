/** One small edit each: wait before the slot is given back, give back only what was taken, write before listeners hear, add in one step. */
import { contains, isFunction, unwrap } from '../ast/nodes.js';
import type { LeakedSlot, Node, Race } from '../analysis/facts.js';
import {
  escaped,
  functionOf,
  holds,
  indentFurther,
  indentOf,
  inFinally,
  insertAfter,
  insertBefore,
  isTaken,
  replace,
  statementOf,
  wholeLine,
  type Edit,
  type File,
} from './edits.js';

/** `return fn()` becomes `return await fn()`. */
export function awaitReturned(file: File, { node }: Race): Edit[] | undefined {
  const parent = file.parentOf(node);
  const returned =
    parent?.type === 'ReturnStatement' ? parent.argument : node.type === 'ReturnStatement' ? node.argument : null;
  const fn = returned && functionOf(file, returned);
  const isAsync = fn !== null && fn !== undefined && 'async' in fn && fn.async;
  if (returned === null || returned === undefined || !isAsync) {
    return undefined;
  }
  const binds =
    /^(CallExpression|MemberExpression|Identifier|NewExpression)$/.test(unwrap(returned).type) &&
    !/^TSAs|^TSSat/.test(returned.type);
  return binds ? [insertBefore(returned, 'await ')] : [insertBefore(returned, 'await ('), insertAfter(returned, ')')];
}

/** Each release of the function goes behind the flag of whoever took the slot: one that is there, or a new one that is set with the slot. */
export function releaseOwn(file: File, { write, basis }: Race): Edit[] | undefined {
  const release = statementOf(file, write);
  const taken = statementOf(file, basis);
  const block = taken && file.parentOf(taken);
  const fn = release && functionOf(file, release);
  if (
    release === undefined ||
    taken === undefined ||
    block?.type !== 'BlockStatement' ||
    fn === undefined ||
    functionOf(file, block) !== fn
  ) {
    return undefined;
  }
  // What is written before the slot is taken sets it up, and gives nothing back.
  const releases = nodesIn(
    file,
    fn,
    (node) =>
      node.type === 'ExpressionStatement' &&
      node.range[0] > taken.range[1] &&
      file.textOf(node) === file.textOf(release),
  );
  const known = block.body.flatMap(flagSet)[0] ?? guardOf(file, block);
  const declared = known === undefined ? undefined : nodesIn(file, fn, (node) => declares(file, node, known))[0];
  const home = declared && file.parentOf(declared);
  const isInScope = home !== undefined && releases.every((node) => contains(home, node));
  const flag = isInScope ? [] : newFlag(file, fn, taken, release);
  const behind = releases.map((node) => behindFlag(file, node, isInScope && known !== undefined ? known : FLAG));
  const edits = behind.flatMap((edit) => edit ?? []);
  return flag && !behind.includes(undefined) ? [...flag, ...edits] : undefined;
}

/** `let isProbe = false`, or the constant that says who takes the slot. */
const declares = (file: File, node: Node, name: string): boolean =>
  node.type === 'VariableDeclaration' &&
  new RegExp(`^(let ${escaped(name)}(: boolean)? = false|const ${escaped(name)}(: boolean)? =)`).test(
    file.textOf(node),
  );

/** The nodes of a function that are of some kind, without those of functions in it. */
function nodesIn(file: File, fn: Node, is: (node: Node) => boolean): Node[] {
  const found: Node[] = [];
  holds(
    file,
    fn,
    (node) => {
      if (is(node)) {
        found.push(node);
      }
      return false;
    },
    (node) => node !== fn && isFunction(node),
  );
  return found;
}

function behindFlag(file: File, release: Node, flag: string): Edit[] | undefined {
  const lines = indentFurther(file, release, release);
  if (lines === undefined || file.parentOf(release)?.type !== 'BlockStatement') {
    return undefined;
  }
  const { eol, step } = file.style;
  const indent = indentOf(file, release);
  return [
    insertBefore(release, `if (${flag}) {${eol}${indent}${step}`),
    ...lines,
    insertAfter(release, `${eol}${indent}}`),
  ];
}

const FLAG = 'isProbe';

/** Declared before the statement of the function that takes the slot, which comes before the one that gives it back; set with the slot. */
function newFlag(file: File, fn: Node, taken: Node, release: Node): Edit[] | undefined {
  const body: readonly Node[] = isFunction(fn) && fn.body?.type === 'BlockStatement' ? fn.body.body : [];
  const first = body.find((statement) => contains(statement, taken));
  if (first === undefined || contains(first, release) || release.range[0] < first.range[0] || isTaken(file, FLAG)) {
    return undefined;
  }
  const { eol, end } = file.style;
  return [
    insertBefore(first, `let ${FLAG} = false${end}${eol}${indentOf(file, first)}`),
    insertAfter(taken, `${eol}${indentOf(file, taken)}${FLAG} = true${end}`),
  ];
}

/** `isProbe = true;` */
function flagSet(statement: Node): string[] {
  const set = statement.type === 'ExpressionStatement' ? statement.expression : undefined;
  const isFlag =
    set?.type === 'AssignmentExpression' &&
    set.operator === '=' &&
    set.left.type === 'Identifier' &&
    set.right.type === 'Literal' &&
    set.right.value === true;
  return isFlag && set.left.type === 'Identifier' ? [set.left.name] : [];
}

/** `if (isProbe) { take }` */
function guardOf(file: File, block: Node): string | undefined {
  const guard = file.parentOf(block);
  return guard?.type === 'IfStatement' && guard.consequent === block && guard.test.type === 'Identifier'
    ? guard.test.name
    : undefined;
}

/** `emit(…)` moves below the write that follows it. */
export function tellAfterwards(file: File, { node, write, cell }: Race): Edit[] | undefined {
  const told = statementOf(file, node);
  const written = statementOf(file, write);
  const block = told && file.parentOf(told);
  const statements: readonly Node[] = block?.type === 'BlockStatement' ? block.body : [];
  if (told === undefined || written === undefined || statements[statements.indexOf(told) + 1] !== written) {
    return undefined;
  }
  const line = wholeLine(file, told);
  const readsCell = file.textOf(told).includes(cell);
  return readsCell || line[0] === told.range[0]
    ? undefined
    : [
        { range: line, text: '' },
        insertAfter(written, `${file.style.eol}${indentOf(file, written)}${file.textOf(told)}`),
      ];
}

/** `cells[i]++` becomes `Atomics.add(cells, i, 1)`. */
export function addAtomically(file: File, { node }: { readonly node: Node }): Edit[] | undefined {
  const update = node.type === 'ExpressionStatement' ? node.expression : node;
  if (statementOf(file, update) === undefined) {
    return undefined;
  }
  const target =
    update.type === 'UpdateExpression'
      ? update.argument
      : update.type === 'AssignmentExpression'
        ? update.left
        : undefined;
  const operator =
    update.type === 'UpdateExpression'
      ? update.operator
      : update.type === 'AssignmentExpression'
        ? update.operator
        : '';
  const method =
    operator === '++' || operator === '+=' ? 'add' : operator === '--' || operator === '-=' ? 'sub' : undefined;
  if (target?.type !== 'MemberExpression' || !target.computed || method === undefined) {
    return undefined;
  }
  const amount = update.type === 'AssignmentExpression' ? file.textOf(update.right) : '1';
  return /\bawait\b/.test(amount)
    ? undefined
    : [replace(update, `Atomics.${method}(${file.textOf(target.object)}, ${file.textOf(target.property)}, ${amount})`)];
}

/** Everything from the taking of the slot to the end of the function goes into a `try` whose `finally` gives the slot back. */
export function releaseAlways(file: File, { node }: LeakedSlot): Edit[] | undefined {
  const taken = statementOf(file, node);
  const fn = taken && functionOf(file, taken);
  const body: readonly Node[] = isFunction(fn) && fn.async && fn.body?.type === 'BlockStatement' ? fn.body.body : [];
  const rest = taken === undefined || !body.includes(taken) ? [] : body.slice(body.indexOf(taken) + 1);
  const [first, last] = [rest[0], rest.at(-1)];
  const isFlag =
    node.type === 'AssignmentExpression' &&
    node.operator === '=' &&
    node.right.type === 'Literal' &&
    node.right.value === true;
  if (first === undefined || last === undefined || !isFlag || rest.some(({ type }) => type === 'FunctionDeclaration')) {
    return undefined;
  }
  const release = `${file.textOf(node.left)} = false`;
  // Another probe may take the slot as soon as it is given back: what waits after that must not give it back once more.
  const waitsAfter = rest.some((statement) => waitsOnceMore(file, statement, release));
  return waitsAfter ? undefined : inFinally(file, first, last, `${release}${file.style.end}`);
}

/** Something is awaited after the release in a later statement of the same function. */
function waitsOnceMore(file: File, statement: Node, release: string): boolean {
  const parent = file.parentOf(statement);
  const rest = parent?.type === 'BlockStatement' ? file.text.slice(statement.range[0], parent.range[1]) : '';
  const at = rest.indexOf(release);
  return at !== -1 && /\bawait\b/.test(rest.slice(at));
}
