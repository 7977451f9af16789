// @ts-check
/** An ESLint formatter that also prints what the editor would offer: each finding with its suggestions below. */
import path from 'node:path';

/**
 * @param {import('eslint').ESLint.LintResult[]} results
 * @param {{ cwd: string }} context
 */
export default function format(results, { cwd }) {
  const files = results.filter(({ messages }) => messages.length > 0);
  return files
    .map(({ filePath, messages }) => {
      const findings = messages.map(({ line, column, ruleId, message, suggestions = [] }) =>
        [
          `  ${line}:${column}  ${ruleId ?? 'syntax error'}`,
          `      ${message}`,
          ...suggestions.map(({ desc }) => `      → ${desc}`),
        ].join('\n'),
      );
      return `\n${path.relative(cwd, filePath)}\n${findings.join('\n')}\n`;
    })
    .join('');
}
