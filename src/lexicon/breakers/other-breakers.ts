import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const OTHER_BREAKERS = concept({
  name: 'other breakers',
  meaning:
    'Names that speak against a circuit breaker: what breaks lines, words, ties or ice, and conditions that ' +
    'short-circuit.',
  patterns: [
    {
      anywhere: phrases(`
        * line breaker *, * line breakers *, * line break *, * line breaks *, linebreak, linebreaks,
        * word breaker *, * word break *, * page breaker *, * page break *, * sentence breaker *,
        * paragraph breaker *, hyphenate, hyphenation, glyph, glyphs, typesetter, * tie breaker *, * tie break *,
        tiebreaker, tiebreak, * ice breaker *, icebreaker, * code breaker *, * deal breaker *, * record breaker *,
        * brick breaker *, * short circuit *, * short circuits *, * short circuited *, * short circuiting *
      `),
    },
  ],
  examples: [
    'lineBreaker',
    'LineBreaks',
    'wordBreaker',
    'tieBreaker',
    'tiebreak',
    'glyphs',
    'shortCircuit',
    'shortCircuitEvaluation',
    'pageBreak',
    'hyphenate',
  ],
  counterexamples: [
    'CircuitBreaker',
    'breaker',
    'circuit',
    'breakpoint',
    'onBreak',
    'lines',
    'tie',
    'words',
    'paragraphs',
    'breakage',
  ],
});
