import { createRequire, isBuiltin, SourceMap } from 'node:module';
import { compileFunction } from 'node:vm';
import { actor, registered } from './actor.mjs';
import { ActorContext, callable, takesMethods } from './context.mjs';
import { parseJson, readValue } from '../../../shared/message/json.ts';
import { adaptLegacy } from './legacy.mjs';
import { Message } from './message.mjs';
import { checkName } from './name.mjs';
import { ActorState, StateError, StateUnavailable } from './state.mjs';

const requireBuiltin = createRequire(import.meta.url);

/** What `import … from 'reflow'` and `require('reflow')` give. */
const reflow = { __esModule: true, actor, ActorContext, Message, StateError, StateUnavailable };
reflow.default = reflow;

// A file that uses `actor` without importing it was discovered as an actor, and must run as one (D4), with what goes with it.
for (const [name, value] of Object.entries({ actor, Message }))
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });

/** Of an outport, in bytes. */
const longestName = 0xffff;

/** Sources of a bundle that the user did not write: packages, and what the bundler puts in. */
const notTheirs = /node_modules\/|^reflow:/;

/** A loaded actor: its function, what it was told about itself, and the source map of its code. */
export class Instance {
  #worker;
  #declared;
  #defaults;
  #legacy;
  #code;
  #map;

  constructor(worker, number, load) {
    this.#worker = worker;
    this.number = number;
    this.component = load.component;
    this.id = load.actorId;
    this.config = readValue(parseJson(load.config));
    this.#defaults = load.defaults ?? {};
    this.outports = new Set(load.outports);
    this.#declared = [...load.outports];
    this.entry = load.entry;
    /** Bytes of one message at most. */
    this.largest = load.largest;
    this.#legacy = load.legacy;
    this.#code = load.files[load.entry];
    // A property cannot be both a string and a function: a file that calls it gets the function.
    this.actorId = /\b(?:actorId|actor_id)\s*\(\s*\)/.test(this.#code) ? callable(load.actorId) : load.actorId;
    this.callsTimestamp = /\btimestamp\s*\(\s*\)/.test(this.#code);
    this.takesMethods = takesMethods(this.#code);
    this.state = new ActorState((text) => worker.issue(this, text));
    /** For how many calls messages still leave at once: an actor that works on after sending must not keep them waiting. */
    this.eager = 20;
    this.function = undefined;
  }

  /** Runs the file, which may take its time, and finds its actor; what it throws is for the caller. */
  async start(name) {
    const module = { exports: {} };
    let named;
    const given = {
      exports: module.exports,
      require: requireInSandbox,
      module,
      // As `import.meta` says it: there is no such file in here, but its path is absolute and does not change.
      __filename: `/${this.entry}`,
      __dirname: `/${this.entry}`.replace(/\/[^/]*$/, '') || '/',
      __reflowNamed: (value) => (named = value),
      __reflowExports: (all) => Object.keys(all).length > 0 && (module.exports = all),
    };
    const run = compileFunction(this.#code, Object.keys(given), { filename: this.entry });
    const found = await registered(() => run.apply(module.exports, Object.values(given)));
    const implementation = this.#find(name, named, found, module.exports);
    this.function = this.#legacy === undefined ? implementation : adaptLegacy(implementation, this.#legacy, this.#code);
  }

  /** The inport's declared default, anew each time. */
  defaultOf(port) {
    return Object.hasOwn(this.#defaults, port) ? readValue(parseJson(this.#defaults[port])) : undefined;
  }

  #find(name, named, found, exported) {
    if (typeof named === 'function') return named;
    const marked = found.find(({ metadata }) => (metadata.name ?? metadata.component) === this.component) ?? found[0];
    const candidates = [
      name === null ? undefined : (exported?.[name] ?? exported?.default?.[name]),
      marked?.function,
      exported?.default?.default,
      exported?.default,
      exported?.process,
      exported,
    ];
    const actor = candidates.find((candidate) => typeof candidate === 'function');
    if (actor) return actor;
    throw new ReferenceError(
      name === null
        ? `${this.entry} has no actor: export a function, or call it process`
        : `${this.entry} has no function ${name}`,
    );
  }

  /** A port that was not declared. It is used all the same, and said once. */
  noteOutport(port) {
    const bytes = Buffer.byteLength(checkName('outport', port));
    if (bytes > longestName)
      throw new RangeError(`an outport's name of ${bytes} bytes is too long: at most ${longestName}`);
    this.outports.add(port);
    const declared = this.#declared.join(', ') || 'none';
    if (port !== 'error')
      this.#worker.log('warn', `"${port}" is not among the outports of ${this.component} (${declared})`);
  }

  get onlyOutport() {
    if (this.#declared.length === 1) return this.#declared[0];
    throw new TypeError(
      `${this.component} returned a value without a port, and has not exactly one outport ` +
        `(${this.#declared.join(', ') || 'none'}): return an object from port to value`,
    );
  }

  /** The place in the user's own file of a place in the bundle; undefined for what is not the user's. */
  original(line, column) {
    this.#map ??= sourceMapOf(this.#code);
    const { originalSource, originalLine, originalColumn } = this.#map.findEntry(line - 1, column - 1);
    if (originalSource === undefined || notTheirs.test(originalSource)) return undefined;
    return `${originalSource}:${originalLine + 1}:${originalColumn + 1}`;
  }
}

function sourceMapOf(code) {
  const mark = code.lastIndexOf('//# sourceMappingURL=data:application/json;base64,');
  const text = mark < 0 ? '' : Buffer.from(code.slice(code.indexOf(',', mark) + 1), 'base64').toString('utf8');
  return new SourceMap(text === '' ? { version: 3, sources: [], mappings: '' } : JSON.parse(text));
}

function requireInSandbox(name) {
  if (name === 'reflow') return reflow;
  if (isBuiltin(name)) return requireBuiltin(name);
  const error = new Error(`Cannot find package '${name}': add it to packages under sandbox.javascript in reflow.yaml`);
  error.code = 'MODULE_NOT_FOUND';
  throw error;
}
