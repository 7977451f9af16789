/** Set to have a failure of the analysis thrown instead of taken for "nothing is known". */
const DEBUG = 'ESLINT_PLUGIN_RESILIENCE_DEBUG';

/** Whether whoever runs the linter wants to see what the analysis cannot cope with. */
export const isDebugging = (): boolean => typeof process !== 'undefined' && Boolean(process.env[DEBUG]);
