/** Says something to a library, where its options stand or where they would. */
import { memberKey, unwrap } from '../ast/nodes.js';
import type { Node, WrittenPlace } from '../analysis/facts.js';
import { addItem, insertAfter, quoted, replace, type Edit, type File } from './edits.js';

/** Undefined where something else stands there than an object that is written in place. */
export function writeAt(file: File, { call, at, path }: WrittenPlace, value: string): Edit[] | undefined {
  const given: readonly Node[] = call.type === 'CallExpression' || call.type === 'NewExpression' ? call.arguments : [];
  const keys = path?.split('.') ?? [];
  const argument = given[at];
  if (argument !== undefined) {
    return keys.length === 0 ? [replace(argument, value)] : writeIn(file, unwrap(argument), keys, value);
  }
  const last = given.at(-1);
  if (given.length !== at) {
    return undefined;
  }
  const text = nested(file, keys, value);
  if (last !== undefined) {
    return [insertAfter(last, `, ${text}`)];
  }
  const open = /\(\s*\)$/.exec(file.textOf(call));
  const start = open && call.range[0] + open.index + 1;
  return start === null ? undefined : [{ range: [start, call.range[1] - 1], text }];
}

function writeIn(file: File, object: Node, [key = '', ...rest]: readonly string[], value: string): Edit[] | undefined {
  if (object.type !== 'ObjectExpression') {
    return undefined;
  }
  const member = object.properties.find((property) => property.type === 'Property' && memberKey(property) === key);
  if (member?.type === 'Property') {
    if (rest.length > 0) {
      return writeIn(file, unwrap(member.value), rest, value);
    }
    return member.shorthand || member.method ? undefined : [replace(member.value, value)];
  }
  const text = `${named(file, key)}: ${nested(file, rest, value)}`;
  const last = object.properties.at(-1);
  if (last === undefined) {
    return /\/[/*]/.test(file.textOf(object)) ? undefined : [replace(object, `{ ${text} }`)];
  }
  return [addItem(file, object, last, text)];
}

/** `{ retry: { limit: 0 } }` */
const nested = (file: File, keys: readonly string[], value: string): string =>
  keys.reduceRight((inner, key) => `{ ${named(file, key)}: ${inner} }`, value);

const named = (file: File, key: string): string => (/^[\w$]+$/.test(key) ? key : quoted(file, key));
