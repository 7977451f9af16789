import { concept } from '../concept.js';
import { packages } from '../packages.js';
import { phrases } from '../phrases.js';

export const PAUSES = concept({
  name: 'pauses',
  meaning:
    'Waits for a time and does nothing else. The call is a timer whose promise is fulfilled when the machine ' +
    'lets it ring. Only without a function among the arguments: `setTimeout(f, 10)` is the timer of the ' +
    'platform, `timeout(f, 10)` may limit what it runs.',
  patterns: [
    {
      bare: true,
      last: phrases(`
        sleep, sleep ms, sleep for, sleep seconds, async sleep, sleep fn, do sleep, delay, delay ms, delay by,
        async delay, wait, wait ms, wait seconds, wait for ms, wait for seconds, async wait, wait fn, pause,
        pause ms, pause for, set timeout, set timeout promise, set timeout async, timeout, sleeper, promise timeout,
        wait millis, sleep millis, pause before retry, sleep before retry, wait before retry, timeout promise,
        delay promise, wait a bit
      `),
    },
    {
      owner: phrases(`
        * clock, timer, * timers, scheduler, time, time source, time provider, * sleeper, * utils, util, helpers,
        helper, lib, promises, timers promises, promise, bluebird, bun, thread, runtime, delays, timing, sleep,
        delay, wait, pause
      `),
      last: phrases(`
        sleep, sleep ms, sleep for, sleep async, delay, delay ms, delay for, wait, wait ms, wait for ms, pause,
        set timeout, timeout
      `),
    },
    { owner: phrases('sleep, delay, wait, pause'), last: phrases('default') },
    { owner: phrases('* waiter'), last: phrases('sleep, delay, pause') },
    { from: packages('timers/promises'), last: phrases('set timeout, wait') },
    {
      from: packages(`
        delay, sleep-promise, yoctodelay, p-sleep, await-sleep, await-delay, promise-sleep, timeout-as-promise,
        ts-sleep
      `),
    },
  ],
  exceptions: [{ from: packages('rxjs, redux-saga, effect, lodash, async, msw, framer-motion') }],
  examples: [
    'sleep',
    'this.sleep',
    'delay',
    'wait',
    'pause',
    'options.sleep',
    "import('node:timers/promises').setTimeout",
    "import('timers/promises').scheduler.wait",
    'timers.setTimeout',
    'scheduler.wait',
    'clock.sleep',
    'utils.delay',
    "import('delay').default",
    "import('./sleep.js').default",
  ],
  counterexamples: [
    'player.pause',
    'queue.pause',
    'subscriptions.pause',
    'tx.wait',
    'page.waitFor',
    'waitForReceipt',
    'job.delay',
    "import('rxjs').delay",
    'lock.wait',
    'delayFor',
    'sleepTracker.get',
    'orders.delay',
  ],
});
