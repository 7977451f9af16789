import { describe, expect, it } from 'vitest';

import { readSettings } from '../../src/policy/settings.js';
import { lint, only } from '../support/lint.js';
import { sectionsOf } from '../support/page.js';
import { read } from '../support/sources.js';

describe('the page about the models', () => {
  const [config, code] = sectionsOf(read('docs/models.md')).flatMap(({ heading, examples }) =>
    heading === 'Your own breakers and retries' ? examples : [],
  );

  /** The settings that the example's config holds. */
  async function settings(): Promise<Record<string, unknown>> {
    const url = `data:text/javascript,${encodeURIComponent(config?.code ?? '')}`;
    const { default: configs } = (await import(/* @vite-ignore */ url)) as {
      default: readonly [{ settings: Record<string, unknown> }];
    };
    return configs[0].settings;
  }

  it('shows settings that are right', async () => {
    expect(readSettings(await settings()).problems).toEqual([]);
  });

  it('shows a file in which they find what is not to be seen otherwise', async () => {
    const rules = only('no-retry-in-breaker');
    expect(lint(code?.code ?? '', 'load.js', rules)).toEqual([]);
    expect(
      lint(code?.code ?? '', 'load.js', { ...rules, settings: await settings() }).map(({ message }) => message),
    ).toEqual([expect.stringContaining('15')]);
  });
});
