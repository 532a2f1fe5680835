import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isMap, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { AppError } from '#shared/rpc/errors.ts';
import { workspaceSchema, type WorkspaceConfig } from './configSchema.ts';

/** What flags set; they override environment variables, which override reflow.yaml (P3). */
export interface ConfigFlags {
  redis?: string;
  driver?: WorkspaceConfig['sandbox']['driver'];
  host?: string;
  port?: number;
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
    throw new AppError('invalidParams', `${file} cannot be read: ${error.message}`, undefined, { cause: error });
  });
  const config = parseConfig(text, 'reflow.yaml');
  applyEnvironment(config, environment);
  if (flags.redis !== undefined) config.redis.url = flags.redis;
  if (flags.driver !== undefined) config.sandbox.driver = flags.driver;
  if (flags.host !== undefined) config.websocket.host = flags.host;
  if (flags.port !== undefined) config.websocket.port = flags.port;
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
  const json: unknown = document.toJS() ?? {};
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw configError([`${file}:1:1: expected keys and values, such as "workspace:"`]);
  const { workspace, script_actors: scriptActors, ...top } = json as Record<string, unknown>;
  const patterns = (scriptActors as { patterns?: unknown } | undefined)?.patterns;
  const input = {
    ...top,
    ...(patterns === undefined ? {} : { script_patterns: patterns }),
    ...(typeof workspace === 'object' ? workspace : {}),
  };
  const result = workspaceSchema.safeParse(input);
  if (result.success) return result.data;
  throw configError(result.error.issues.flatMap((issue) => describe(issue, document, lines, file)));
}

function describe(issue: z.core.$ZodIssue, document: Document, lines: LineCounter, file: string): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const where = [...issue.path, key];
      return at(lines, file, offsetOf(document, where), `unknown key "${where.join('.')}"`);
    });
  return [at(lines, file, offsetOf(document, issue.path), `${issue.path.join('.')}: ${issue.message}`)];
}

/** Where a key stands; the nearest one above it that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (const prefix of [['workspace'], []]) {
    for (let length = path.length; length > 0; length--) {
      const keys = [...prefix, ...path.slice(0, length)];
      const parent = keys.length === 1 ? document.contents : document.getIn(keys.slice(0, -1), true);
      if (!isMap(parent)) continue;
      const pair = parent.items.find((item) => String(item.key) === String(keys.at(-1)));
      const range = (pair?.key as { range?: [number, number, number] } | undefined)?.range;
      if (range) return range[0];
    }
  }
  return 0;
}

function at(lines: LineCounter, file: string, offset: number, what: string): string {
  const { line, col } = lines.linePos(offset);
  return `${file}:${Math.max(1, line)}:${Math.max(1, col)}: ${what}`;
}

function configError(problems: string[]): AppError {
  return new AppError('invalidParams', problems.join('\n'), { problems });
}

/** The names that the deployment guide uses. */
function applyEnvironment(config: WorkspaceConfig, environment: Readonly<Record<string, string | undefined>>): void {
  const url = environment['MICROSANDBOX_REDIS_URL'] ?? environment['REDIS_URL'];
  if (url) config.redis.url = url;
  const memory = Number(environment['MICROSANDBOX_SANDBOX_MEMORY_MB']);
  const cpu = Number(environment['MICROSANDBOX_SANDBOX_CPU_LIMIT']);
  for (const runtime of [config.sandbox.python, config.sandbox.javascript]) {
    if (memory > 0) runtime.memory = memory * 1024 ** 2;
    if (cpu > 0) runtime.cpu = cpu;
  }
}
