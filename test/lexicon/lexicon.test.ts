import { describe, expect, it } from 'vitest';

import { lexiconSections } from '../../docs/tools/lexicon-page.mjs';
import { CARRIERS, type Concept } from '../../src/lexicon/concept.js';
import { CONCEPTS, LEXICON, OVERLAPS } from '../../src/lexicon/lexicon.js';
import { nameOf } from '../../src/lexicon/name.js';
import { filesIn, read } from '../support/sources.js';
import { NAMES, SERVICES } from './realistic-names.js';

const has = (concept: Concept, text: string): boolean => concept.has(nameOf(text));
const namesOf = ({ name, examples }: Concept): readonly string[] => [...examples, ...(NAMES[name] ?? [])];
const pair = (one: string, other: string): string => [one, other].sort().join(' / ');

describe.each(CONCEPTS.map((concept) => [concept.name, concept] as const))('%s', (name, concept) => {
  it('has its examples', () => {
    expect(concept.examples.filter((example) => !has(concept, example))).toEqual([]);
  });

  it('has none of its counterexamples', () => {
    expect(concept.counterexamples.filter((example) => has(concept, example))).toEqual([]);
  });

  it('has the names that applications write', () => {
    expect(NAMES[name]?.length ?? 0).toBeGreaterThanOrEqual(25);
    expect(NAMES[name]?.filter((text) => !has(concept, text))).toEqual([]);
  });

  it('says what it means, with examples of both kinds', () => {
    expect(concept.meaning).toMatch(/^[A-Z].{80,}\.$/);
    expect(new Set(concept.examples).size).toBe(concept.examples.length);
    expect(new Set(concept.counterexamples).size).toBe(concept.counterexamples.length);
    expect(Math.min(concept.examples.length, concept.counterexamples.length)).toBeGreaterThanOrEqual(8);
  });
});

describe('the chapters', () => {
  /** Pairs of concepts of one chapter, with the names of the one that are of the other as well. */
  const shared = new Map<string, string[]>();
  for (const { concepts } of LEXICON) {
    for (const concept of concepts) {
      for (const other of concepts) {
        const both = other === concept ? [] : namesOf(concept).filter((text) => has(other, text));
        if (both.length > 0) {
          shared.set(pair(concept.name, other.name), both);
        }
      }
    }
  }
  const listed = OVERLAPS.map(({ concepts: [one, other] }) => pair(one, other));

  it('have no name in two concepts, but for the overlaps that say which of them holds', () => {
    expect([...shared].filter(([concepts]) => !listed.includes(concepts))).toEqual([]);
  });

  it('list no overlap that there is not', () => {
    expect(listed.filter((concepts) => !shared.has(concepts))).toEqual([]);
  });

  it('claim no call of a service', () => {
    const claimed = (LEXICON[0]?.concepts ?? []).flatMap((concept) =>
      SERVICES.filter((text) => has(concept, text)).map((text) => `${text} is one of ${concept.name}`),
    );
    expect(SERVICES.length).toBeGreaterThan(200);
    expect(claimed).toEqual([]);
  });

  it('stand on the page, with every table', () => {
    expect(read('docs/lexicon.md')).toContain(lexiconSections(LEXICON, OVERLAPS, CARRIERS).trim());
  });

  it('have every concept that there is, each under a name of its own', () => {
    const written = filesIn('src/lexicon', '.ts').flatMap((file) => [
      ...read(file).matchAll(/^ {2,4}name: '([^']+)',$/gm),
    ]);
    expect(CONCEPTS.map(({ name }) => name).sort()).toEqual(written.map(([, name]) => name).sort());
    expect(new Set(CONCEPTS.map(({ name }) => name)).size).toBe(CONCEPTS.length);
    expect(Object.keys(NAMES).sort()).toEqual(CONCEPTS.map(({ name }) => name).sort());
  });
});
