import type { BreakerModel, Invocation, LibraryModel } from './model.js';

const BREAKER: BreakerModel = {
  layer: 'breaker',
  failures: { from: [{ of: 'creation', at: 0, path: 'maxFailures' }], default: 5 },
  halfOpen: 'unknown',
  openTime: { from: [{ of: 'creation', at: 0, path: 'cooldown', means: 'unknown' }], default: 15_000 },
  // The state is computed from the clock; the probe has moved it, so that inside it reads open.
  halfOpenRead: { before: true, inside: false },
  openError: { classes: ['DisyuntorError'] },
  filters: [{ of: 'creation', at: 0, path: 'trigger', sense: 'count' }],
  timeout: { from: [{ of: 'creation', at: 0, path: 'timeout', means: 'unknown' }], default: 2_000 },
};

const wrapper = (style?: 'callback'): Invocation => ({
  gives: {
    call: { runs: { of: 'creation', at: 1 }, passes: 0, ...(style && { style }), layers: [BREAKER] },
    policy: [BREAKER],
  },
});

export const disyuntor: LibraryModel = {
  package: 'disyuntor',
  versions: '>=3',
  sources: [{ fact: 'options and their defaults, the state', url: 'https://github.com/jfromaniello/disyuntor#readme' }],
  exports: {
    Disyuntor: {
      construct: {
        gives: {
          policy: [BREAKER],
          members: {
            protect: { call: { runs: { at: 0 }, layers: 'policy' } },
            state: { state: true, reads: { closed: 'closed', open: 'open', 'half-open': 'half open' } },
          },
        },
      },
    },
    wrapPromise: { call: wrapper() },
    wrapCallbackApi: { call: wrapper('callback') },
    DisyuntorError: { tells: 'open-error' },
  },
  traps: [
    'Inside the probe the state reads open, so a check there does not see half-open.',
    'Where cooldown is maxCooldown, half-open admits every caller.',
  ],
};
