import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const CLOCKS = concept({
  name: 'clocks',
  meaning:
    "Tells the present time. The call answers the time of the machine's clock, which stands still until it is " +
    'moved, so that "the window is over" can be tried. A point in time that something else carries ' +
    '(`createdAt.getTime`) is no clock.',
  patterns: [
    { last: phrases('hrtime, hr time') },
    {
      bare: true,
      last: phrases(`
        now, now ms, now in ms, now millis, get now, current now, * clock, current time, current time ms,
        current time millis, current timestamp, get current time, get time, get timestamp, timestamp, time,
        monotonic, monotonic now, monotonic time, hrtime, hr time, system time, time source, time provider, now fn,
        get now fn, unix now, epoch ms, epoch millis, utc now, date now, performance now
      `),
    },
    {
      owner: phrases('* clock, * time source, * time provider, time service, ticker, monotonic'),
      last: phrases(`
        now, now ms, now millis, now in ms, get now, utc now, time, get time, current, current time,
        current time millis, current millis, millis, milliseconds, ms, timestamp, epoch, monotonic, read, unix
      `),
    },
    {
      owner: phrases(`
        time, timer, timers, date, date time, performance, perf, scheduler, system, dayjs, moment, instant,
        temporal, hrtime
      `),
      last: phrases('now, now ms, now millis, utc now, monotonic, monotonic now, bigint, current time millis'),
    },
  ],
  examples: [
    'now',
    'this.now',
    'clock',
    'clock.now',
    'this.#clock.now',
    'options.now',
    'currentTime',
    'performance.now',
    'clock.getTime',
    'getTime',
    'monotonic',
    'hrtime',
    'process.hrtime.bigint',
    'timeSource.currentTimeMillis',
    'Date.now',
  ],
  counterexamples: [
    'agenda.now',
    'createdAt.getTime',
    'order.timestamp',
    'prices.current',
    'deliveryTime.read',
    'nowPlaying',
    'clockIn',
    'timesheet.time',
    'knowledge.now',
    'weather.current',
    'timers.setTimeout',
  ],
});
