// @ts-check
/**
 * The text with the generated part of that name replaced. The part stands between two comments that name it.
 *
 * @param {string} text
 * @param {string} name
 * @param {string} content
 * @param {string} file for the message where the part is missing
 * @returns {string}
 */
export function replaceSection(text, name, content, file) {
  const begin = `<!-- begin generated: ${name} -->`;
  const end = `<!-- end generated: ${name} -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) {
    throw new Error(`${file} lacks the comments "${begin}" and "${end}".`);
  }
  return `${text.slice(0, from + begin.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}
