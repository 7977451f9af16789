import type { LibraryModel } from './model.js';

export const supabaseSupabaseJs: LibraryModel = {
  package: '@supabase/supabase-js',
  versions: '>=2',
  sources: [
    { fact: 'a query resolves with an error field', url: 'https://supabase.com/docs/reference/javascript/select' },
  ],
  exports: {
    createClient: {
      call: {
        gives: {
          failures: 'error-field',
          client: [
            {
              layer: 'retry',
              calls: { from: [{ of: 'chain', member: 'retry', at: 0, is: false, means: 1 }], default: 'unknown' },
              errors: 'service',
              methods: 'idempotent',
            },
          ],
        },
      },
    },
  },
  traps: ['Every failure is a success to what stands outside, unless throwOnError() is called or the error is thrown.'],
};
