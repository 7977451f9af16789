/**
 * The intermediate representation: a module as plain data, in which every form that JavaScript has for one thing is one thing.
 *
 * A function is a graph of basic blocks. Instructions are few and explicit, and each names the registers that it reads and writes.
 * A block is a synchronous stretch: whatever may let other code run in between (`await`, `yield`) ends it. Conditions are branches,
 * never values: `a && b`, `!a`, `a ? b : c`, `?.` and defaults are blocks. The exceptional edge of a block is exact, since entering or
 * leaving a `try`, `catch` or `finally` begins another block.
 *
 * Nothing in here knows a circuit breaker, a library or a syntax node. `print.ts` shows it as text, `verify.ts` holds it to its rules.
 *
 * @example
 * `let n = 0; export const next = () => n + 1;` is, as `print.ts` shows it,
 *
 *     module example.js
 *     exports next
 *
 *     function 0 module
 *       b0:
 *         r0 = outer
 *         r1 = scope r0 module {n, next}
 *         r2 = const 0
 *         store r1.module.n r2
 *         r3 = closure 1 in r1
 *         store r1.module.next r3
 *         r4 = const undefined
 *         return r4
 *
 *     function 1 arrow next()
 *       b0:
 *         r0 = outer
 *         r1 = load r0.module.n
 *         r2 = const 1
 *         r3 = binary r1 + r2
 *         return r3
 */

/** A slot of a running function. Registers are mutable; a closure sees only what stands in a scope. */
export type Register = number;
/** The index of a block in its function. */
export type BlockId = number;
/** The index of a function in its module. */
export type FunctionId = number;
/** The index of a scope in its module. */
export type ScopeId = number;
/** The index of a place in its module's `sites`. */
export type SiteId = number;

/** A stretch of source. Lines count from 1, columns and offsets from 0; `end` lies behind the last character. */
export interface Site {
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
}

/** What a literal can be. */
export type Constant = string | number | boolean | bigint | null | undefined;

export interface Module {
  /** The name of the file, as whoever lowered it calls it. */
  readonly file: string;
  /** All functions, each at the index that is its id. The first one is the module's own body, which is async: it may await. */
  readonly functions: readonly FunctionGraph[];
  readonly scopes: readonly Scope[];
  readonly sites: readonly Site[];
  /** Every import that runs, once for each name: `import`, `require`, `import()` with a literal, `import x = require()`. */
  readonly imports: readonly Import[];
  /** What others can import, by name, with the variable of the module scope that holds it. The default export without a name is `*default*`. */
  readonly exports: ReadonlyMap<string, string>;
  readonly reexports: readonly Reexport[];
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[];
  /** It says `module.exports`, `exports.x` or `export =`, and has no `export` of its own. */
  readonly isCommonJs: boolean;
  /** Names that only types have, and where they come from: an injected object is known by the class that its type names. */
  readonly typeImports: readonly Import[];
}

export interface Import {
  readonly from: string;
  /** The exported name, `default`, or `*` for the whole module. */
  readonly name: string;
  /** The variable that it is bound to; undefined where it is a value in an expression, or only run. */
  readonly local?: string;
}

export interface Reexport extends Import {
  /** The name under which it is exported. */
  readonly as: string;
}

/** Variables that outlive the function that declares them: those that a function other than their own uses, and all of the module. */
export interface Scope {
  /** What makes it, for printing: `module`, a function's name, `block`, `class`, `catch`, `loop`, `name`, `namespace`. */
  readonly kind: string;
  readonly names: readonly string[];
}

export interface FunctionGraph {
  readonly id: FunctionId;
  /** Its name, or that of the variable, property or key that it is the value of; empty where it has none. */
  readonly name: string;
  readonly kind: FunctionKind;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly parameters: readonly Parameter[];
  /** The first one is the entry. */
  readonly blocks: readonly Block[];
  /** How many registers it has. */
  readonly registers: number;
  readonly site: SiteId;
}

/**
 * `arrow` has no `this` of its own. `constructor`: of a class. `fields`: sets the fields of a new object of a class.
 * `initializer`: gives the value of a static field, or is a static block; its `this` is the class.
 */
export type FunctionKind = 'module' | 'function' | 'arrow' | 'method' | 'constructor' | 'fields' | 'initializer';

export interface Parameter {
  /** Undefined for a pattern. */
  readonly name?: string;
  /** It takes a default where it is handed nothing. */
  readonly hasDefault: boolean;
  /** `x?: number` */
  readonly isOptional: boolean;
  readonly isRest: boolean;
  /** The name of its declared type, in TypeScript or JSDoc: `HttpClient` for `client: HttpClient<Order>`. */
  readonly type?: string;
}

export interface Block {
  readonly id: BlockId;
  readonly instructions: readonly Instruction[];
  readonly terminator: Terminator;
  /** Where what is thrown in here is caught, first instruction `caught`; undefined where it leaves the function. */
  readonly handler?: BlockId;
  /** The loop of which this is the head: a goto to it begins another round. */
  readonly loop?: SiteId;
  /** How that loop is written. */
  readonly form?: LoopForm;
}

/** `for` stands for `for … of` and `for … in` as well. */
export type LoopForm = 'for' | 'for await' | 'while' | 'do';

/** An argument, or an item of an array. */
export interface Item {
  readonly value: Register;
  readonly isSpread: boolean;
}

export type UnaryOperator = '-' | '+' | '!' | '~' | 'typeof' | 'void';
export type BinaryOperator =
  | '=='
  | '!='
  | '==='
  | '!=='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '**'
  | '<<'
  | '>>'
  | '>>>'
  | '&'
  | '|'
  | '^'
  | 'in'
  | 'instanceof';

/** What an instruction does, without its place. */
type Operation =
  // Values
  | { readonly op: 'const'; readonly into: Register; readonly value: Constant }
  | { readonly op: 'move'; readonly into: Register; readonly from: Register }
  /** Strings and values in turn, beginning and ending with a string. */
  | {
      readonly op: 'template';
      readonly into: Register;
      readonly strings: readonly string[];
      readonly values: readonly Register[];
    }
  | { readonly op: 'unary'; readonly into: Register; readonly operator: UnaryOperator; readonly operand: Register }
  | {
      readonly op: 'binary';
      readonly into: Register;
      readonly operator: BinaryOperator;
      readonly left: Register;
      readonly right: Register;
    }
  | { readonly op: 'regexp'; readonly into: Register; readonly pattern: string; readonly flags: string }
  /** A value of which nothing can be said: `import.meta`, JSX. `what` tells it from others. */
  | { readonly op: 'unknown'; readonly into: Register; readonly what: string }
  /**
   * Whether a value is absent. `undefined`: a parameter or pattern takes its default. `nullish`: `??`, `??=`, `?.`. `falsy`: `x || literal`.
   * With `isDefault` the other side is a default, so that a value of which nothing is known may be taken for absent.
   */
  | {
      readonly op: 'absent';
      readonly into: Register;
      readonly value: Register;
      readonly test: 'undefined' | 'nullish' | 'falsy';
      readonly isDefault: boolean;
    }
  // Names
  /** The scope that the running function was made in. */
  | { readonly op: 'outer'; readonly into: Register }
  /** A new scope inside another one. Its variables are undefined. */
  | { readonly op: 'scope'; readonly into: Register; readonly parent: Register; readonly scope: ScopeId }
  /** A copy of a loop's scope for the next round. */
  | { readonly op: 'copyScope'; readonly into: Register; readonly from: Register }
  /** Reads a variable of the scope `scope`, which is that in `from` or one that it stands in. */
  | {
      readonly op: 'load';
      readonly into: Register;
      readonly from: Register;
      readonly scope: ScopeId;
      readonly name: string;
    }
  | {
      readonly op: 'store';
      readonly to: Register;
      readonly scope: ScopeId;
      readonly name: string;
      readonly value: Register;
    }
  /** A variable that the module does not declare, `module`, `exports` and `require` included. */
  | { readonly op: 'global'; readonly into: Register; readonly name: string }
  | { readonly op: 'setGlobal'; readonly name: string; readonly value: Register }
  // Objects. The key of a private member is `#name`.
  | { readonly op: 'object'; readonly into: Register }
  | { readonly op: 'array'; readonly into: Register; readonly items: readonly Item[] }
  /** With a `receiver`, that is `this` of a getter: `super.x`. */
  | {
      readonly op: 'get';
      readonly into: Register;
      readonly object: Register;
      readonly key: Register;
      readonly receiver?: Register;
    }
  /** With `isDefinition`, no setter is called: a field, a member of a literal. */
  | {
      readonly op: 'set';
      readonly object: Register;
      readonly key: Register;
      readonly value: Register;
      readonly isDefinition: boolean;
    }
  | { readonly op: 'delete'; readonly into: Register; readonly object: Register; readonly key: Register }
  /** `{ ...from }`: copies what it has itself. */
  | { readonly op: 'spread'; readonly object: Register; readonly from: Register }
  | {
      readonly op: 'accessor';
      readonly object: Register;
      readonly key: Register;
      readonly kind: 'get' | 'set';
      readonly value: Register;
    }
  /** What a pattern leaves over: `{ a, ...into } = from`. */
  | {
      readonly op: 'restObject';
      readonly into: Register;
      readonly from: Register;
      readonly except: readonly Register[];
    }
  /** What can be iterated, as an array; of `count`, no more items are asked for, and the iterator is closed. */
  | { readonly op: 'list'; readonly into: Register; readonly from: Register; readonly count?: number }
  /** `[a, b, ...into] = from`, where `from` is an array already. */
  | { readonly op: 'restList'; readonly into: Register; readonly from: Register; readonly start: number }
  /** The keys that `for (… in from)` goes through, as an array. */
  | { readonly op: 'keys'; readonly into: Register; readonly from: Register }
  // Functions
  | { readonly op: 'closure'; readonly into: Register; readonly function: FunctionId; readonly scope: Register }
  /** With a `receiver`, that is `this`. */
  | {
      readonly op: 'call';
      readonly into: Register;
      readonly callee: Register;
      readonly receiver?: Register;
      readonly arguments: readonly Item[];
    }
  | { readonly op: 'new'; readonly into: Register; readonly callee: Register; readonly arguments: readonly Item[] }
  | { readonly op: 'parameter'; readonly into: Register; readonly index: number }
  | { readonly op: 'restParameters'; readonly into: Register; readonly start: number }
  | { readonly op: 'arguments'; readonly into: Register }
  | { readonly op: 'this'; readonly into: Register }
  /** The running function itself, for one whose name is its own: `const f = function again() {}`. */
  | { readonly op: 'self'; readonly into: Register }
  // Classes
  | {
      readonly op: 'class';
      readonly into: Register;
      readonly name: string;
      readonly superclass?: Register;
      readonly construct?: FunctionId;
      /** Run on a new object before the constructor, or where the constructor has called `super`. */
      readonly fields?: FunctionId;
      readonly scope: Register;
      /** Names of the interfaces that it implements. */
      readonly implements: readonly string[];
    }
  | {
      readonly op: 'method';
      readonly class: Register;
      readonly key: Register;
      readonly value: Register;
      readonly kind: 'method' | 'get' | 'set';
      readonly isStatic: boolean;
      /** Not for others: `private`, `protected`, or `#name`. */
      readonly isPrivate: boolean;
    }
  /** Puts what the decorator makes of a method in its place. */
  | {
      readonly op: 'decorate';
      readonly class: Register;
      readonly key: Register;
      readonly decorator: Register;
      readonly isStatic: boolean;
    }
  | { readonly op: 'decorateClass'; readonly into: Register; readonly class: Register; readonly decorator: Register }
  /** `super(…)`: into is `this`. */
  | { readonly op: 'superCall'; readonly into: Register; readonly arguments: readonly Item[] }
  /** What `super.x` is looked up in. */
  | { readonly op: 'superObject'; readonly into: Register }
  // Iteration
  | { readonly op: 'iterate'; readonly into: Register; readonly from: Register; readonly isAsync: boolean }
  /** What the iterator's `next` answers, which `for await` awaits. `yield*` hands it what the generator itself was `sent`. */
  | { readonly op: 'next'; readonly into: Register; readonly iterator: Register; readonly sent?: Register }
  | { readonly op: 'isDone'; readonly into: Register; readonly result: Register }
  | { readonly op: 'itemOf'; readonly into: Register; readonly result: Register }
  /** The loop over it is left before its end. That of a `for await` awaits what it answers, which is in `into`. */
  | { readonly op: 'close'; readonly iterator: Register; readonly into?: Register }
  // Exceptions and modules
  /** The first instruction of a handler: what was thrown. */
  | { readonly op: 'caught'; readonly into: Register }
  /** The name `*` is the whole module; `isRequired` is what `require` answers. Without `from`, nobody knows which module. */
  | {
      readonly op: 'import';
      readonly into: Register;
      readonly from?: string;
      readonly name: string;
      readonly isRequired: boolean;
    };

export type Instruction = Operation & { readonly site: SiteId };

type End =
  | { readonly op: 'goto'; readonly to: BlockId }
  /** `isImplicit`: the code has no condition there (a default, `?.`, the end of a `finally`, the end of an iteration). */
  | {
      readonly op: 'branch';
      readonly condition: Register;
      readonly then: BlockId;
      readonly else: BlockId;
      readonly isImplicit: boolean;
    }
  /** Goes on at `to` when the value has settled; a rejection goes to the block's handler. */
  | { readonly op: 'await'; readonly value: Register; readonly into: Register; readonly to: BlockId }
  /** Goes on at `to` with what `next` is given, and at `closed`, if there is anything to leave in order, where the generator is closed. */
  | {
      readonly op: 'yield';
      readonly value: Register;
      readonly into: Register;
      readonly to: BlockId;
      readonly closed?: BlockId;
    }
  | { readonly op: 'return'; readonly value: Register }
  /** `isAgain`: what a `finally` throws on, or a `catch` that does nothing else. */
  | { readonly op: 'throw'; readonly value: Register; readonly isAgain: boolean };

export type Terminator = End & { readonly site: SiteId };
