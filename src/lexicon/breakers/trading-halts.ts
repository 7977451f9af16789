import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const TRADING_HALTS = concept({
  name: 'trading halts',
  meaning:
    'Names that speak against a circuit breaker: exchanges call it so when they stop trading after a price ' +
    'has moved too far.',
  patterns: [
    {
      anywhere: phrases(`
        * halt, halts, halt +, * halted *, * trading *, market state, market circuit *, * market wide *,
        * price band *, * price bands *, * limit up *, * limit down *, luld, * reference price *, * price drop *,
        * drawdown *, * order book *, auction phase, * volatility, volatility +
      `),
    },
  ],
  examples: [
    'tradingHalt',
    'haltLevel',
    'TradingHalted',
    'marketWideHalt',
    'priceBand',
    'limitDown',
    'referencePrice',
    'orderBook',
    'resumeTrading',
    'volatilityAuction',
  ],
  counterexamples: [
    'CircuitBreaker',
    'halfOpen',
    'trade.send',
    'stop',
    'shalt',
    'pricing.get',
    'limiter',
    'openUntil',
    'failures',
    'asphalt',
  ],
});
