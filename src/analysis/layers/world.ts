/** What a file's compositions can rest on besides the file itself. */
import { splitSpecifier, type Models } from '../../models/registry.js';
import { moduleGraph, type ModuleGraph, type Project, type Reader } from '../../module-graph/graph.js';
import type { ModuleRecord } from '../../module-graph/record.js';
import { BREAKER, indexModule, mentionsBreaker, type Module } from '../module.js';
import type { LayerFacts } from './layer-facts.js';
import { Lowering } from './lowering.js';
import type { World } from './machine.js';
import { protectionsIn } from './protections.js';

/** The libraries, in whatever version, and no other file. */
export const alone = (models: Models): World => ({
  models,
  nameOf: (path) => path,
  findModule: () => undefined,
  exportsOf: (specifier) => models.exportsOf(specifier),
});

/** The other modules of a project too, and the versions that are installed. */
export function worldOf(project: Project, models: Models): World {
  let opened: ModuleGraph<ModuleRecord> | undefined;
  // Only a file in which layers may meet looks at others.
  const graph = (): ModuleGraph<ModuleRecord> => (opened ??= moduleGraph(project, readerFor(models)));
  return {
    models,
    nameOf: (path) => graph().nameOf(path),
    findModule: (specifier, from) => graph().find(specifier, from),
    exportsOf: (specifier, from) =>
      models.exportsOf(specifier) &&
      models.exportsOf(specifier, graph().versionOf(splitSpecifier(specifier).name, from)),
  };
}

/** Keeps a file that is being linted for those that import it. */
export const offerModule = (module: Module, project: Project, models: Models): void => {
  moduleGraph(project, readerFor(models)).offer(module.path, module);
};

/** A module that passes on what others export. In CommonJS it looks like any other module, except that it is short. */
const BARREL = /\bexport\s*(?:\*|\{[^}]*\}\s*from)/;
const SHORT = 4_000;

const isBarrel = (text: string): boolean =>
  BARREL.test(text) || (text.length < SHORT && /\brequire\s*\(/.test(text) && /\bexports\b/.test(text));

/** Calls a function that it was handed, by what such parameters are called: what stands around the call passes through here. */
const WRAPPER =
  /(?:\bawait\s+|\breturn\s+|=>\s*|\[\s*)(?:fn|func|function_|callback|cb|operation|op|task|action|work|thunk|fetcher|loader|producer|factory|executor|execute|handler|run|call|request|body|block|inner)\s*\(/;

/** Comments, and strings unless they name a module: what people write about is not what the code does. */
const PROSE =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|(\bfrom\s*|\b(?:require|import)\s*\(\s*)?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/g;

/** Whether code has a trace of a layer. Parsing is what costs, so the scan may take two passes. */
const hasTrace = (text: string): boolean =>
  TRACE.test(text) &&
  TRACE.test(text.replace(PROSE, (prose, names: string | undefined) => (names === undefined ? '' : prose)));

const readers = new WeakMap<Models, Reader<ModuleRecord>>();

/** One object for the same models, since records are kept per reader. */
function readerFor(models: Models): Reader<ModuleRecord> {
  let reader = readers.get(models);
  if (reader === undefined) {
    reader = {
      mayMatter: (text) => hasTrace(text) || models.mentionedIn(text) || isBarrel(text) || WRAPPER.test(text),
      summarise: (module) => {
        const index = indexModule(module);
        return new Lowering(index, mentionsBreaker(module.text) ? protectionsIn(index) : []).module().record;
      },
    };
    readers.set(models, reader);
  }
  return reader;
}

export const NO_LAYERS: LayerFacts = { retriedCalls: [], retriedRejections: [], nestedRetries: [], alsoRun: [] };

const RETRY = /retr(?:y|ies)|back-?off|attempt/i;
const RETRIES = new RegExp(RETRY.source, 'gi');
const TRACE = new RegExp(`${BREAKER.source}|${RETRY.source}`, 'i');

/** One scan of the text: a file without such words costs nothing else. */
export const mentionsLayer = (text: string): boolean => TRACE.test(text);

/** A call of something that is called a retry, or its declaration. */
const CALLED = /(?:retr(?:y|ies)|back-?off|attempt)\w*\s*(?:<[^<>()]*>)?\(/i;

/** A retry that comes from another file brings its own `catch`. */
const IMPORTED =
  /\bimport\b[^;'"]*(?:retr(?:y|ies)|back-?off)[^;'"]*\bfrom\b|(?:retr(?:y|ies)|back-?off)[^;\n]*\brequire\s*\(/i;

/** A call through a breaker, in a file that uses others: what is called may be retried there. */
const ENTERED = /(?:breaker|circuit)\w*(?:\([^()\n]*\))?[!?]?\.\w+(?:<[^<>()]*>)?\(/i;
const LOCAL = /\b(?:from\s*|(?:import|require)\s*\(?\s*)['"][.#~@]/;
/** A failure that is answered with another call, without a word for it. */
const CHAINED = /\.catch\(\s*(?:async\s*)?\(\)\s*=>/;

/** Whether two layers may meet in a text: a scan of it, before anything is computed. */
export function mayCompose(text: string, models: Models): boolean {
  const traces = text.match(RETRIES)?.length ?? 0;
  if (BREAKER.test(text)) {
    return traces > 1 || models.mentionedIn(text) || CHAINED.test(text) || (LOCAL.test(text) && ENTERED.test(text));
  }
  return (
    traces > 1 &&
    (models.mentionedIn(text) || (traces > 3 && CALLED.test(text) && (text.includes('catch') || IMPORTED.test(text))))
  );
}
