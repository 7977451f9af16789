/** Reports against what is owed. */
import type { Finding } from '../support/lint.js';
import type { Expectation } from './markers.js';

export interface Report extends Finding {
  readonly file: string;
}

export interface Judgement {
  readonly found: readonly Expectation[];
  readonly missed: readonly Missed[];
  /** What is reported and not owed. */
  readonly wrong: readonly Report[];
}

interface Missed {
  readonly expectation: Expectation;
  readonly why: string;
}

interface Pair {
  readonly expectation: Expectation;
  readonly report: Report;
  /** The numbers that are not in its message. */
  readonly lacks: readonly string[];
}

/** A report may stand one line above or below. */
const TOLERANCE = 1;

export function judge(
  expectations: readonly Expectation[],
  reports: readonly Report[],
  isAllowed: (report: Report) => boolean,
): Judgement {
  const pairs = served(expectations, reports);
  const missed = expectations.flatMap((expectation): Missed[] => {
    const { lacks, report } = pairs.find((pair) => pair.expectation === expectation) ?? {};
    if (lacks?.length === 0) {
      return [];
    }
    return [{ expectation, why: lacks ? `without ${lacks.join(', ')}: ${report?.message}` : 'not reported' }];
  });
  const isServed = (report: Report): boolean =>
    pairs.some((pair) => pair.report === report) || expectations.some((expectation) => isNear(report, expectation));
  return {
    found: pairs.filter(({ lacks }) => lacks.length === 0).map(({ expectation }) => expectation),
    missed,
    wrong: reports.filter((report) => !isServed(report) && !isAllowed(report)),
  };
}

/**
 * One report serves one expectation of its rule; the one with the right number, and then the nearest, comes first. Reports that are left over
 * where something is owed anyway are neither right nor wrong.
 */
function served(expectations: readonly Expectation[], reports: readonly Report[]): readonly Pair[] {
  const candidates = expectations
    .flatMap((expectation) =>
      reports
        .filter((report) => isNear(report, expectation))
        .map((report): Pair => ({ expectation, report, lacks: numbersLacking(report, expectation) })),
    )
    .sort((a, b) => a.lacks.length - b.lacks.length || distance(a) - distance(b));
  const pairs: Pair[] = [];
  for (const candidate of candidates) {
    const { expectation, report } = candidate;
    if (!pairs.some((pair) => pair.expectation === expectation || pair.report === report)) {
      pairs.push(candidate);
    }
  }
  return pairs;
}

const distance = ({ report: { line }, expectation: { lines } }: Pick<Pair, 'report' | 'expectation'>): number =>
  Math.min(...lines.map((owed) => Math.abs(owed - line)));

const isNear = (report: Report, expectation: Expectation): boolean =>
  report.file === expectation.file &&
  report.rule === expectation.rule &&
  distance({ report, expectation }) <= TOLERANCE;

const numbersLacking = ({ message }: Report, { numbers }: Expectation): readonly string[] =>
  numbers.filter((number) => !new RegExp(`(?<![\\d.])${number}(?!\\d)`).test(message));
