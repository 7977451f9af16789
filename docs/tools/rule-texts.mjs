// @ts-check
/** What the documentation says of rules, from their metadata. */

/** @typedef {import('eslint').Linter.Config} Config */
/** @typedef {import('eslint').Rule.RuleMetaData} Meta */
/** @typedef {{ rules: Record<string, { meta?: Meta }>, configs: Record<string, Config> }} Plugin */
/** @typedef {{ enum?: readonly unknown[], type?: string, description?: string }} OptionSchema */

/** @typedef {{ groups: Record<string, string>, rules: Record<string, { group: string, behind: string }> }} Groups */

const CONFIGS = ['recommended', 'strict', 'all'];

/**
 * The configs that turn the rule on, with the options they give it.
 *
 * @param {Plugin} plugin
 * @param {string} rule
 * @returns {{ config: string, options: Record<string, unknown> | undefined }[]}
 */
function configsOf(plugin, rule) {
  return CONFIGS.flatMap((config) => {
    const entry = plugin.configs[config]?.rules?.[`resilience/${rule}`];
    const options = Array.isArray(entry) ? /** @type {Record<string, unknown>} */ (entry[1]) : undefined;
    return entry === undefined ? [] : [{ config, options }];
  });
}

/** GitHub's anchor of a heading. */
const anchor = (/** @type {string} */ heading) =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

/**
 * The head of a rule's page.
 *
 * @param {Plugin} plugin
 * @param {string} rule
 * @param {Groups} groups
 */
export function header(plugin, rule, groups) {
  const { docs, hasSuggestions } = /** @type {Meta} */ (plugin.rules[rule]?.meta);
  const configs = configsOf(plugin, rule).map(({ config, options }) =>
    options === undefined ? `\`${config}\`` : `\`${config}\` (with \`${JSON.stringify(options)}\`)`,
  );
  const known = groups.rules[rule];
  if (known === undefined || groups.groups[known.group] === undefined) {
    throw new Error(`docs/tools/rule-groups.json does not say which group ${rule} belongs to.`);
  }
  return [
    `# resilience/${rule}`,
    `${docs?.description}.`,
    `On in the configs ${configs.join(', ')}.${hasSuggestions ? '\nOffers editor suggestions.' : ''}`,
    `What is behind it: [${known.behind}](README.md#${anchor(known.behind)}).`,
  ].join('\n\n');
}

/**
 * The table of a rule's options.
 *
 * @param {Plugin} plugin
 * @param {string} rule
 */
export function optionTable(plugin, rule) {
  const { schema, defaultOptions } = /** @type {Meta} */ (plugin.rules[rule]?.meta);
  const { properties } = /** @type {{ properties: Record<string, OptionSchema> }[]} */ (schema)[0] ?? {
    properties: {},
  };
  const defaults = /** @type {Record<string, unknown>} */ (defaultOptions?.[0] ?? {});
  const code = (/** @type {unknown} */ value) => `\`${JSON.stringify(value)}\``;
  return [
    '| option | values | default | meaning |',
    '| --- | --- | --- | --- |',
    ...Object.entries(properties).map(
      ([name, { enum: values, type, description }]) =>
        `| \`${name}\` | ${values?.map(code).join(', ') ?? type} | ${code(defaults[name])} | ${description} |`,
    ),
  ].join('\n');
}

/**
 * The tables of all rules, one per group.
 *
 * @param {Plugin} plugin
 * @param {Groups} groups
 * @param {string} folder where the pages stand, from the file that holds the tables
 */
export function ruleTables(plugin, groups, folder) {
  return Object.entries(groups.groups)
    .flatMap(([group, title]) => {
      const rows = Object.keys(plugin.rules)
        .sort()
        .filter((rule) => groups.rules[rule]?.group === group)
        .map((rule) => {
          const { docs, hasSuggestions } = /** @type {Meta} */ (plugin.rules[rule]?.meta);
          const smallest = configsOf(plugin, rule)[0]?.config;
          return `| [\`${rule}\`](${folder}${rule}.md) | ${docs?.description} | \`${smallest}\` | ${hasSuggestions ? 'yes' : ''} |`;
        });
      return [
        `**${title}**`,
        ['| rule | description | from config | suggestions |', '| --- | --- | --- | --- |', ...rows].join('\n'),
      ];
    })
    .join('\n\n');
}
