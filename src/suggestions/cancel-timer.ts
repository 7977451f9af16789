/** "Keep the timer's handle and cancel it before another is armed." */
import type { Race } from '../analysis/facts.js';
import { indentOf, insertBefore, isTaken, statementOf, type Edit, type File } from './edits.js';
import { cellBeside, declareCell, hasPlaceBeside } from './state-cell.js';

/** Undefined where the timer is armed in the middle of an expression, or where there is no place for the handle. */
export function cancelTimer(file: File, { breaker, node }: Race): Edit[] | undefined {
  const statement = statementOf(file, node);
  const timer = cellBeside(breaker, 'timer');
  const hasPlace = breaker.form !== 'store' && hasPlaceBeside(file, breaker) && !isTaken(file, timer.name);
  if (statement === undefined || !hasPlace || file.parentOf(statement)?.type !== 'BlockStatement') {
    return undefined;
  }
  const declared = declareCell(
    file,
    breaker,
    timer,
    file.isTypeScript ? ': ReturnType<typeof setTimeout> | undefined' : '',
  );
  const cancelled = `clearTimeout(${timer.expression})${file.style.end}${file.style.eol}${indentOf(file, statement)}`;
  return declared && [declared, insertBefore(statement, `${cancelled}${timer.expression} = `)];
}
