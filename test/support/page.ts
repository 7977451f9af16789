/** A fenced block of code on a page. */
export interface Example {
  readonly language: string;
  /** Rule options: the JSON after the language, e.g. ```` ```ts {"report":"potential"} ````. */
  readonly options: readonly unknown[];
  readonly code: string;
  /** Where the code starts on the page. */
  readonly line: number;
}

export interface Section {
  readonly heading: string;
  readonly depth: number;
  readonly examples: readonly Example[];
  readonly text: string;
}

const FENCE = /^```(\w*) *(.*)$/;

/** The sections of a Markdown page in order, each with the text and the examples up to the next heading of any depth. */
export function sectionsOf(page: string): Section[] {
  const sections: { heading: string; depth: number; examples: Example[]; text: string }[] = [];
  let open: { language: string; options: unknown[]; lines: string[]; line: number } | undefined;
  for (const [index, line] of page.split('\n').entries()) {
    const section = sections.at(-1);
    const fence = FENCE.exec(line);
    const heading = /^(#+) (.*)$/.exec(line);
    if (fence !== null && open === undefined) {
      const [, language = '', json = ''] = fence;
      open = { language, options: json === '' ? [] : [JSON.parse(json)], lines: [], line: index + 2 };
    } else if (fence !== null && open !== undefined) {
      section?.examples.push({
        language: open.language,
        options: open.options,
        code: `${open.lines.join('\n')}\n`,
        line: open.line,
      });
      open = undefined;
    } else if (open !== undefined) {
      open.lines.push(line);
    } else if (heading !== null) {
      sections.push({ heading: heading[2] ?? '', depth: heading[1]?.length ?? 0, examples: [], text: '' });
    } else if (section !== undefined) {
      section.text += `${line}\n`;
    }
  }
  return sections;
}
