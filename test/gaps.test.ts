/**
 * What the rules should say and do not say yet, each with the smallest file that shows it. Every case fails today; a case that no longer
 * does fails here, and belongs into the specification of its rule.
 */
import noLockAcrossProtectedCall from '../rules/no-lock-across-protected-call.js';
import noRetryInBreaker from '../rules/no-retry-in-breaker.js';
import noRetryWhileOpen from '../rules/no-retry-while-open.js';
import requireHalfOpenRetrySuppression from '../rules/require-half-open-retry-suppression.js';
import { breaker, execute } from './support/breakers.js';
import { marked } from './support/marked.js';
import { notYet } from './support/not-yet.js';

notYet(noRetryInBreaker, {
  valid: [
    {
      name: 'a walk over a tree, by recursion: each call is for another node',
      code: breaker`
        async execute(fn: (node: Tree) => Promise<void>, root: Tree): Promise<void> {
          this.admit();
          try {
            await this.visit(fn, root);
            this.onSuccess();
          } catch (error) {
            this.onFailure();
            throw error;
          }
        }
        private async visit(fn: (node: Tree) => Promise<void>, node: Tree): Promise<void> {
          try {
            await fn(node);
          } catch (error) {
            log(node, error);
          }
          for (const child of node.children) {
            await this.visit(fn, child);
          }
        }
      `,
    },
  ],
});

notYet(requireHalfOpenRetrySuppression, {
  invalid: [
    {
      name: 'the place of a choice that is made once, by a constant',
      ...marked(
        breaker`
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            this.admit();
            const isProbe = ‹this.state === 'half-open'›;
            ①for (let attempt = 1; ; attempt++) {
              try {
                const result = await fn();
                this.onSuccess();
                return result;
              } catch (error) {
                if (isProbe || attempt === 3) {
                  this.onFailure();
                  throw error;
                }
              }
            }
          }
        `,
        [{ messageId: 'staleSuppression', data: { calls: 'up to 2', path: 'execute → for, line ①' } }],
      ),
    },
  ],
});

notYet(noRetryWhileOpen, {
  invalid: [
    {
      name: 'the place of an attempt whose function is wrapped on the way: it is in the loop, not in the wrapper',
      ...marked(
        breaker`
          ${execute('await this.withRetry(() => fn())')}
          private async withRetry<T>(fn: () => Promise<T>): Promise<T> {
            ①for (let attempt = 1; ; attempt++) {
              try {
                return await ‹fn()›;
              } catch (error) {
                if (attempt === 3) throw error;
              }
            }
          }
        `,
        [
          {
            messageId: 'notAskedAgain',
            data: { attempts: ', up to 2 more times', path: 'execute → withRetry → for, line ①' },
          },
        ],
      ),
    },
  ],
});

notYet(noLockAcrossProtectedCall, {
  invalid: [
    {
      name: 'a chain of promises that callers queue up in until the call has settled',
      ...marked(
        breaker`
          private tail: Promise<void> = Promise.resolve();
          async execute<T>(fn: () => Promise<T>): Promise<T> {
            const before = this.tail;
            let release!: () => void;
            this.tail = new Promise<void>((resolve) => { release = resolve; });
            ‹await before›;
            try {
              this.admit();
              const result = await ①fn();
              this.onSuccess();
              return result;
            } catch (error) {
              this.onFailure();
              throw error;
            } finally {
              release();
            }
          }
        `,
        [{ messageId: 'serialised', data: { call: '①' } }],
      ),
    },
  ],
});
