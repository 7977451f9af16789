/** "Keep one account of a failure": the clock of the open window moves where the failure is counted, and nowhere else. */
import { isFunction } from '../ast/nodes.js';
import type { Node, Race, SplitAccount } from '../analysis/facts.js';
import { statementOf, wholeLine, type Edit, type File } from './edits.js';

/** Takes the early write of the clock away. Undefined where the count comes without a write of the clock of its own. */
export function dropEarlyClock(file: File, { node, cell, count }: Pick<SplitAccount, 'node' | 'cell' | 'count'>): Edit[] | undefined {
  const statement = statementOf(file, node);
  const isAlone = statement !== undefined && file.parentOf(statement)?.type === 'BlockStatement';
  return isAlone && writesIn(file, functionAround(file, count), cell, statement) ? [{ range: wholeLine(file, statement), text: '' }] : undefined;
}

/** The same for an attempt that may come late: what opens the circuit has to write the clock itself. */
export function dropLateClock(file: File, { breaker, write, cell }: Race): Edit[] | undefined {
  const opening = breaker.transitions.find(({ to }) => to === 'open')?.node;
  return opening && dropEarlyClock(file, { node: write, cell, count: opening });
}

function functionAround(file: File, node: Node): Node {
  let at = node;
  for (let parent = file.parentOf(at); parent !== undefined && !isFunction(at); parent = file.parentOf(at)) {
    at = parent;
  }
  return at;
}

function writesIn(file: File, scope: Node, cell: string, other: Node): boolean {
  const write = new RegExp(`(?<![\\w$.])${cell.replace(/[.$#]/g, '\\$&')}\\s*=(?!=)`, 'g');
  return [...file.textOf(scope).matchAll(write)].some(({ index }) => scope.range[0] + index !== other.range[0]);
}
