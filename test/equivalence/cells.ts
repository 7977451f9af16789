/** The cells of the table: a retry in one of its shapes, under a breaker in one of its forms, in one file or in several. */
import type { Finding } from '../support/lint.js';
import { FORMS, THRESHOLD, type Form, type FormName } from './forms.js';
import type { Shape } from './shapes.js';

export const LAYOUTS = ['one file', 'retry apart', 'breaker apart', 'all apart'] as const;

export type Layout = (typeof LAYOUTS)[number];

/** Texts by the names of their files: the one that composes, and the modules that it imports. */
export interface Cell {
  readonly main: string;
  readonly files: Readonly<Record<string, string>>;
}

const PAUSE = 'const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));\n';

export const FORM_NAMES = Object.keys(FORMS) as FormName[];

export const formOf = (name: FormName): Form => FORMS[name];

/** A breaker that is part of the code that uses it cannot stand apart from it. */
export const layoutsOf = (form: FormName): readonly Layout[] =>
  formOf(form).breaker === undefined ? ['one file', 'retry apart'] : LAYOUTS;

/** A cell's own file is named after it; the modules that it shares with other cells are named after what they hold. */
export function cell(form: FormName, layout: Layout, shapeName: string, shape: Shape): Cell {
  const { breaker, use } = formOf(form);
  const apart = { retry: false, breaker: false, ...APART[layout] };
  const main = `${nameOf(`${form}, ${layout}`)}/${nameOf(shapeName)}.js`;
  const retryFile = retryModule(shapeName);
  const breakerFile = `breaker/${nameOf(form)}.js`;
  const parts = [
    ...(apart.breaker ? [`import { ${breaker?.name} } from '../${breakerFile}';\n`] : []),
    ...(apart.retry ? [`import { withRetry } from '../${retryFile}';\n`] : [PAUSE, shape.code]),
    ...(apart.breaker ? [] : [breaker?.code ?? '']),
    use,
  ];
  return {
    main,
    files: {
      [main]: parts.join(''),
      ...(apart.retry && { [retryFile]: PAUSE + exported(shape) }),
      ...(apart.breaker && { [breakerFile]: breaker?.code ?? '' }),
    },
  };
}

/** Where a shape stands that is apart. */
export const retryModule = (shapeName: string): string => `retry/${nameOf(shapeName)}.js`;

const APART: Readonly<Record<Layout, { retry?: true; breaker?: true }>> = {
  'one file': {},
  'retry apart': { retry: true },
  'breaker apart': { breaker: true },
  'all apart': { retry: true, breaker: true },
};

const nameOf = (words: string): string => words.replace(/\W+/g, '-');

const exported = ({ code }: Shape): string =>
  code.replace(/^(?=(async function|function|const) withRetry\b)/m, 'export ');

/**
 * What is wrong with the findings of a cell.
 *
 * A cell holds when the retry is reported once, with the calls that it takes to open the circuit, and its effect on a probe with the calls of
 * one probe. What a library's breaker does while half-open is not judged.
 */
export function lacking(findings: readonly Finding[], { attempts }: Shape, { halfOpen }: Form): string | undefined {
  const of = (rule: string): readonly Finding[] => findings.filter((finding) => finding.rule === rule);
  const [inBreaker, ...more] = of('no-retry-in-breaker');
  const [halfOpenRetry] = of('require-half-open-retry-suppression');
  if (inBreaker === undefined || more.length > 0) {
    return inBreaker === undefined ? 'not found' : `${more.length + 1} reports`;
  }
  if (!says(inBreaker, THRESHOLD * attempts)) {
    return `without ${THRESHOLD * attempts}: ${inBreaker.message}`;
  }
  if (halfOpen === 'none') {
    return halfOpenRetry && `has no half-open state: ${halfOpenRetry.message}`;
  }
  if (halfOpen === 'own' && (halfOpenRetry === undefined || !says(halfOpenRetry, attempts))) {
    return `half-open without ${attempts}: ${halfOpenRetry?.message ?? 'not found'}`;
  }
  return undefined;
}

const says = ({ message }: Finding, number: number): boolean => new RegExp(`(^|\\D)${number}(\\D|$)`).test(message);
