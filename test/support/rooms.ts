import path from 'node:path';

import { importsOf } from './imports.js';

/** `src/layers.json`: which room may import which. */
export interface Layers {
  readonly rooms: Record<string, { readonly may: readonly string[]; readonly why: string }>;
  /** Imports that may only be of types. */
  readonly typesOnly: Record<string, readonly string[]>;
  /** Rooms whose files never import each other. */
  readonly apart: readonly string[];
}

/** The room that a file belongs to. A room is a folder or one file. */
export const roomOf = (file: string, { rooms }: Layers): string | undefined =>
  Object.keys(rooms).find((room) => (room.endsWith('.ts') ? file === room : file.startsWith(`${room}/`)));

/** One sentence for each import of a file that the matrix does not allow. */
export function violations(file: string, code: string, layers: Layers): string[] {
  const room = roomOf(file, layers);
  if (room === undefined) {
    return [`${file} stands in no room.`];
  }
  return importsOf(code).flatMap(({ specifier, typeOnly }) => {
    if (!specifier.startsWith('.')) {
      return typeOnly || specifier.startsWith('node:') ? [] : [`${file} needs the package ${specifier} at run time.`];
    }
    const target = path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts');
    const other = roomOf(target, layers);
    if (other === undefined) {
      return [`${file} imports ${target}, which stands in no room.`];
    }
    if (other === room) {
      return layers.apart.includes(room) ? [`${file} imports its neighbour ${target}.`] : [];
    }
    if (layers.rooms[room]?.may.includes(other) !== true) {
      return [`${file} imports ${target}, but ${room} may not import ${other}.`];
    }
    return !typeOnly && layers.typesOnly[room]?.includes(other) === true
      ? [`${file} may import only types of ${target}.`]
      : [];
  });
}
