/** How a file is written, read off its tree: what most of it does, since few files are written in one hand. */
import { forEachChild, type VisitorKeys } from '../ast/nodes.js';
import type { Node } from '../analysis/facts.js';

/** What an edit has to know to be written in the same way. */
export interface Style {
  /** One step of indentation. */
  readonly step: string;
  readonly eol: string;
  /** `;` where the file ends its statements with one. */
  readonly end: string;
  readonly quote: string;
  /** `,` where the file has one behind the last member of a literal over several lines. */
  readonly comma: string;
}

interface Source {
  readonly text: string;
  readonly body: readonly Node[];
  readonly tokens: readonly { readonly type: string; readonly value: string }[];
  readonly visitorKeys: VisitorKeys;
}

const STATEMENT =
  /^(ExpressionStatement|VariableDeclaration|ReturnStatement|ThrowStatement|ImportDeclaration|PropertyDefinition)$/;

export function styleOf({ text, body, tokens, visitorKeys }: Source): Style {
  const steps = new Votes();
  const ends = new Votes();
  const commas = new Votes();
  const look = (node: Node): void => {
    const members = membersOf(node);
    const [first, last] = [members[0], members.at(-1)];
    if (first !== undefined && last !== undefined && node.loc.start.line < first.loc.start.line) {
      const [outer, inner] = [indentAt(text, node.range[0]), indentAt(text, first.range[0])];
      if (inner.startsWith(outer) && inner !== outer) {
        steps.cast(inner.slice(outer.length));
      }
      if (/^(Object|Array)Expression$/.test(node.type) && last.loc.end.line < node.loc.end.line) {
        commas.cast(text.slice(last.range[1]).trimStart().startsWith(',') ? ',' : '');
      }
    }
    // The head of a loop has no end of a statement.
    const endsLine = /^[ \t]*(\/\/.*)?(\r?\n|$)/.test(text.slice(node.range[1], node.range[1] + 200));
    if (STATEMENT.test(node.type) && endsLine) {
      ends.cast(text[node.range[1] - 1] === ';' ? ';' : '');
    }
    forEachChild(node, visitorKeys, look);
  };
  body.forEach(look);
  const quotes = new Votes();
  for (const { type, value } of tokens) {
    if (type === 'String') {
      quotes.cast(value.slice(0, 1));
    }
  }
  const lines = text.split('\n').length - 1;
  return {
    step: steps.winner('  '),
    eol: text.split('\r\n').length - 1 > lines / 2 ? '\r\n' : '\n',
    end: ends.winner(';'),
    quote: quotes.winner("'"),
    comma: commas.winner(','),
  };
}

/** The first of those that occur most. */
class Votes {
  readonly #counts = new Map<string, number>();

  cast(vote: string): void {
    this.#counts.set(vote, (this.#counts.get(vote) ?? 0) + 1);
  }

  winner(otherwise: string): string {
    const [best] = [...this.#counts].sort(([, a], [, b]) => b - a);
    return best?.[0] ?? otherwise;
  }
}

function membersOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'BlockStatement':
    case 'ClassBody':
      return node.body;
    case 'ObjectExpression':
      return node.properties;
    case 'ArrayExpression':
      return node.elements.flatMap((element) => element ?? []);
    default:
      return [];
  }
}

/** The white space that the line of a position begins with. */
export function indentAt(text: string, position: number): string {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, position))?.[0] ?? '';
}
