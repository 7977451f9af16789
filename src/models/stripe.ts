import type { LibraryModel, Source, Total, ValueModel } from './model.js';

const client = (calls: Total): Readonly<Record<string, ValueModel>> => {
  const value: ValueModel = {
    construct: {
      gives: {
        client: [
          {
            layer: 'retry',
            calls: {
              from: [
                { at: 'last', path: 'maxNetworkRetries', counts: 'retries' },
                { of: 'creation', at: 1, path: 'maxNetworkRetries', counts: 'retries' },
              ],
              default: calls,
            },
            errors: 'service',
          },
        ],
        // Checks a signature, and calls nothing.
        members: { webhooks: {} },
      },
    },
  };
  return { default: value, Stripe: value };
};

const SOURCES: readonly Source[] = [
  { fact: 'maxNetworkRetries', url: 'https://github.com/stripe/stripe-node#network-retries' },
  { fact: 'its default, by version', url: 'https://github.com/stripe/stripe-node/blob/master/CHANGELOG.md' },
];

const TRAPS = ['A 429 is not retried.', 'POST requests are retried, with an idempotency key.'];

export const stripe: readonly LibraryModel[] = [
  { package: 'stripe', versions: '<13', sources: SOURCES, exports: client(1), traps: TRAPS },
  // The default went from one to three calls on the way; which release raised it twice is not known.
  { package: 'stripe', versions: '13.x || 15.x || 16.x', sources: SOURCES, exports: client('unknown'), traps: TRAPS },
  { package: 'stripe', versions: '14.x', sources: SOURCES, exports: client(2), traps: TRAPS },
  { package: 'stripe', versions: '>=17', sources: SOURCES, exports: client(3), traps: TRAPS },
];
