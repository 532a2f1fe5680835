import { isStream } from './delivery.mjs';
import { writePlain } from '../../../shared/message/json.ts';

/** The function that the worker calls for an actor of an old form, `process(inputs, state)` or `process(inputs, context)`. */
export function adaptLegacy(implementation, form, code) {
  const answersData = code.includes('data');
  if (answersData) letPrimitivesAnswerData();
  return async (context) => {
    const inputs = inputsOf(context, answersData);
    const kept = await Kept.load(context.state);
    let isOver = true;
    try {
      const second = form === 'context' ? new LegacyContext(context, inputs, kept) : kept.values;
      const result = await implementation(inputs, second);
      if (!isStream(result)) return result;
      isOver = false;
      return streamed(result, kept);
    } finally {
      // What was changed before an exception stays changed, as in the object that old actors shared.
      if (isOver) await kept.save();
    }
  };
}

/** Passes a generator on; its state is saved when it ends. */
async function* streamed(results, kept) {
  try {
    for await (const item of results) yield item;
  } finally {
    await kept.save();
  }
}

/** State as one object that may be changed in any way; what changed is written back. */
class Kept {
  values = {};
  #store;
  #texts = new Map();

  constructor(store) {
    this.#store = store;
  }

  static async load(store) {
    const kept = new Kept(store);
    await Promise.all((await store.keys()).map((key) => kept.#read(key)));
    return kept;
  }

  async save() {
    const present = Object.entries(this.values).filter(([, value]) => value !== undefined);
    const names = new Set(present.map(([key]) => key));
    const gone = [...this.#texts.keys()].filter((key) => !names.has(key));
    const changed = present.filter(([key, value]) => this.#texts.get(key) !== writePlain(value));
    for (const key of gone) this.#texts.delete(key);
    for (const [key, value] of changed) this.#texts.set(key, writePlain(value));
    await Promise.all([
      ...gone.map((key) => this.#store.delete(key)),
      ...changed.map(([key, value]) => this.#store.set(key, value)),
    ]);
  }

  /** Does to one key what the store can do to it, and takes over what comes of it. */
  async operate(name, key, ...rest) {
    await this.save();
    const result = await this.#store[name](key, ...rest);
    if (key !== undefined) await this.#read(key);
    return result;
  }

  /** Lists that were made by `push` are reached by such operations only. */
  async #read(key) {
    const value = await this.#store.get(key).catch((error) => {
      if (error.name !== 'StateError') throw error;
    });
    if (value === undefined) {
      delete this.values[key];
      this.#texts.delete(key);
      return;
    }
    Object.defineProperty(this.values, key, { value, writable: true, enumerable: true, configurable: true });
    this.#texts.set(key, writePlain(value));
  }
}

/** The context of old actors: state at hand, awaited or not; all the rest is the context of today. */
class LegacyContext {
  #context;
  #inputs;

  constructor(context, inputs, kept) {
    this.#context = context;
    this.#inputs = inputs;
    this.state = Object.setPrototypeOf(kept.values, stateMethods(kept));
  }

  getInputs() {
    return this.#inputs;
  }

  getInput(port, missing) {
    return this.#context.getInput(port, missing);
  }

  hasInput(port) {
    return this.#context.hasInput(port);
  }

  /** A copy: only `setState` changes what is kept. */
  getState(key, missing) {
    if (key === undefined) return this.state;
    return Object.hasOwn(this.state, key) ? structuredClone(this.state[key]) : missing;
  }

  setState(key, value) {
    this.state[key] = value;
  }

  getConfig(key, missing) {
    return this.#context.getConfig(key, missing);
  }

  getPayload() {
    return this.#context.payload;
  }

  getOutputs() {
    return this.#context.getOutputs();
  }

  sendOutput(port, value) {
    return this.#context.sendOutput(port, value);
  }

  sendOutputSync(port, value) {
    this.#context.sendOutputSync(port, value);
  }

  send(port, value) {
    return this.#context.sendOutput(port, value);
  }

  log(...text) {
    this.#context.log(...text);
  }

  get payload() {
    return this.#context.payload;
  }

  get config() {
    return this.#context.config;
  }

  get actorId() {
    return this.#context.actorId;
  }

  get timestamp() {
    return this.#context.timestamp;
  }
}

for (const name of Object.getOwnPropertyNames(LegacyContext.prototype)) {
  const alias = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (alias !== name)
    Object.defineProperty(
      LegacyContext.prototype,
      alias,
      Object.getOwnPropertyDescriptor(LegacyContext.prototype, name),
    );
}

/**
 * What old actors could call on `context.state` besides reading its keys; a key of the same name comes first. What is at hand is
 * answered at once, and may be awaited; the rest has to be.
 */
function stateMethods(kept) {
  const { values } = kept;
  const methods = Object.fromEntries(
    stateOperations.map((name) => [name, (key, ...rest) => kept.operate(name, key, ...rest)]),
  );
  methods.get = (key, missing) => (Object.hasOwn(values, key) ? values[key] : missing);
  methods.set = (key, value) => void (values[key] = value);
  methods.has = (key) => Object.hasOwn(values, key);
  methods.delete = (key) => delete values[key];
  for (const name of Object.keys(methods)) Object.defineProperty(methods, name, { enumerable: false });
  return methods;
}

const stateOperations = ['exists', 'increment', 'decrement', 'push', 'pop', 'extend', 'expire', 'ttl', 'keys'];

function inputsOf(context, answersData) {
  const inputs = {};
  for (const [port, message] of context.payload) {
    const value = message.unwrap();
    if (answersData) letObjectAnswerData(value);
    Object.defineProperty(inputs, port, { value, writable: true, enumerable: true, configurable: true });
  }
  return inputs;
}

/** `value.data` is the value, unless it has a `data` of its own; writing one makes it its own. */
function letObjectAnswerData(value) {
  if (typeof value !== 'object' || value === null || 'data' in value) return;
  Object.defineProperty(value, 'data', {
    configurable: true,
    enumerable: false,
    get: () => value,
    set(data) {
      Object.defineProperty(value, 'data', { value: data, writable: true, enumerable: true, configurable: true });
    },
  });
}

/** A number must stay a number (`===`, `typeof`), so the property is its prototype's. This interpreter belongs to the actor. */
function letPrimitivesAnswerData() {
  for (const { prototype } of [Number, String, Boolean, BigInt])
    if (!('data' in prototype))
      Object.defineProperty(prototype, 'data', {
        configurable: true,
        get() {
          'use strict';
          return this;
        },
      });
}
