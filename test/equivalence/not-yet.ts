/** The cells that do not hold yet. The test fails when one of them does: the lists can only become shorter. */
import type { Layout } from './cells.js';
import type { FormName } from './forms.js';
import { SHAPES, type ShapeName } from './shapes.js';

type NotYet<Name> = Readonly<Partial<Record<FormName, Readonly<Partial<Record<Layout, readonly Name[]>>>>>>;

const EACH = Object.keys(SHAPES) as ShapeName[];

const eachBut = (...shapes: readonly ShapeName[]): readonly ShapeName[] =>
  EACH.filter((shape) => !shapes.includes(shape));

/** Found only in the class, the prototype or the asked breaker of the same file. */
const APART: readonly ShapeName[] = [
  'quotient',
  'i = i + 1',
  'nested if',
  'recursion, delay doubles',
  'mutual recursion',
  'result, not throw',
  'do while, flag',
  'switch',
  'try in a helper',
];

export const RETRIES_NOT_YET: NotYet<ShapeName> = {
  'class, composed': {
    'one file': ['for, 200 rounds'],
    'retry apart': APART,
    'breaker apart': APART,
    'all apart': APART,
  },
  'class, retry inside': {
    'one file': ['for, 200 rounds', 'class with execute', 'p-retry'],
    'retry apart': APART,
  },
  'class, fused client': { 'one file': EACH, 'retry apart': EACH },
  'private fields': {
    'one file': ['for, 200 rounds', 'class with execute', 'p-retry'],
    'retry apart': APART,
  },
  'closure factory': { 'one file': APART, 'retry apart': APART, 'breaker apart': APART, 'all apart': APART },
  'closure, let variables': { 'one file': APART, 'retry apart': APART, 'breaker apart': APART, 'all apart': APART },
  prototype: {
    'one file': ['for, 200 rounds'],
    'retry apart': APART,
    'breaker apart': APART,
    'all apart': APART,
  },
  'static class': { 'one file': EACH, 'retry apart': EACH, 'breaker apart': EACH, 'all apart': EACH },
  'module state, fused': { 'one file': EACH, 'retry apart': APART },
  'Map by host': {
    'one file': eachBut('catch catch', 'p-retry'),
    'retry apart': APART,
    'breaker apart': APART,
    'all apart': APART,
  },
  'two booleans': { 'one file': EACH, 'retry apart': EACH },
  'open until a time': { 'one file': EACH, 'retry apart': EACH },
  'asked and told': {
    'one file': ['for, 200 rounds'],
    'retry apart': APART,
    'breaker apart': APART,
    'all apart': APART,
  },
  'base class': { 'one file': APART, 'retry apart': APART, 'breaker apart': APART, 'all apart': APART },
  'state object in a field': { 'one file': EACH, 'retry apart': APART },
  'other words': { 'one file': EACH, 'retry apart': EACH },
  opossum: { 'one file': APART, 'retry apart': APART },
  cockatiel: { 'one file': APART, 'retry apart': APART },
};

const OUTCOME = ['no-unsynchronized-breaker-state'];
const BOTH = ['no-unsynchronized-breaker-state', 'require-half-open-probe-limit'];

/** The rules about races that say nothing yet of a breaker. */
export const RACES_NOT_YET: NotYet<string> = {
  'class, fused client': { 'one file': OUTCOME, 'retry apart': OUTCOME },
  'static class': { 'one file': BOTH, 'retry apart': BOTH, 'breaker apart': BOTH, 'all apart': BOTH },
  'module state, fused': { 'one file': BOTH },
  'two booleans': { 'one file': BOTH, 'retry apart': BOTH },
  'open until a time': { 'one file': OUTCOME, 'retry apart': OUTCOME },
  'asked and told': { 'one file': OUTCOME, 'retry apart': OUTCOME, 'breaker apart': OUTCOME, 'all apart': OUTCOME },
  'state object in a field': { 'one file': BOTH },
  'other words': { 'one file': BOTH, 'retry apart': BOTH },
};
