/** What only the machine knows, for the functions of the language that are written in the language. They call it `Machine`. */
import { said, shapeOf } from '../conversions.js';
import { listOf } from '../iterators.js';
import { isFunction } from '../promises.js';
import { define } from '../own-members.js';
import { propertyKey, Reference, Unknown } from '../values.js';
import { newSignal } from './events.js';
import { itemsLike } from './lists.js';
import { CallInstead, type NativeFunctions } from './native.js';
import { allKeys, shownBy } from './objects.js';
import { matchesOf } from './text.js';

export const FOR_PRELUDE: NativeFunctions = {
  /** Everything of what is iterated without running code, or is like an array. */
  'Machine.listed': (m, _, [value]) => {
    const items = listOf(m, value) ?? itemsLike(m, value);
    return items && m.array(Array.from(items));
  },
  /** What a comparison has said of two items that are sorted. Where it is unknown, they stay as they are. */
  'Machine.isAfter': (_, __, [order]) => typeof order === 'number' && order > 0,
  /** The keys that are copied with an object, symbols included. */
  'Machine.shown': (m, _, [value]) => {
    const reference = value instanceof Reference ? shownBy(m, value) : value;
    const hidden = reference instanceof Reference ? m.state.at(reference).hidden : undefined;
    return m.array(allKeys(m, reference).filter((key) => hidden?.has(propertyKey(key)) !== true));
  },
  'Machine.define': (m, _, [target, key, value]) => {
    if (target instanceof Reference) {
      define(m, target, key, value);
    }
    return target;
  },
  /** What is unknown may be called. */
  'Machine.isFunction': (m, _, [given]) => {
    const value = said(m, given);
    return value instanceof Unknown || isFunction(m, value);
  },
  'Machine.run': (m, _, [callee, self, given]) => new CallInstead(callee, self, itemsLike(m, given) ?? []),
  'Machine.matches': (m, _, [text, pattern, isEach]) => {
    const matches = typeof text === 'string' ? matchesOf(m, text, pattern, isEach === true) : undefined;
    return matches && m.array(matches);
  },
  /** Text that is made of text in a way that is not known. */
  'Machine.text': (m, _, [text, pattern]) =>
    m.unknown(`text of ${shapeOf(m, text)} ${shapeOf(m, pattern)}`, 'computed', undefined, true),
  'Machine.signal': (m) => newSignal(m),
};
