import { describe, expect, it } from 'vitest';

import { Scenario } from '../../src/circuits/scenario.js';
import { State } from '../../src/machine/state.js';

/** Decides conditions of a place in turn. */
const decideAll = (scenario: Scenario, conditions: readonly string[], place = 1): readonly boolean[] => {
  const state = new State();
  return conditions.map((condition) => scenario.decide(state, condition, { place, isTurnable: true }));
};

/** The same condition at the place 1, so often in one operation. */
const rounds = (state: State, count: number, isTurnable = true): readonly boolean[] => {
  const scenario = new Scenario();
  return Array.from({ length: count }, () => scenario.decide(state, 'isReady', { place: 1, isTurnable }));
};

describe('a scenario', () => {
  it('takes conditions for true', () => {
    expect(decideAll(new Scenario(), ['isReady', 'isOld'])).toEqual([true, true]);
  });

  it('decides a condition again as it was given', () => {
    const scenario = new Scenario(new Map([['1 isReady 0', false]]));
    expect(decideAll(scenario, ['isReady', 'isOld', 'isReady'])).toEqual([false, true, false]);
  });

  it('has others, each with one decision turned over and those before it kept', () => {
    const scenario = new Scenario();
    decideAll(scenario, ['a', 'b', 'c']);
    expect(scenario.others().map(({ key }) => key)).toEqual([
      '1 a 0=false',
      '1 a 0=true;1 b 0=false',
      '1 a 0=true;1 b 0=true;1 c 0=false',
    ]);
  });

  it('has others that keep what it was given itself', () => {
    const scenario = new Scenario(new Map([['1 a 0', false]]));
    decideAll(scenario, ['a', 'b']);
    expect(scenario.others().map(({ key }) => key)).toEqual(['1 a 0=false;1 b 0=false']);
  });

  it('has no others where nothing was asked, or nothing that may be turned', () => {
    const scenario = new Scenario();
    expect(scenario.others()).toEqual([]);
    expect(scenario.decide(new State(), 'isReady', { place: 1, isTurnable: false })).toBe(true);
    expect(scenario.others()).toEqual([]);
  });

  it('has twelve others at the most', () => {
    const scenario = new Scenario();
    const state = new State();
    for (let place = 1; place <= 20; place += 1) {
      scenario.decide(state, 'isReady', { place, isTurnable: true });
    }
    expect(scenario.others()).toHaveLength(12);
  });

  it('decides what a place asks as one from the fourth condition on', () => {
    const scenario = new Scenario();
    decideAll(scenario, ['a', 'b', 'c', 'd', 'e']);
    expect(scenario.others().map(({ given }) => [...given.keys()].at(-1))).toEqual(['1 a 0', '1 b 0', '1 c 0', '1 *']);
    const turned = new Scenario(new Map([['1 *', false]]));
    expect(decideAll(turned, ['a', 'b', 'c', 'd', 'e'])).toEqual([true, true, true, false, false]);
  });

  it('may decide a condition differently once the clock was moved', () => {
    const scenario = new Scenario(new Map([['1 isReady 1', false]]));
    const state = new State();
    const decide = (): boolean => scenario.decide(state, 'isReady', { place: 1, isTurnable: true });
    const before = decide();
    state.epoch += 1;
    expect([before, decide()]).toEqual([true, false]);
  });

  it('decides a condition as before once the clock was moved, if it is given nothing else, and may have it turned over', () => {
    const scenario = new Scenario(new Map([['1 isReady 0', false]]));
    const state = new State();
    const decide = (): boolean => scenario.decide(state, 'isReady', { place: 1, isTurnable: true });
    const before = decide();
    state.epoch += 1;
    expect([before, decide()]).toEqual([false, false]);
    expect(scenario.others().map(({ key }) => key)).toEqual(['1 isReady 0=false;1 isReady 1=true']);
  });

  it('does not tell scenarios apart by the order of their decisions', () => {
    const one = new Scenario(new Map(Object.entries({ a: true, b: false })));
    const other = new Scenario(new Map(Object.entries({ b: false, a: true })));
    expect(one.key).toBe(other.key);
    expect(one.key).toBe('a=true;b=false');
  });
});

describe('a condition of a loop', () => {
  it.each([true, false])('holds for 25 rounds, and then ends it (turnable: %s)', (isTurnable) => {
    const state = new State();
    expect(rounds(state, 25, isTurnable)).toEqual(new Array(25).fill(true));
    expect(state.isEndless).toBe(false);
    const another = new State();
    expect(rounds(another, 26, isTurnable).at(-1)).toBe(false);
    expect(another.isEndless).toBe(true);
  });

  it('is counted for each place', () => {
    const state = new State();
    rounds(state, 25);
    new Scenario().decide(state, 'isReady', { place: 2, isTurnable: true });
    expect(state.isEndless).toBe(false);
  });
});
