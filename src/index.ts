import type { ESLint, Linter } from 'eslint';

import noCountedRejection from '../rules/no-counted-rejection.js';
import noDisconnectedAttemptMetrics from '../rules/no-disconnected-attempt-metrics.js';
import noLeakedProbeSlot from '../rules/no-leaked-probe-slot.js';
import noLockAcrossProtectedCall from '../rules/no-lock-across-protected-call.js';
import noNestedRetry from '../rules/no-nested-retry.js';
import noOwnedRetry from '../rules/no-owned-retry.js';
import noRetriedSuccessReset from '../rules/no-retried-success-reset.js';
import noRetryInBreaker from '../rules/no-retry-in-breaker.js';
import noRetryOfOpenCircuit from '../rules/no-retry-of-open-circuit.js';
import noRetryWhileOpen from '../rules/no-retry-while-open.js';
import noSharedFailureClock from '../rules/no-shared-failure-clock.js';
import noSplitFailureAccounting from '../rules/no-split-failure-accounting.js';
import noUnsynchronizedBreakerState from '../rules/no-unsynchronized-breaker-state.js';
import requireAttemptObserver from '../rules/require-attempt-observer.js';
import requireFailurePolicy from '../rules/require-failure-policy.js';
import requireHalfOpenProbeLimit from '../rules/require-half-open-probe-limit.js';
import requireHalfOpenRetrySuppression from '../rules/require-half-open-retry-suppression.js';
import requireTypedOpenError from '../rules/require-typed-open-error.js';
import { configRules, NAMESPACE, type ConfigKey } from './configs.js';
import { version } from './version.js';

const rules = [
  noCountedRejection,
  noDisconnectedAttemptMetrics,
  noLeakedProbeSlot,
  noLockAcrossProtectedCall,
  noNestedRetry,
  noOwnedRetry,
  noRetriedSuccessReset,
  noRetryInBreaker,
  noRetryOfOpenCircuit,
  noRetryWhileOpen,
  noSharedFailureClock,
  noSplitFailureAccounting,
  noUnsynchronizedBreakerState,
  requireAttemptObserver,
  requireFailurePolicy,
  requireHalfOpenProbeLimit,
  requireHalfOpenRetrySuppression,
  requireTypedOpenError,
];

/** Spelled out, so that the published types need nothing but ESLint's. */
interface Plugin extends ESLint.Plugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly rules: NonNullable<ESLint.Plugin['rules']>;
  readonly configs: {
    readonly recommended: Linter.Config;
    readonly strict: Linter.Config;
    readonly all: Linter.Config;
  };
}

const plugin: Plugin = {
  meta: { name: 'eslint-plugin-resilience', version, namespace: NAMESPACE },
  rules: Object.fromEntries(rules.map((rule) => [rule.name, rule])),
  configs: {} as Plugin['configs'],
};

const config = (key: ConfigKey): Linter.Config => ({
  name: `${NAMESPACE}/${key}`,
  plugins: { [NAMESPACE]: plugin },
  rules: configRules(rules, key),
});

// The configs hold the plugin that holds them, so they can only be made afterwards.
Object.assign(plugin.configs, { recommended: config('recommended'), strict: config('strict'), all: config('all') });

export default plugin;
/** What `require('eslint-plugin-resilience')` gives a CommonJS config. */
export { plugin as 'module.exports' };
