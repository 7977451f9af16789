import { createRule } from '../src/create-rule.js';

export default createRule({
  name: 'require-attempt-observer',
  description: 'Require that a retry which a breaker runs has a way to tell of the attempts it makes',
  config: 'strict',
  messages: {
    noChannel:
      '`{{retry}}` takes a function and gives back a result or an error, and tells nobody of its attempts: {{hidden}} of every {{attempts}} failures never reach `{{breaker}}`.',
    noChannelUnknown:
      '`{{retry}}` takes a function and gives back a result or an error, and tells nobody of its attempts: of each sequence only the end reaches `{{breaker}}`.',
  },
  defaultOptions: {},
  check({ unobservedRetries }, { report }) {
    for (const { breaker, retry, node, name } of unobservedRetries) {
      const { attempts } = retry;
      const data = { retry: name, breaker: breaker.name };
      if (attempts.kind !== 'known') {
        report({ node, messageId: 'noChannelUnknown', data });
      } else if (attempts.value > 1) {
        report({ node, messageId: 'noChannel', data: { ...data, hidden: String(attempts.value - 1), attempts: String(attempts.value) } });
      }
    }
  },
});
