import { createRule } from '../src/create-rule.js';
import { dropMetric } from '../src/suggestions/drop-metric.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';

export default createRule({
  name: 'no-disconnected-attempt-metrics',
  description: 'Disallow counts and logs of attempts that are kept inside a retry and read by nobody',
  config: 'strict',
  messages: {
    neverRead: 'Nothing reads `{{cell}}`: the retry {{keeps}}, and the breaker decides without it{{numbers}}.',
    onlyExposed:
      'Nothing reads `{{cell}}` but the getter on line {{getter}}, and nothing reads that: the retry {{keeps}}, and the breaker decides without it{{numbers}}.',
    dropMetric: 'Remove `{{cell}}`, which nothing reads.',
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ attemptMetrics }, { options, sourceCode, filename, report }) {
    for (const metric of attemptMetrics) {
      const { breaker, retry, node, cell, kind, per, getter, certainty } = metric;
      if (certainty === 'potential' && options.report === 'certain') {
        continue;
      }
      const { threshold } = breaker;
      const { attempts } = retry;
      const isTold = per === 'attempt' && threshold.kind === 'known' && attempts.kind === 'known' && attempts.value > 1;
      const data = {
        cell,
        keeps: `${kind === 'log' ? 'logs' : 'counts'} ${per === 'attempt' ? 'its attempts' : 'how its sequences end'}`,
        numbers: isTold
          ? `: when the circuit opens, ${threshold.value * attempts.value} are noted here and ${threshold.value} failures there`
          : '',
      };
      if (getter === undefined) {
        const suggest = offer({
          messageId: 'dropMetric',
          data: { cell },
          edits: dropMetric(fileOf(sourceCode, filename), metric),
        });
        report({ node, messageId: 'neverRead', data, suggest });
      } else {
        report({ node, messageId: 'onlyExposed', data: { ...data, getter: String(getter.loc.start.line) } });
      }
    }
  },
});
