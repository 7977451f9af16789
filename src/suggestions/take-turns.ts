/** One small edit each: wait before the slot is given back, give back only what was taken, write before listeners hear, add in one step. */
import { contains, unwrap } from '../ast/nodes.js';
import type { Node, Race } from '../analysis/facts.js';
import { ancestor, indentFurther, indentOf, insertAfter, insertBefore, replace, statementOf, wholeLine, type Edit, type File } from './edits.js';

/** `return fn()` becomes `return await fn()`. */
export function awaitReturned(file: File, { node }: Race): Edit[] | undefined {
  const parent = file.parentOf(node);
  const returned = parent?.type === 'ReturnStatement' ? parent.argument : node.type === 'ReturnStatement' ? node.argument : null;
  const fn = returned && ancestor(file, returned, 'FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression');
  const isAsync = fn !== null && fn !== undefined && 'async' in fn && fn.async;
  if (returned === null || returned === undefined || !isAsync) {
    return undefined;
  }
  const binds = /^(CallExpression|MemberExpression|Identifier|NewExpression)$/.test(unwrap(returned).type) && !/^TSAs|^TSSat/.test(returned.type);
  return binds ? [insertBefore(returned, 'await ')] : [insertBefore(returned, 'await ('), insertAfter(returned, ')')];
}

/** The release goes behind the flag of whoever took the slot: a local that is set to true in the same block as the slot. */
export function releaseOwn(file: File, { write, basis }: Race): Edit[] | undefined {
  const release = statementOf(file, write);
  const taken = statementOf(file, basis);
  const block = taken && file.parentOf(taken);
  if (release === undefined || block?.type !== 'BlockStatement' || file.parentOf(release)?.type !== 'BlockStatement') {
    return undefined;
  }
  const owner = block.body.flatMap((statement) => flagSet(statement))[0] ?? guardOf(file, block);
  const fn = ancestor(file, release, 'FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression');
  // Declared in this function with `false`, or as what the block depends on.
  const declared = owner !== undefined && fn !== undefined && contains(fn, block) && new RegExp(`\\b(let ${owner}(: boolean)? = false|const ${owner}(: boolean)? =)`).test(file.textOf(fn));
  const lines = indentFurther(file, release, release);
  if (!declared || lines === undefined) {
    return undefined;
  }
  const { eol, step } = file.style;
  const indent = indentOf(file, release);
  return [insertBefore(release, `if (${owner}) {${eol}${indent}${step}`), ...lines, insertAfter(release, `${eol}${indent}}`)];
}

/** `isProbe = true;` */
function flagSet(statement: Node): string[] {
  const set = statement.type === 'ExpressionStatement' ? statement.expression : undefined;
  const isFlag = set?.type === 'AssignmentExpression' && set.operator === '=' && set.left.type === 'Identifier' && set.right.type === 'Literal' && set.right.value === true;
  return isFlag && set.left.type === 'Identifier' ? [set.left.name] : [];
}

/** `if (isProbe) { take }` */
function guardOf(file: File, block: Node): string | undefined {
  const guard = file.parentOf(block);
  return guard?.type === 'IfStatement' && guard.consequent === block && guard.test.type === 'Identifier' ? guard.test.name : undefined;
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
  return readsCell || line[0] === told.range[0] ? undefined : [{ range: line, text: '' }, insertAfter(written, `${file.style.eol}${indentOf(file, written)}${file.textOf(told)}`)];
}

/** `cells[i]++` becomes `Atomics.add(cells, i, 1)`. */
export function addAtomically(file: File, { node }: { readonly node: Node }): Edit[] | undefined {
  const update = node.type === 'ExpressionStatement' ? node.expression : node;
  if (statementOf(file, update) === undefined) {
    return undefined;
  }
  const target = update.type === 'UpdateExpression' ? update.argument : update.type === 'AssignmentExpression' ? update.left : undefined;
  const operator = update.type === 'UpdateExpression' ? update.operator : update.type === 'AssignmentExpression' ? update.operator : '';
  const method = operator === '++' || operator === '+=' ? 'add' : operator === '--' || operator === '-=' ? 'sub' : undefined;
  if (target?.type !== 'MemberExpression' || !target.computed || method === undefined) {
    return undefined;
  }
  const amount = update.type === 'AssignmentExpression' ? file.textOf(update.right) : '1';
  return /\bawait\b/.test(amount) ? undefined : [replace(update, `Atomics.${method}(${file.textOf(target.object)}, ${file.textOf(target.property)}, ${amount})`)];
}
