/** "Leave the attempts to the outer retry": the inner one is told to make a single attempt. */
import type { NestedRetry } from '../analysis/facts.js';
import type { Edit, File } from './edits.js';
import { writeAt } from './written-place.js';

export const singleAttempt = (file: File, { single }: NestedRetry): Edit[] | undefined =>
  single && writeAt(file, single.place, String(single.value));
