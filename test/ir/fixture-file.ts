/** A file of fixtures: each begins with `=== name`, and its parts stand between lines of `---`. */
export interface Section {
  readonly name: string;
  readonly parts: readonly string[];
}

export const sectionsOf = (text: string): Section[] =>
  text
    .split(/^=== /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n');
      const parts = section.slice(end + 1).split(/^---\n/m);
      return { name: section.slice(0, end), parts };
    });
