/** Whether a version lies in a range as package.json writes it: `>=6`, `3.x`, `^1.2 || >=3 <5`, `*`. Pre-releases count as the release. */
export function inRange(version: string, range: string): boolean {
  const wanted = numbers(version);
  return (
    wanted !== undefined &&
    range.split('||').some((part) =>
      part
        .trim()
        .split(/\s+/)
        .every((comparator) => holds(wanted, comparator)),
    )
  );
}

/** Whether `inRange` understands the range. */
export const isRange = (range: string): boolean =>
  range.split('||').every((part) =>
    part
      .trim()
      .split(/\s+/)
      .every((comparator) => COMPARATOR.test(comparator)),
  );

type Version = readonly [number, number, number];

const COMPARATOR = /^(?:\*|(>=|<=|>|<|=|\^|~)?v?(\d+)(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?(?:-[\w.-]+)?)$/;

function numbers(version: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

function compare(left: Version, right: Version): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

function holds(version: Version, comparator: string): boolean {
  const match = COMPARATOR.exec(comparator);
  if (match === null) {
    return false;
  }
  const [, operator = '', major, minor, patch] = match;
  if (major === undefined) {
    return true;
  }
  const given = [major, minor, patch].filter((part) => part !== undefined && /^\d/.test(part)).map(Number);
  const from: Version = [given[0] ?? 0, given[1] ?? 0, given[2] ?? 0];
  // What is left out takes the whole line in: 3 and 3.x end before 4, 3.1 before 3.2.
  const beyond = (kept: number): Version => {
    if (kept <= 1) {
      return [from[0] + 1, 0, 0];
    }
    return kept === 2 ? [from[0], from[1] + 1, 0] : [from[0], from[1], from[2] + 1];
  };
  const after = beyond(given.length);
  switch (operator) {
    case '>=':
      return compare(version, from) >= 0;
    case '<':
      return compare(version, from) < 0;
    case '>':
      return compare(version, after) >= 0;
    case '<=':
      return compare(version, after) < 0;
    case '^':
      return compare(version, from) >= 0 && compare(version, beyond(keptByCaret(from, given.length))) < 0;
    case '~':
      return compare(version, from) >= 0 && compare(version, beyond(Math.min(given.length, 2))) < 0;
    default:
      return compare(version, from) >= 0 && compare(version, after) < 0;
  }
}

/** How many numbers a caret keeps as they are: those up to the first that is not 0. */
function keptByCaret([major, minor]: Version, given: number): number {
  if (major > 0) {
    return 1;
  }
  return minor > 0 ? 2 : given;
}
