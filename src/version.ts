/** Generated from package.json; part of ESLint's cache key. */
export const version = '0.1.0';
