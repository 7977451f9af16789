/** Breakers that are asked and told by their callers: `if (!breaker.canRequest()) …`, `breaker.recordSuccess()`. */
import { allTraces, countingCells } from './breaker.js';
import type { Breaker, Node, Race } from './facts.js';
import type { Flow, Trace } from './interpreter/machine.js';
import type { CellWrite } from './interpreter/path.js';
import type { UnitRuns } from './runs.js';
import type { Entry } from './unit-code.js';

/**
 * A success that closes the circuit while OPEN, without a word of the admission that it belongs to. That it is told after a call, and is no
 * reset by hand, its name says alone.
 */
export function toldSuccesses(runs: UnitRuns, breaker: Breaker): Race[] {
  const traces = allTraces(runs);
  const counting = countingCells(runs);
  const countsFailures = traces.some(({ writes }) =>
    writes.some(({ cell, operation }) => counting.has(cell) && (operation === 'increase' || operation === 'append')),
  );
  const gate = countsFailures && traces.every(({ attempts }) => attempts.length === 0) ? gateOf(runs) : undefined;
  return gate === undefined
    ? []
    : runs.entries.flatMap((entry): Race[] => {
        const write =
          SUCCESS.test(entry.name) && toldNothing(runs, entry)
            ? closing(runs, runs.explored(entry, 'open'))
            : undefined;
        return write === undefined
          ? []
          : [
              {
                breaker,
                kind: 'toldSuccess',
                level: 'unconditional',
                certainty: 'potential',
                node: write.node,
                basis: gate,
                point: write.node,
                write: write.node,
                cell: write.cell,
              },
            ];
      });
}

const SUCCESS = /^(on|record|report|mark|note|handle)?_?succe(ss|ed|eded)$/i;

/** No parameter but the key that the circuit is kept under. */
const toldNothing = ({ unit }: UnitRuns, { node }: Entry): boolean =>
  node.params.length <= (unit.state.key.includes('[]') ? 1 : 0);

/** The test of the gate that makes the circuit half-open when its time is over, and turns callers away before. */
function gateOf(runs: UnitRuns): Node | undefined {
  const { state } = runs.unit;
  for (const entry of runs.entries) {
    const open = runs.explored(entry, 'open');
    const transits = open?.writes.some(
      ({ cell, value }) => cell === state.key && value.kind === 'literal' && value.phase === 'half-open',
    );
    if (transits === true && open?.exits.some(refuses) === true) {
      return open.exits[0]?.path.firstStateTest;
    }
  }
  return undefined;
}

const refuses = ({ kind, value }: Flow): boolean =>
  kind === 'throw' || (value.kind === 'literal' && value.value === false);

const closing = (runs: UnitRuns, trace: Trace | undefined): CellWrite | undefined =>
  trace?.writes.find(
    ({ cell, value, phases, validated, timer }) =>
      cell === runs.unit.state.key &&
      value.kind === 'literal' &&
      value.phase === 'closed' &&
      phases.includes('open') &&
      !validated &&
      timer === undefined,
  );
