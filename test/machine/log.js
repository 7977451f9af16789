/**
 * `log`, as a program of its own: it runs in Node and on the machine alike, so that both write down what they see in the same way.
 */

export const lines = [];

export const log = (...values) => {
  lines.push(values.map((value) => (typeof value === 'string' ? value : show(value))).join(' '));
};

/** A value as text: `[1, 'two', { three: 3 }]`. */
const show = (value) => {
  switch (typeof value) {
    case 'string':
      return `'${value}'`;
    case 'bigint':
      return `${value}n`;
    case 'function':
      return `function ${value.name}`;
    case 'object':
      return value === null ? 'null' : showObject(value);
    default:
      return String(value);
  }
};

const showObject = (value) => {
  if (Array.isArray(value)) return `[${Array.from(value, show).join(', ')}]`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Map) return `Map${show([...value])}`;
  if (value instanceof Set) return `Set${show([...value])}`;
  if (value instanceof Promise) return 'a promise';
  const members = Object.entries(value).map(([key, each]) => `${key}: ${show(each)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
};
