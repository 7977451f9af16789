// @ts-check
/** What docs/failure-policy.md says of the suggestions: the runs before and after, as a test measures them. */

/** @typedef {{ callsToOpen: number, callsPerProbe: number, probesOfTwo: number, lateSuccess: string, callsWhileOpen: number }} Runs */
/** @typedef {{ name: string, applied: string[], left: string[], before: Runs, after: Runs }} Proof */

/**
 * @param {Record<string, Proof>} proofs test/suggestions/seed-runs.json
 * @returns {string}
 */
export function runTable(proofs) {
  const change = (/** @type {Runs} */ before, /** @type {Runs} */ after, /** @type {keyof Runs} */ measure) =>
    before[measure] === after[measure] ? `${after[measure]}` : `${before[measure]} → **${after[measure]}**`;
  const rules = (/** @type {string[]} */ left) =>
    [...new Set(left)].map((rule) => `[${rule}](rules/${rule}.md)`).join(', ') || 'none';
  const rows = Object.values(proofs).map(({ name, applied, left, before, after }) =>
    [
      '',
      name,
      .../** @type {const} */ (['callsToOpen', 'callsPerProbe', 'probesOfTwo', 'lateSuccess', 'callsWhileOpen']).map(
        (measure) => change(before, after, measure),
      ),
      applied.length,
      rules(left),
      '',
    ]
      .join(' | ')
      .trim(),
  );
  return [
    '| breaker | failed calls until it opens | calls per failing probe | calls of two callers at once, half-open | late success, while open | calls while open, of 10 callers | suggestions | findings left |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
