/** The same code in another hand: only its style changes, and all of its style. */
import ts from 'typescript';

export interface Hand {
  readonly quote: "'" | '"';
  readonly semicolons: boolean;
  readonly step: string;
  readonly eol: string;
  readonly trailingCommas: boolean;
  readonly mark?: boolean;
  readonly finalNewline?: boolean;
}

/** Rewrites a text with single quotes, semicolons, two spaces, `\n` and trailing commas. */
export function restyled(text: string, filename: string, hand: Hand): string {
  const spelled = spell(text, filename, hand);
  const commas = hand.trailingCommas ? spelled : spelled.replace(/,(?=\s*\n\s*[)\]}])/g, '');
  const indented = commas.replace(/^(?: {2})+/gm, (indent) => hand.step.repeat(indent.length / 2));
  const ended = hand.finalNewline === false ? indented.trimEnd() : indented;
  return (hand.mark === true ? '\uFEFF' : '') + ended.replaceAll('\n', hand.eol);
}

/** Quotes and ends of statements, by the tree. */
function spell(text: string, filename: string, { quote, semicolons }: Hand): string {
  const source = ts.createSourceFile(filename, text, ts.ScriptTarget.ES2022, true);
  const edits: { at: number; length: number; by: string }[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && !/["'\\]/.test(node.text)) {
      edits.push({ at: node.getStart(), length: 1, by: quote }, { at: node.end - 1, length: 1, by: quote });
    }
    const followed = /^[ \t]*(\/\/[^\n]*)?(?:(\n)\s*(\S{0,2})|(\}))/.exec(text.slice(node.end));
    const endsSafely = followed !== null && !/^(?:[([`+*-]|\/(?![/*]))/.test(followed[3] ?? '');
    if (!semicolons && text[node.end - 1] === ';' && endsSafely && !edits.some(({ at }) => at === node.end - 1)) {
      edits.push({ at: node.end - 1, length: 1, by: '' });
    }
    ts.forEachChild(node, look);
  };
  look(source);
  // A type in a comment names its module.
  for (const { index, 0: found } of text.matchAll(/(?<=\/\*\*.*import\()'[^']*'/g)) {
    edits.push({ at: index, length: 1, by: quote }, { at: index + found.length - 1, length: 1, by: quote });
  }
  return edits
    .sort((a, b) => b.at - a.at)
    .reduce((code, { at, length, by }) => code.slice(0, at) + by + code.slice(at + length), text);
}
