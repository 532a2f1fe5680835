import { parseJson, readValue, UncarriableValue, writePlain } from '../../../shared/message/json.ts';
import { bindMethods } from './bindMethods.mjs';
import { Message } from './message.mjs';
import { checkName } from './name.mjs';

/** A state operation failed: for example, an operation on a value of another type. */
export class StateError extends Error {
  name = 'StateError';
}

/** The state back end did not answer until the actor's deadline. */
export class StateUnavailable extends StateError {
  name = 'StateUnavailable';
}

/** `context.state`: values that outlive the message and the program. Every operation is sent when it is called. */
export class ActorState {
  #issue;

  /** `issue` sends an operation's text and promises the text of its answer. */
  constructor(issue) {
    this.#issue = issue;
    bindMethods(this, operations);
  }

  async #run(missing, ...operation) {
    // An array below the top: only then a list that looks like a tagged message keeps its form.
    const answer = parseJson(await this.#issue(textOf(operation)));
    if (answer.error) {
      const Kind = answer.error.type === 'StateUnavailable' ? StateUnavailable : StateError;
      throw new Kind(answer.error.message);
    }
    return 'ok' in answer ? readValue(answer.ok) : missing;
  }

  get(key, missing) {
    return this.#run(missing, 'get', text(key));
  }

  set(key, value) {
    return this.#run(undefined, 'set', text(key), plain(value));
  }

  delete(key) {
    return this.#run(false, 'delete', text(key));
  }

  exists(key) {
    return this.#run(false, 'exists', text(key));
  }

  keys(pattern) {
    return pattern === undefined ? this.#run([], 'keys') : this.#run([], 'keys', text(pattern));
  }

  increment(key, amount = 1) {
    return this.#run(undefined, 'increment', text(key), amount);
  }

  decrement(key, amount = 1) {
    return this.#run(undefined, 'decrement', text(key), amount);
  }

  push(key, value) {
    return this.#run(undefined, 'push', text(key), plain(value));
  }

  pop(key, missing) {
    return this.#run(missing, 'pop', text(key));
  }

  extend(key, values) {
    return this.#run(undefined, 'extend', text(key), Array.from(values, plain));
  }

  expire(key, seconds) {
    return this.#run(undefined, 'expire', text(key), seconds);
  }

  ttl(key) {
    return this.#run(undefined, 'ttl', text(key));
  }
}

const operations = Object.getOwnPropertyNames(ActorState.prototype).filter((name) => name !== 'constructor');

function textOf(operation) {
  try {
    return writePlain(operation);
  } catch (problem) {
    if (!(problem instanceof UncarriableValue)) throw problem;
    const reason = problem.message.replace('$[2]', '$');
    throw new TypeError(`state key "${operation[1]}": ${reason}`, { cause: problem });
  }
}

function text(key) {
  if (typeof key !== 'string') throw new TypeError(`a state key is a string, not ${String(key)}`);
  return checkName('state key', key);
}

function plain(value) {
  const data = value instanceof Message ? value.data : value;
  if (data === undefined) throw new TypeError('undefined cannot be kept as state; use null, or delete the key');
  return data;
}
