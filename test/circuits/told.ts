/** Programs that stand beside what experiments show of them, and findings told the same way. */
import { readFileSync } from 'node:fs';

import type { Circuit } from '../../src/circuits/circuit.js';
import type { Machine } from '../../src/machine/machine.js';
import { findingsOf, MAIN } from '../support/programs.js';

export interface Told {
  readonly name: string;
  /** By name. It begins with `main.ts`. */
  readonly files: Readonly<Record<string, string>>;
  readonly expected: readonly string[];
}

/**
 * The programs of a file of the folder `programs`. Each begins with `=== name` and, in lines that begin with `> `, what is found; its other
 * files begin with `--- file`.
 */
export function programs(file: string): readonly Told[] {
  const text = readFileSync(new URL(`programs/${file}`, import.meta.url), 'utf8');
  return parts(`\n${text}`, '\n=== ').map(([name, rest]) => {
    const lines = rest.split('\n');
    const isTold = (line: string): boolean => line.startsWith('> ');
    const program = lines.filter((line) => !isTold(line)).join('\n');
    const files = Object.fromEntries(parts(`\n--- ${MAIN}\n${program}`, '\n--- '));
    return { name, files, expected: lines.filter(isTold).map((line) => line.slice(2)) };
  });
}

const parts = (text: string, mark: string): [heading: string, text: string][] =>
  text
    .split(mark)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1)];
    });

/** What experiments with a program show, in lines. Places are told by the code that stands there. */
export function toldOf({ files }: Told): readonly string[] {
  const { [MAIN]: main = '', ...others } = files;
  const { circuits, dismissed, machine } = findingsOf(main, others);
  return [
    ...circuits.flatMap((circuit) => circuitTold(circuit, (place) => codeAt(machine, files, place))),
    ...dismissed.map(({ root, why }) => `${root}: ${why.join(', ')}`),
  ];
}

type CodeAt = (place: number | undefined) => string;

function circuitTold(circuit: Circuit, codeAtPlace: CodeAt): readonly string[] {
  const { root, operations, calls, recorded, callsWhileOpen, races, gate } = circuit;
  const remarks = [circuit.isNominal ? ', nominal' : '', circuit.isOfLibrary ? ', of a package' : ''].join('');
  return [
    `${root}: ${operations} operations, ${calls} calls, ${recorded} recorded${remarks}`,
    `gate: ${codeAtPlace(gate)}`,
    ...recoveryTold(circuit, codeAtPlace),
    ...races.map(({ kind, write }) => (write === undefined ? kind : `${kind}: ${codeAtPlace(write.place)}`)),
    ...(callsWhileOpen > 0 ? [`calls while open: ${callsWhileOpen}`] : []),
    ...(circuit.askedBetween === undefined ? [] : [`${circuit.askedBetween} asked between attempts`]),
  ];
}

function recoveryTold({ recovery }: Circuit, codeAtPlace: CodeAt): readonly string[] {
  if (recovery === undefined) {
    return ['stays open'];
  }
  const { after, hasHalfOpen, callsPerProbe, flood } = recovery;
  return [
    `after ${after} ms: ${hasHalfOpen ? 'half-open' : 'closed'}, ${callsPerProbe} per operation`,
    ...(flood === undefined ? [] : [`flood: ${codeAtPlace(flood)}`]),
  ];
}

/** The line at a place of the program's own; the name of the file where it is another's. */
function codeAt(machine: Machine, files: Told['files'], place: number | undefined): string {
  const position = place === undefined ? undefined : machine.positionOf(place);
  if (position === undefined) {
    return 'nowhere';
  }
  const { file, site } = position;
  const line = machine.linker.module(file)?.sites[site]?.line ?? 0;
  return files[file]?.split('\n')[line - 1]?.trim() ?? `in ${file}`;
}
