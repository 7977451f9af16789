import type { Linter } from 'eslint';

import type { ResilienceRule } from './create-rule.js';

export const NAMESPACE = 'resilience';

export type ConfigKey = 'recommended' | 'strict' | 'all';

/** The severity of every rule in one config, from the rules' own metadata. */
export function configRules(rules: readonly ResilienceRule[], config: ConfigKey): Linter.RulesRecord {
  const entries: Linter.RulesRecord = {};
  for (const rule of rules) {
    if (config === 'recommended' && rule.meta.docs.config !== 'recommended') {
      continue;
    }
    const options = config === 'recommended' ? undefined : (rule.configOptions[config] ?? rule.configOptions.strict);
    entries[`${NAMESPACE}/${rule.name}`] = options === undefined ? 'error' : ['error', options];
  }
  return entries;
}
