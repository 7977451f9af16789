/** A breaker whose record stands inside a lock, by library. */

export interface Lock {
  readonly imports?: string;
  readonly field?: string;
  readonly open: string;
  readonly close: string;
}

export const EXCLUSIVE: Readonly<Record<string, Lock>> = {
  'async-mutex, runExclusive': {
    imports: `import { Mutex } from 'async-mutex';`,
    field: 'lock = new Mutex();',
    open: 'await this.lock.runExclusive(async () => {',
    close: '});',
  },
  'async-mutex, acquire': {
    imports: `import { Mutex } from 'async-mutex';`,
    field: 'lock = new Mutex();',
    open: 'const release = await this.lock.acquire(); try {',
    close: '} finally { release(); }',
  },
  'async-mutex, a semaphore of one': {
    imports: `import { Semaphore } from 'async-mutex';`,
    field: 'lock = new Semaphore(1);',
    open: 'await this.lock.runExclusive(async () => {',
    close: '});',
  },
  'async-lock': {
    imports: `import AsyncLock from 'async-lock';`,
    field: 'lock = new AsyncLock();',
    open: `await this.lock.acquire('circuit', async () => {`,
    close: '});',
  },
  'await-lock': {
    imports: `import AwaitLock from 'await-lock';`,
    field: 'lock = new AwaitLock();',
    open: 'await this.lock.acquireAsync(); try {',
    close: '} finally { this.lock.release(); }',
  },
  'p-limit of one': {
    imports: `import pLimit from 'p-limit';`,
    field: 'limit = pLimit(1);',
    open: 'await this.limit(async () => {',
    close: '});',
  },
  'p-queue of one': {
    imports: `import PQueue from 'p-queue';`,
    field: 'queue = new PQueue({ concurrency: 1 });',
    open: 'await this.queue.add(async () => {',
    close: '});',
  },
  'p-mutex': {
    imports: `import Mutex from 'p-mutex';`,
    field: 'mutex = new Mutex();',
    open: 'await this.mutex.lock(); try {',
    close: '} finally { this.mutex.unlock(); }',
  },
  'redlock, using': {
    imports: `import Redlock from 'redlock';`,
    field: 'redlock = new Redlock([client]);',
    open: `await this.redlock.using(['circuit'], 5000, async () => {`,
    close: '});',
  },
  'redlock, acquire': {
    imports: `import Redlock from 'redlock';`,
    field: 'redlock = new Redlock([client]);',
    open: `const lock = await this.redlock.acquire(['circuit'], 5000); try {`,
    close: '} finally { await lock.release(); }',
  },
  'the locks of the platform': { open: `await navigator.locks.request('circuit', async () => {`, close: '});' },
};

export const SHARED: Readonly<Record<string, Lock>> = {
  'no lock at all': { open: '{', close: '}' },
  'p-limit of two': {
    imports: `import pLimit from 'p-limit';`,
    field: 'limit = pLimit(2);',
    open: 'await this.limit(async () => {',
    close: '});',
  },
  'p-queue without a limit': {
    imports: `import PQueue from 'p-queue';`,
    field: 'queue = new PQueue();',
    open: 'await this.queue.add(async () => {',
    close: '});',
  },
  'a semaphore of three': {
    imports: `import { Semaphore } from 'async-mutex';`,
    field: 'permits = new Semaphore(3);',
    open: 'await this.permits.runExclusive(async () => {',
    close: '});',
  },
  'a lock of the platform that is shared': {
    open: `await navigator.locks.request('circuit', { mode: 'shared' }, async () => {`,
    close: '});',
  },
};

export const lockedBreaker = ({ imports = '', field = '', open, close }: Lock): string => `
${imports}
export class CircuitBreaker {
  state = 'closed';
  failures = 0;
  ${field}
  async recordFailure(error) {
    ${open}
      const before = this.failures;
      const weight = await classify(error);
      this.failures = before + weight;
      if (this.failures >= 5) this.state = 'open';
    ${close}
  }
  probe() {
    this.state = 'half-open';
  }
}
`;
