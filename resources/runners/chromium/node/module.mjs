// The parts of node:module that the runner uses. Of Node's modules only what needs no machine is here.
import { Buffer } from 'buffer';
import * as util from './util.mjs';
import { SourceMap } from './sourceMap.mjs';

export { SourceMap };

const modules = { buffer: { Buffer }, process: globalThis.process, util };
const absent = new Set(
  (
    'assert async_hooks child_process cluster crypto dgram dns events fs fs/promises http http2 https inspector module net os path ' +
    'perf_hooks querystring readline stream stream/promises string_decoder timers timers/promises tls tty url v8 vm worker_threads zlib'
  ).split(' '),
);

const plainName = (name) => name.replace(/^node:/, '');

export const isBuiltin = (name) => plainName(name) in modules || absent.has(plainName(name));

export const createRequire = () => (name) => {
  const found = Object.hasOwn(modules, plainName(name)) ? modules[plainName(name)] : undefined;
  if (found) return found;
  const error = new Error(
    `Node's module '${name}' is not in the chromium sandbox, which has no Node: do without it, or run this actor with bubblewrap or docker`,
  );
  error.code = 'MODULE_NOT_FOUND';
  throw error;
};
