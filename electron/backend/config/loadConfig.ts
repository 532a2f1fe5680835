import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isMap, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { AppError } from '#shared/rpc/errors.ts';
import { hasKnownParts, logLevelsForm, readLogLevels, type LogLevels } from '../observability/logLevels.ts';
import { readRedisUrl } from '../state/redis/redisAddress.ts';
import { workspaceSchema, type WorkspaceConfig } from './configSchema.ts';
import { fileTrouble } from '../system/fileTrouble.ts';

/** What flags set; they override environment variables, which override reflow.yaml (P3). */
export interface ConfigFlags {
  redis?: string;
  driver?: WorkspaceConfig['sandbox']['driver'];
  host?: string;
  port?: number;
  /** Seconds. */
  drainTimeout?: number;
}

/**
 * The workspace's configuration: reflow.yaml, environment, flags.
 * @throws AppError `invalidParams` with file, line and column of everything that is wrong with reflow.yaml
 */
export async function loadConfig(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
  flags: ConfigFlags = {},
): Promise<WorkspaceConfig> {
  const file = path.join(root, 'reflow.yaml');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new AppError('invalidParams', `${file} cannot be read: ${fileTrouble(error)}.`, undefined, { cause: error });
  });
  const config = parseConfig(text, 'reflow.yaml');
  applyEnvironment(config, environment);
  if (flags.redis !== undefined) config.redis.url = redisUrlFrom('--redis', flags.redis);
  if (flags.driver !== undefined) config.sandbox.driver = flags.driver;
  if (flags.host !== undefined) config.websocket.host = flags.host;
  if (flags.port !== undefined) config.websocket.port = flags.port;
  if (flags.drainTimeout !== undefined) config.drain_timeout = flags.drainTimeout;
  return config;
}

/**
 * Parses reflow.yaml's text. Keys stand under `workspace:` or at the top.
 * @throws AppError `invalidParams` listing each problem as `FILE:LINE:COLUMN: what`
 */
export function parseConfig(text: string, file: string): WorkspaceConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    throw configError(document.errors.map((error) => at(lines, file, error.pos[0], error.message)));
  const json = readDocument(document, file);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw configError([`${file}:1:1: expected keys and values, such as "workspace:"`]);
  const { workspace, script_actors: scriptActors, ...top } = json as Record<string, unknown>;
  const below = mapping(workspace, 'workspace', document, lines, file);
  const input: Record<string, unknown> = { ...top, ...below };
  const { patterns, ...unknown } = mapping(scriptActors, 'script_actors', document, lines, file);
  const problem = (where: string[], what: string): string => at(lines, file, ownOffset(document, where) ?? 0, what);
  const problems = Object.keys(unknown).map((key) =>
    problem(['script_actors', key], `unknown key "script_actors.${key}"`),
  );
  for (const key of Object.keys(top))
    if (key in below) problems.push(problem([key], `"${key}" stands here and under workspace; write it once`));
  if (patterns !== undefined && 'script_patterns' in input)
    problems.push(
      problem(['script_actors', 'patterns'], 'script_actors.patterns and script_patterns are one key; write it once'),
    );
  else if (patterns !== undefined) input['script_patterns'] = patterns;
  const result = workspaceSchema.safeParse(input);
  if (!result.success) problems.push(...result.error.issues.flatMap((issue) => describe(issue, document, lines, file)));
  if (!result.success || problems.length > 0) throw configError(problems);
  return result.data;
}

/** The keys below one that holds others. @throws AppError with its line when it holds something else */
function mapping(
  value: unknown,
  key: string,
  document: Document,
  lines: LineCounter,
  file: string,
): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw configError([at(lines, file, offsetOf(document, [key]), `${key}: expected keys and values below it`)]);
}

function describe(issue: z.core.$ZodIssue, document: Document, lines: LineCounter, file: string): string[] {
  const within =
    issue.code === 'invalid_union' ? issue.errors.find(([first]) => first && first.path.length > 0) : undefined;
  // Of several forms the one whose keys were written.
  if (within)
    return within.flatMap((each) => describe({ ...each, path: [...issue.path, ...each.path] }, document, lines, file));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const where = [...issue.path, key];
      return at(lines, file, offsetOf(document, where), `unknown key "${where.join('.')}"`);
    });
  return [at(lines, file, offsetOf(document, issue.path), `${issue.path.join('.')}: ${issue.message}`)];
}

/** Where a key or an item stands; the nearest one above it that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    for (const prefix of [['workspace'], []]) {
      const offset = ownOffset(document, [...prefix, ...path.slice(0, length)]);
      if (offset !== undefined) return offset;
    }
    // The architecture document's other way to write them.
    if (length === 1 && path[0] === 'script_patterns') return ownOffset(document, ['script_actors', 'patterns']) ?? 0;
  }
  return 0;
}

function ownOffset(document: Document, path: readonly PropertyKey[]): number | undefined {
  const last = path.at(-1)!;
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  let node: unknown;
  if (isMap(parent)) node = parent.items.find((item) => String(item.key) === String(last))?.key;
  else if (isSeq(parent)) node = parent.items[Number(last)];
  return (node as { range?: [number, number, number] } | undefined)?.range?.[0];
}

/** @throws AppError for anchors that unfold without end */
function readDocument(document: Document, file: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (cause) {
    throw configError([`${file}:1:1: ${(cause as Error).message}`]);
  }
}

function at(lines: LineCounter, file: string, offset: number, what: string): string {
  const { line, col } = lines.linePos(offset);
  return `${file}:${Math.max(1, line)}:${Math.max(1, col)}: ${what}`;
}

function configError(problems: string[]): AppError {
  return new AppError('invalidParams', problems.join('\n'), { problems });
}

/**
 * The names that the deployment guide uses.
 * @throws AppError `invalidParams` that names a variable whose value cannot be used
 */
function applyEnvironment(config: WorkspaceConfig, environment: Readonly<Record<string, string | undefined>>): void {
  const name = ['MICROSANDBOX_REDIS_URL', 'REDIS_URL'].find((each) => environment[each]);
  if (name !== undefined) config.redis.url = redisUrlFrom(`The environment variable ${name}`, environment[name]!);
  const memory = numberIn(environment, 'MICROSANDBOX_SANDBOX_MEMORY_MB', 'a number of megabytes, such as 256');
  const cpu = numberIn(environment, 'MICROSANDBOX_SANDBOX_CPU_LIMIT', 'a number of cores, such as 0.5');
  for (const runtime of [config.sandbox.python, config.sandbox.javascript]) {
    if (memory !== undefined) runtime.memory = memory * 1024 ** 2;
    if (cpu !== undefined) runtime.cpu = cpu;
  }
  const algorithm = environment['MICROSANDBOX_COMPRESSION_ALGORITHM'];
  if (algorithm === 'zstd' || algorithm === 'none') config.websocket.compression = algorithm === 'zstd';
  else if (algorithm) throw wrongVariable('MICROSANDBOX_COMPRESSION_ALGORITHM', algorithm, 'zstd or none');
  config.log = logLevelsIn(environment) ?? config.log;
}

/** @throws AppError `invalidParams` that says where the URL came from, and nothing of what is in it */
function redisUrlFrom(source: string, url: string): string {
  try {
    readRedisUrl(url);
  } catch (cause) {
    const message = (cause as Error).message.replace('redis.url', source);
    throw new AppError('invalidParams', message, undefined, { cause });
  }
  return url;
}

/** `RUST_LOG` may be meant for other programs; what it says that nobody here understands is theirs. */
function logLevelsIn(environment: Readonly<Record<string, string | undefined>>): LogLevels | undefined {
  const { REFLOW_LOG: own, RUST_LOG: common } = environment;
  if (!own) return common ? readLogLevels(common) : undefined;
  const levels = readLogLevels(own);
  if (levels && hasKnownParts(levels)) return levels;
  throw wrongVariable('REFLOW_LOG', own, logLevelsForm);
}

function numberIn(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  wanted: string,
): number | undefined {
  const text = environment[name];
  if (!text) return undefined;
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw wrongVariable(name, text, wanted);
}

function wrongVariable(name: string, text: string, wanted: string): AppError {
  return new AppError('invalidParams', `The environment variable ${name} is "${text}"; give ${wanted}.`);
}
