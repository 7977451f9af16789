// @ts-check
/** The file that `eslint-plugin-resilience init` writes into a TypeScript project: the interface and the ready policy, in one. */

const TYPES_ONLY = /^ \* Types only\.[^]*?\n \*\n/m;
const IMPORT = /^import type .* from 'eslint-plugin-resilience\/policy';\n\n/;

/**
 * @param {string} policy the text of src/policy/policy.ts
 * @param {string} threshold the text of docs/examples/policy/threshold-policy.ts
 * @returns {string}
 */
export function ownPolicy(policy, threshold) {
  for (const [text, part, file] of /** @type {const} */ ([
    [policy, TYPES_ONLY, 'policy.ts'],
    [threshold, IMPORT, 'threshold-policy.ts'],
  ])) {
    if (!part.test(text)) {
      throw new Error(`${file} does not begin as it did: ${part.source} is not in it.`);
    }
  }
  // In a project of its own the interface is imported from beside it, and stays where it is.
  return `${policy.replace(TYPES_ONLY, '')}\n${threshold.replace(IMPORT, '')}`;
}
