/** Questions about the way on which a call stands. */
import type { Frame, Layer, Scope } from './values.js';

/** Failures end here; but what a breaker's own code catches, it records. */
export function caught(frame: Frame | undefined, scope: Scope): Frame | undefined {
  let within = layersOn(frame);
  while (within?.kind === 'handler') {
    within = layersOn(within.up);
  }
  const isOwn =
    within?.kind === 'layer' &&
    within.layer.kind === 'breaker' &&
    (within.layer.identity === scope.self || within.layer.identity === scope.parent);
  return isOwn ? frame : { kind: 'caught', up: frame };
}

const keys = new WeakMap<Frame, object>();

/** Into a handler: of what stands there, the layers around see some failures only. */
export function handling(frame: Frame | undefined): Frame | undefined {
  const within = layersOn(frame);
  if (within === undefined || within.kind === 'handler') {
    return frame;
  }
  const key = keys.get(within) ?? {};
  keys.set(within, key);
  return { kind: 'handler', key, up: frame };
}

/** Equal for ways under the same layers. */
export function placeOf(frame: Frame | undefined): object | undefined {
  const within = layersOn(frame);
  return within?.kind === 'handler' ? within.key : within;
}

/** The innermost layer of a way, or what ends failures, or what is only guessed. */
export function layersOn(frame: Frame | undefined): Frame | undefined {
  let at = frame;
  while (at?.kind === 'hop') {
    at = at.up;
  }
  return at;
}

/** Two parts of one loop: what is tried again by both is tried again once. */
export function isSameLoop(outer: Layer, inner: Layer, frame: Frame | undefined): boolean {
  return (
    outer.kind === 'retry' &&
    inner.kind === 'retry' &&
    outer.record !== undefined &&
    frame?.kind === 'layer' &&
    frame.layer === outer &&
    outer.file === inner.file &&
    outer.record.site.start === inner.record?.site.start
  );
}

/** Notes on the retries around that something runs in them which may fail, or on the innermost one that its failures are answers. */
export function noteInside(frame: Frame | undefined, what: 'answers' | 'fails'): void {
  for (let at = frame; at !== undefined && at.kind !== 'caught'; at = at.up) {
    if (at.kind === 'layer' && at.layer.kind === 'retry') {
      at.layer.inside[what] = true;
      if (what === 'answers') {
        return;
      }
    }
  }
}

/** Whether an answer is made a failure on the way out to the next layer. */
export function isThrown(frame: Frame | undefined): boolean {
  for (let at = frame; at?.kind === 'hop' || at?.kind === 'handler'; at = at.up) {
    if (at.kind === 'hop' && at.fn?.throws === true) {
      return true;
    }
  }
  return false;
}

/** A retry around nothing that fails: there is no second attempt. */
export const isIdle = (layer: Layer): boolean => layer.kind === 'retry' && layer.inside.answers && !layer.inside.fails;
