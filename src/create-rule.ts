import type { Rule } from 'eslint';

import { isDebugging } from './analysis/debugging.js';
import type { FileFacts, Node } from './analysis/facts.js';
import { fileFacts } from './analysis/file-facts.js';
import type { Project } from './module-graph/graph.js';
import { importedBy, readSettings } from './policy/settings.js';

export type ConfigName = 'recommended' | 'strict';

/** One editor suggestion: the imperative (a message id with its data) and the edits it makes. */
export interface Suggestion {
  readonly messageId: string;
  readonly data?: Record<string, string>;
  readonly fix: (fixer: Rule.RuleFixer) => Rule.Fix[];
}

export interface Report {
  readonly node: Node;
  readonly messageId: string;
  readonly data?: Record<string, string>;
  readonly suggest?: Suggestion[];
}

/** What a rule may touch besides the facts. There is no tree to walk and no listener to register. */
export interface RuleContext<Options> {
  /** The option object, merged with the rule's defaults. */
  readonly options: Options & CommonOptions;
  readonly sourceCode: Rule.RuleContext['sourceCode'];
  readonly filename: string;
  /** The interface that suggestions point at (`settings.resilience.policy`), as this file imports it. */
  readonly policy: ReturnType<typeof readSettings>['policy'];
  report(report: Report): void;
}

export interface CommonOptions {
  /** `potential` also reports what rests on a guess about a name. */
  readonly report: 'certain' | 'potential';
}

export interface RuleDefinition<Options extends object> {
  readonly name: string;
  readonly description: string;
  /** The smallest config that turns the rule on; `strict` contains `recommended`. */
  readonly config: ConfigName;
  readonly messages: Record<string, string>;
  readonly hasSuggestions?: boolean;
  /** JSON schema of each member of the option object, beside `report`. */
  readonly schema?: Record<string, { description: string; [keyword: string]: unknown }>;
  readonly defaultOptions: Options;
  /** What the rule's option object is where a config turns it on, if not the defaults. */
  readonly configOptions?: Partial<Record<'strict' | 'all', Record<string, unknown>>>;
  check(facts: FileFacts, context: RuleContext<Options>): void;
}

/** A rule as ESLint takes it, with the name and the config that the plugin's configs are derived from. */
export interface ResilienceRule extends Rule.RuleModule {
  readonly meta: Rule.RuleMetaData & {
    readonly docs: { readonly description: string; readonly url: string; readonly config: ConfigName };
  };
  readonly name: string;
  readonly configOptions: Partial<Record<'strict' | 'all', Record<string, unknown>>>;
}

/** Pages ship with the package, beside the compiled sources, so the link always shows the installed version's text. */
const PAGES = new URL('../docs/rules/', import.meta.url);

/** Code that the analysis cannot cope with yields no reports; it must not end the lint run. */
function neverThrow(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (isDebugging()) {
      throw error;
    }
  }
}

/** Where the linter runs, and how it parses: all that is needed to read another file as it reads this one. */
function projectOf({ cwd, languageOptions }: Rule.RuleContext): Project {
  return { root: cwd, languageOptions: (languageOptions as Project['languageOptions'] | undefined) ?? {} };
}

/** Files whose settings were already found wrong, so that one mistake is one report, not one per rule. */
const reportedSettings = new WeakSet<object>();

/**
 * Makes an ESLint rule out of a sentence over facts: one `Program` hook, no other listener.
 *
 * Wrong `settings.resilience` are reported at the top of the file by the first rule that meets them; the rule then goes on with the
 * defaults of the key that is wrong.
 */
export function createRule<Options extends object>(definition: RuleDefinition<Options>): ResilienceRule {
  const { name, description, config, messages, schema = {}, defaultOptions, configOptions = {}, check } = definition;
  const defaults = { report: 'certain' as const, ...defaultOptions };
  return {
    name,
    configOptions,
    meta: {
      type: 'problem',
      docs: { description, url: new URL(`${name}.md`, PAGES).href, recommended: config === 'recommended', config },
      hasSuggestions: definition.hasSuggestions ?? false,
      schema: [
        {
          type: 'object',
          description: `Options of ${name}.`,
          properties: {
            report: {
              description:
                'Also report what rests on a guess about a name ("potential"), or only what the code proves ("certain").',
              enum: ['certain', 'potential'],
            },
            ...schema,
          },
          additionalProperties: false,
        },
      ],
      defaultOptions: [defaults],
      messages: { ...messages, invalidSettings: '{{problem}}' },
    },
    create(context) {
      return {
        Program() {
          const { sourceCode } = context;
          const settings = readSettings(context.settings);
          if (settings.problems.length > 0 && !reportedSettings.has(sourceCode)) {
            reportedSettings.add(sourceCode);
            for (const problem of settings.problems) {
              context.report({ loc: { line: 1, column: 0 }, messageId: 'invalidSettings', data: { problem } });
            }
          }
          const facts = fileFacts(
            sourceCode,
            context.filename,
            settings.followImports ? projectOf(context) : undefined,
            settings.models,
          );
          if (facts === undefined) {
            return;
          }
          const options = { ...defaults, ...(context.options[0] as Partial<Options> | undefined) };
          neverThrow(() => {
            check(facts, {
              options,
              sourceCode,
              filename: context.filename,
              policy: importedBy(context.filename, settings.policy, context.cwd),
              report: ({ node, messageId, data, suggest }) => {
                context.report({
                  loc: node.loc,
                  messageId,
                  ...(data && { data }),
                  ...(suggest && { suggest }),
                });
              },
            });
          });
        },
      };
    },
  };
}
