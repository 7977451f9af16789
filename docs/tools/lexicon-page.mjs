// @ts-check
/** The page about names, from the lexicon. */

/**
 * @typedef {import('../../src/lexicon/concept.js').Concept} Concept
 * @typedef {import('../../src/lexicon/concept.js').Pattern} Pattern
 * @typedef {import('../../src/lexicon/lexicon.js').Chapter} Chapter
 * @typedef {import('../../src/lexicon/lexicon.js').Overlap} Overlap
 */

/** @param {readonly string[]} items */
const quoted = (items) => items.map((item) => `\`${item}\``).join(', ');

/** What a pattern demands, each part with what leads it in. @param {Pattern} pattern */
function conditions(pattern) {
  /** @type {[string, { readonly written: readonly string[] } | undefined][]} */
  const tables = [
    ['it is called', pattern.last],
    ['its nearest owner is called', pattern.owner],
    ['its outermost owner is called', pattern.root],
    ['all other owners are called', pattern.through],
    ['an owner is called', pattern.within],
    ['no nearer owner is called', pattern.unlessVia],
    ['it, an owner or its module is called', pattern.anywhere],
    ['it is imported from', pattern.from],
  ];
  return [
    ...(pattern.handed === undefined
      ? []
      : ['it was handed in: nothing owns it but options, and no package exports it']),
    ...(pattern.bare === undefined ? [] : ['nothing owns it but options']),
    ...tables.flatMap(([lead, table]) => (table === undefined ? [] : [`${lead} ${quoted(table.written)}`])),
  ];
}

/** @param {Pattern} pattern */
const row = (pattern) => `- ${conditions(pattern).join('; **and** ')}.`;

/** The exceptions, those that are another concept's patterns by its name. @param {Concept} concept @param {readonly Concept[]} concepts */
function exceptionsOf(concept, concepts) {
  const others = concepts.filter(
    (other) => other.patterns.length > 0 && other.patterns.every((pattern) => concept.exceptions.includes(pattern)),
  );
  const own = concept.exceptions.filter((pattern) => !others.some(({ patterns }) => patterns.includes(pattern)));
  const rows = [...others.map(({ name }) => `- it is one of the ${name}.`), ...own.map(row)];
  return rows.length === 0 ? [] : ['It is none where', '', ...rows, ''];
}

/** @param {Concept} concept @param {readonly Concept[]} concepts */
const section = (concept, concepts) =>
  [
    `### ${concept.name}`,
    '',
    concept.meaning,
    '',
    ...(concept.patterns.length === 0 ? [] : ['A name is one where', '', ...concept.patterns.map(row), '']),
    ...exceptionsOf(concept, concepts),
    `Examples: ${quoted(concept.examples)}.`,
    '',
    `None of them: ${quoted(concept.counterexamples)}.`,
  ].join('\n');

/**
 * @param {readonly Chapter[]} chapters
 * @param {readonly Overlap[]} overlaps
 * @param {{ readonly written: readonly string[] }} carriers
 */
export function lexiconSections(chapters, overlaps, carriers) {
  const concepts = chapters.flatMap((chapter) => chapter.concepts);
  return [
    `"Options" below are all of these: ${quoted(carriers.written)}.`,
    ...chapters.flatMap((chapter) => [
      `## ${chapter.question}`,
      ...chapter.concepts.map((concept) => section(concept, concepts)),
    ]),
    '## Names of two concepts',
    'Within a chapter no name is of two concepts, but for these:',
    overlaps.map(({ concepts: [one, other], why }) => `- *${one}* and *${other}*: ${why}`).join('\n'),
  ].join('\n\n');
}
