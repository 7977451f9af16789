/** What is not said yet of the breakers of the table. The test fails when something of it is: the list can only become shorter. */
import type { Layout } from './cells.js';
import type { FormName } from './forms.js';

type NotYet = Readonly<Partial<Record<FormName, Readonly<Partial<Record<Layout, readonly string[]>>>>>>;

const OUTCOME = ['no-unsynchronized-breaker-state'];
const BOTH = ['no-unsynchronized-breaker-state', 'require-half-open-probe-limit'];

/** The rules about races that say nothing yet of a breaker. */
export const RACES_NOT_YET: NotYet = {
  'class, fused client': { 'one file': OUTCOME, 'retry apart': OUTCOME },
  'static class': { 'one file': BOTH, 'retry apart': BOTH, 'breaker apart': BOTH, 'all apart': BOTH },
  'module state, fused': { 'one file': BOTH },
  'two booleans': { 'one file': BOTH, 'retry apart': BOTH },
  'open until a time': { 'one file': OUTCOME, 'retry apart': OUTCOME },
  'asked and told': { 'one file': OUTCOME, 'retry apart': OUTCOME, 'breaker apart': OUTCOME, 'all apart': OUTCOME },
  'state object in a field': { 'one file': BOTH },
  'other words': { 'one file': BOTH, 'retry apart': BOTH },
};
