/** Breakers that are the same but for the place where they keep their state. */

const CELLS = ['state', 'failures', 'openedAt', 'probing', 'timer', 'generation'] as const;
const INITIAL = `'closed' 0 0 false undefined 0`.split(' ');

const fields = (write: (name: string, value: string) => string): string =>
  CELLS.map((name, i) => write(name, INITIAL[i] ?? '')).join('\n');

/** `$state` is the cell, `$method()` calls another function of the breaker. */
export interface Form {
  readonly cell: (name: string) => string;
  readonly breaker: (functions: readonly { name: string; parameters: string; body: string }[]) => string;
}

const method = (name: string, parameters: string, body: string, before = ''): string =>
  `async ${name}(${parameters}) {\n${before}${body}\n}`;

export const FORMS: Readonly<Record<string, Form>> = {
  'class fields': {
    cell: (name) => `this.${name}`,
    breaker: (functions) =>
      `export class CircuitBreaker {\n${fields((name, value) => `${name} = ${value};`)}\n${functions.map(({ name, parameters, body }) => method(name, parameters, body)).join('\n')}\n}`,
  },
  '#private fields': {
    cell: (name) => `this.#${name}`,
    breaker: (functions) =>
      `export class CircuitBreaker {\n${fields((name, value) => `#${name} = ${value};`)}\n${functions.map(({ name, parameters, body }) => method(name, parameters, body)).join('\n')}\n}`,
  },
  'a closure': {
    cell: (name) => name,
    breaker: (functions) =>
      `export function createBreaker() {\n${fields((name, value) => `let ${name} = ${value};`)}\n${functions.map(({ name, parameters, body }) => `async function ${name}(${parameters}) {\n${body}\n}`).join('\n')}\nreturn { ${functions.map(({ name }) => name).join(', ')} };\n}`,
  },
  'a state object': {
    cell: (name) => `this.circuit.${name}`,
    breaker: (functions) =>
      `export class CircuitBreaker {\ncircuit = { ${fields((name, value) => `${name}: ${value},`)} };\n${functions.map(({ name, parameters, body }) => method(name, parameters, body)).join('\n')}\n}`,
  },
  'the entry of a Map': {
    cell: (name) => `circuit.${name}`,
    breaker: (functions) => {
      const before = 'const circuit = this.circuitOf(key);\n';
      return `export class CircuitBreakers {\ncircuits = new Map();\n${functions.map(({ name, parameters, body }) => method(name, `key, ${parameters}`, body, before)).join('\n')}\ncircuitOf(key) {\nlet circuit = this.circuits.get(key);\nif (!circuit) {\ncircuit = { ${fields((name, value) => `${name}: ${value},`)} };\nthis.circuits.set(key, circuit);\n}\nreturn circuit;\n}\n}`;
    },
  },
  'variables of a module': {
    cell: (name) => name,
    breaker: (functions) =>
      `${fields((name, value) => `let ${name} = ${value};`)}\n${functions.map(({ name, parameters, body }) => `export async function ${name}(${parameters}) {\n${body}\n}`).join('\n')}`,
  },
};

const ADMIT = `
  if ($state === 'open') {
    if (Date.now() - $openedAt < 30_000) throw new CircuitOpenError();
    $state = 'half-open';
    $generation += 1;
    $probing = false;
  }
`;

const PROBE = `
  let isProbe = false;
  if ($state === 'half-open') {
    if ($probing) throw new CircuitOpenError();
    $probing = true;
    isProbe = true;
  }
`;

export interface Pattern {
  readonly body: string;
  readonly says: readonly string[];
}

/** What runs round the call, and what is said of it. */
export const PATTERNS: Readonly<Record<string, Pattern>> = {
  'nothing, where a generation is compared and the holder releases': {
    body: `${ADMIT}${PROBE}
      const admittedIn = $generation;
      try {
        const result = await fn();
        if (admittedIn === $generation) { $failures = 0; $state = 'closed'; $generation += 1; }
        return result;
      } catch (error) {
        if (admittedIn === $generation) { $failures += 1; if ($failures >= 5) { $state = 'open'; $openedAt = Date.now(); $generation += 1; } }
        throw error;
      } finally {
        if (isProbe) $probing = false;
      }`,
    says: [],
  },
  'the flood and the stale success': {
    body: `${ADMIT}
      try {
        const result = await fn();
        $failures = 0;
        $state = 'closed';
        return result;
      } catch (error) {
        $failures += 1;
        if ($failures >= 5) { $state = 'open'; $openedAt = Date.now(); }
        throw error;
      }`,
    says: ['staleFailure', 'staleSuccess', 'unlimitedProbes'],
  },
  'the stale decision': {
    body: `${ADMIT}
      const wasHalfOpen = $state === 'half-open';
      const result = await fn();
      if (wasHalfOpen) $state = 'closed';
      return result;`,
    says: ['staleDecision', 'unlimitedProbes'],
  },
  'the lost update': {
    body: `
      const next = $failures + 1;
      await fn();
      $failures = next;
      if ($failures >= 5) $state = 'open';
      if ($state === 'half-open') return;`,
    says: ['lostUpdate'],
  },
  'the late reservation': {
    body: `
      if ($state === 'half-open' && $probing) throw new CircuitOpenError();
      await wait();
      $probing = true;
      try {
        return await fn();
      } catch (error) {
        $state = 'open';
        throw error;
      } finally {
        $probing = false;
      }`,
    says: ['lateReservation'],
  },
  'the early release': {
    body: `
      if ($state === 'open' || $probing) throw new CircuitOpenError();
      $probing = true;
      try {
        return fn();
      } finally {
        $probing = false;
        if ($failures >= 5) $state = 'half-open';
      }`,
    says: ['earlyRelease'],
  },
  'the release by another': {
    body: `${ADMIT}
      if ($state === 'half-open') {
        if ($probing) throw new CircuitOpenError();
        $probing = true;
      }
      try {
        return await fn();
      } finally {
        $probing = false;
      }`,
    says: ['unownedRelease'],
  },
  'the leaked slot': {
    body: `${ADMIT.replace('$probing = false;', '')}
      if ($state === 'closed') return fn();
      if ($probing) throw new CircuitOpenError();
      $probing = true;
      const result = await fn();
      $probing = false;
      return result;`,
    says: ['leakedByRejection'],
  },
  'the stale timer': {
    body: `
      if ($state === 'open') throw new CircuitOpenError();
      try {
        return await fn();
      } catch (error) {
        $failures += 1;
        if ($failures >= 5) {
          $state = 'open';
          setTimeout(() => { $state = 'half-open'; $failures = 0; }, 30_000);
        }
        throw error;
      }`,
    says: ['staleTimer', 'unlimitedProbes'],
  },
  'the counted rejection': {
    body: `
      try {
        ${ADMIT.replaceAll('\n', '\n  ')}${PROBE}
        return await fn();
      } catch (error) {
        $failures += 1;
        if ($failures >= 5) { $state = 'open'; $openedAt = Date.now(); }
        throw error;
      } finally {
        $probing = false;
      }`,
    says: ['rejectionCounted', 'staleFailure', 'unownedRelease'],
  },
};

/** A breaker with one method, written in one of the forms. */
export function formed({ body }: Pattern, { cell, breaker }: Form): string {
  return breaker([
    { name: 'execute', parameters: 'fn', body: body.replace(/\$(\w+)/g, (_, name: string) => cell(name)) },
  ]);
}
