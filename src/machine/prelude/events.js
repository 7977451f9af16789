/** Functions of emitters and signals: a part of what is in `prelude.js`. What listens is a member of an emitter that nobody sees. */

const listenersOf = (emitter, event) => emitter['#listeners']?.get(event) ?? [];

const keep = (emitter, event, listeners) => {
  if (!emitter['#listeners']) emitter['#listeners'] = new Map();
  emitter['#listeners'].set(event, listeners);
  return emitter;
};

const listen = (emitter, event, listener) => keep(emitter, event, [...listenersOf(emitter, event), listener]);

export function EventEmitter_on(event, run) {
  return listen(this, event, { run, once: false });
}

export function EventEmitter_addListener(event, run) {
  return listen(this, event, { run, once: false });
}

export function EventEmitter_once(event, run) {
  return listen(this, event, { run, once: true });
}

export function EventEmitter_prependListener(event, run) {
  return keep(this, event, [{ run, once: false }, ...listenersOf(this, event)]);
}

export function EventEmitter_prependOnceListener(event, run) {
  return keep(this, event, [{ run, once: true }, ...listenersOf(this, event)]);
}

export function EventEmitter_off(event, run) {
  const listeners = listenersOf(this, event);
  const at = listeners.findLastIndex((listener) => listener.run === run);
  return keep(this, event, listeners.toSpliced(at < 0 ? listeners.length : at, 1));
}

export function EventEmitter_removeListener(event, run) {
  return this.off(event, run);
}

export function EventEmitter_removeAllListeners(event) {
  if (event === undefined) this['#listeners'] = new Map();
  else keep(this, event, listenersOf(this, event).slice(0, 0));
  return this;
}

/** Listeners run before it returns. An error that nobody listens to is not thrown: somebody outside may listen. */
export function EventEmitter_emit(event, ...given) {
  const listeners = listenersOf(this, event);
  for (const { run, once } of listeners) {
    if (once) this.off(event, run);
    Machine.run(run, this, given);
  }
  return listeners.length > 0;
}

export function EventEmitter_listenerCount(event) {
  return listenersOf(this, event).length;
}

export function EventEmitter_listeners(event) {
  return listenersOf(this, event).map(({ run }) => run);
}

export function EventEmitter_eventNames() {
  return [...(this['#listeners'] ?? new Map())].filter(([, listeners]) => listeners.length > 0).map(([event]) => event);
}

export function EventEmitter_setMaxListeners() {
  return this;
}

/** `once(emitter, event)`: a promise of what the event is told with. */
export function EventEmitter_onceByPromise(emitter, event) {
  return new Promise((resolve, reject) => {
    emitter.once(event, (...given) => resolve(given));
    if (event !== 'error') emitter.once('error', reject);
  });
}

export function EventTarget_addEventListener(type, run, options) {
  if (!listenersOf(this, type).some((listener) => listener.run === run)) {
    listen(this, type, { run, once: options?.once === true });
  }
}

export function EventTarget_removeEventListener(type, run) {
  keep(
    this,
    type,
    listenersOf(this, type).filter((listener) => listener.run !== run),
  );
}

export function EventTarget_dispatchEvent(event) {
  event.target = this;
  for (const { run, once } of listenersOf(this, event.type)) {
    if (once) this.removeEventListener(event.type, run);
    if (Machine.isFunction(run)) Machine.run(run, this, [event]);
    else run.handleEvent(event);
  }
  return true;
}

const abort = (signal, reason) => {
  if (signal.aborted) return;
  signal.aborted = true;
  signal.reason = reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason;
  const event = new Event('abort');
  signal.dispatchEvent(event);
  if (Machine.isFunction(signal.onabort)) Machine.run(signal.onabort, signal, [event]);
};

export function AbortController_abort(reason) {
  abort(this.signal, reason);
}

export function AbortSignal_throwIfAborted() {
  if (this.aborted) throw this.reason;
}

export function AbortSignal_abort(reason) {
  const signal = Machine.signal();
  abort(signal, reason);
  return signal;
}

export function AbortSignal_timeout(ms) {
  const signal = Machine.signal();
  const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  setTimeout(() => abort(signal, late), ms);
  return signal;
}

export function AbortSignal_any(signals) {
  const signal = Machine.signal();
  for (const each of signals) {
    if (each.aborted) abort(signal, each.reason);
    else each.addEventListener('abort', () => abort(signal, each.reason));
  }
  return signal;
}
