import { describe, expect, it } from 'vitest';

import { programs, toldOf } from './told.js';

describe.each([
  ['circuits', 'forms.txt'],
  ['what late outcomes and crowds do to a circuit', 'races.txt'],
  ['what is no circuit', 'dismissals.txt'],
])('%s', (_, file) => {
  it.each(programs(file))('$name', (program) => {
    expect(toldOf(program)).toEqual(program.expected);
  });
});
