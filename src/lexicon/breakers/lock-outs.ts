import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const LOCK_OUTS = concept({
  name: 'lock-outs',
  meaning:
    'Names that speak against a circuit breaker: what keeps a person out who has failed to say who he is. The ' +
    "failures that it counts are the person's, not a service's.",
  patterns: [
    {
      anywhere: phrases(`
        * lockout, lockout +, * lock out *, * locked out *, * login attempts *, * login attempt *,
        * failed logins *, * failed login *, * log in attempts *, * sign in attempts *, * password attempts *,
        * pin attempts *, * otp attempts *, * code attempts *, * auth attempts *, * login failures *,
        * account locked, lock account, unlock account, locked until, banned until, ban +, + ban, banned,
        brute force *, * captcha *, two factor +, verify password, check password, wrong pin, wrong password
      `),
    },
  ],
  examples: [
    'accountLockout',
    'loginAttempts',
    'failedLogins',
    'maxLoginAttempts',
    'lockedUntil',
    'lockAccount',
    'passwordAttempts',
    'pinAttempts',
    'requireCaptcha',
    'bruteForceGuard',
  ],
  counterexamples: [
    'CircuitBreaker',
    'lock.acquire',
    'attempts',
    'retryAttempts',
    'openUntil',
    'blockedUntil',
    'login',
    'bandwidth',
    'failures',
    'mutex',
  ],
});
