/** "Keep one account of a failure": the clock of the open window moves where the failure is counted, and nowhere else. */
import type { Node, Race, SplitAccount } from '../analysis/facts.js';
import { escaped, functionOf, statementOf, wholeLine, type Edit, type File } from './edits.js';

/** Takes the early write of the clock away. Undefined where the count comes without a write of the clock of its own. */
export function dropEarlyClock(
  file: File,
  { node, cell, count }: Pick<SplitAccount, 'node' | 'cell' | 'count'>,
): Edit[] | undefined {
  const statement = statementOf(file, node);
  const isAlone = statement !== undefined && file.parentOf(statement)?.type === 'BlockStatement';
  return isAlone && writesIn(file, functionOf(file, count) ?? file.ast, cell, statement)
    ? [{ range: wholeLine(file, statement), text: '' }]
    : undefined;
}

/** The same for an attempt that may come late: what opens the circuit has to write the clock itself. */
export function dropLateClock(file: File, { breaker, write, cell }: Race): Edit[] | undefined {
  const opening = breaker.transitions.find(({ to }) => to === 'open')?.node;
  return opening && dropEarlyClock(file, { node: write, cell, count: opening });
}

function writesIn(
  file: File,
  scope: { readonly range: readonly [number, number] },
  cell: string,
  other: Node,
): boolean {
  const write = new RegExp(`(?<![\\w$.])${escaped(cell)}\\s*=(?!=)`, 'g');
  return [...file.text.slice(...scope.range).matchAll(write)].some(
    ({ index }) => scope.range[0] + index !== other.range[0],
  );
}
