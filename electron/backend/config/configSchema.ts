import { z } from 'zod';
import { largestMessage, parseSize } from '#shared/actor/limits.ts';
import { hasKnownParts, logLevelsForm, readLogLevels, usualLogLevels } from '../observability/logLevels.ts';
import { readRedisUrl } from '../state/redis/redisAddress.ts';

/** reflow.yaml (P3), with the defaults of every key. Sizes are bytes once read; times are seconds. */

const size = z.union([z.string(), z.number()]).transform((written, context) => {
  const bytes = parseSize(written);
  if (bytes !== undefined) return bytes;
  context.addIssue({ code: 'custom', message: `"${written}" is no size; write for example 512MB` });
  return z.NEVER;
});

const limits = {
  memory: size.refine((bytes) => bytes >= 1024 ** 2, 'write at least 1MB, with its unit, as in 512MB').optional(),
  cpu: z.number().positive().optional(),
  timeout: z.number().positive().optional(),
  message: size
    .refine((bytes) => bytes >= 1024 && bytes <= largestMessage, 'write a size from 1KB to 256MB')
    .optional(),
};

const runtime = z.strictObject({
  image: z.string().optional(),
  packages: z.array(z.string()).default([]),
  ...limits,
});

/** `max_instances` is the deployment guide's name for `max_size`. `preload_count` is made ahead; so many stay that are idle: `min_instances`. */
const poolSizes = z.strictObject({
  preload_count: z.number().int().min(0).optional(),
  min_instances: z.number().int().min(0).optional(),
  max_size: z.number().int().positive().optional(),
  max_instances: z.number().int().positive().optional(),
  idle_timeout: z.number().positive().optional(),
});

const pool = poolSizes
  .extend({ python: poolSizes.optional(), javascript: poolSizes.optional(), nodejs: poolSizes.optional() })
  .superRefine((sizes, context) => {
    const refuse = (path: string[], other: string): void => {
      context.addIssue({ code: 'custom', path, message: `${other} says the same; write one of them` });
    };
    if (sizes.javascript && sizes.nodejs) refuse(['nodejs'], 'javascript');
    const { python, javascript, nodejs } = sizes;
    for (const [name, own] of Object.entries({ '': sizes, python, javascript, nodejs }))
      if (own?.max_size !== undefined && own.max_instances !== undefined)
        refuse([name, 'max_instances'].filter(Boolean), 'max_size');
  })
  .prefault({});

/** What every sandbox here is anyway, as the architecture document writes it; anything else would be a promise not kept. */
const usualIsolation = z
  .strictObject({
    filesystem: z.literal('none').optional(),
    network: z.enum(['none', 'restricted']).optional(),
    memory: z.literal('limited').optional(),
    cpu: z.literal('throttled').optional(),
    syscalls: z.literal('filtered').optional(),
  })
  .transform(() => 'any' as const);

const sandbox = z.strictObject({
  driver: z.enum(['auto', 'bubblewrap', 'docker', 'microsandbox', 'chromium', 'process']).default('auto'),
  isolation: z.union([z.enum(['any', 'container', 'vm']), usualIsolation]).default('any'),
  allow_unsandboxed: z.boolean().default(false),
  python: runtime.prefault({}),
  javascript: runtime.prefault({}),
  /** `runtime`: the OCI runtime that the container engine shall use, such as `runsc`. */
  docker: z.strictObject({ runtime: z.string().min(1).optional() }).prefault({}),
  ceiling: z.strictObject(limits).prefault({}),
  pool,
});

const redisUrl = z.string().superRefine((written, context) => {
  try {
    readRedisUrl(written);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message.replace('redis.url ', '') });
  }
});

const redis = z.strictObject({
  url: redisUrl.optional(),
  /** Files in PEM form, relative to the workspace, for `rediss://`. */
  tls: z
    .strictObject({ ca: z.string().optional(), cert: z.string().optional(), key: z.string().optional() })
    .optional(),
  namespace: z.string().min(1).default('reflow'),
  ttl: z.number().int().positive().optional(),
  /** Of this program: the state has up to two, and each Redis stream node its own. */
  max_connections: z.number().int().min(2).default(100),
});

const websocket = z.strictObject({
  host: z.string().default('127.0.0.1'),
  port: z.number().int().min(0).max(65535).default(5556),
  max_frame_size: size
    .refine((bytes) => bytes >= 1024 && bytes <= 256 * 1024 ** 2, 'write a size from 1KB to 256MB')
    .default(10 * 1024 ** 2),
  ping_interval: z.number().positive().default(30),
  compression: z.boolean().default(true),
  max_connections: z.number().int().positive().default(1000),
});

/** Values of more than `threshold`, up to `region_size`, pass from sandbox to sandbox in at most `max_regions` regions of memory (M6). */
const sharedMemory = z.strictObject({
  enabled: z.boolean().default(true),
  max_regions: z.number().int().positive().default(100),
  region_size: size.refine((bytes) => bytes <= 256 * 1024 ** 2, 'write a size up to 256MB').default(100 * 1024 ** 2),
  threshold: size.default(64 * 1024),
});

/** What is kept of runs (N8): in `.reflow`, at most `max_size` over all runs, for `max_age` seconds. */
const recording = z.strictObject({
  mode: z.enum(['off', 'failure', 'all']).default('failure'),
  max_size: size.default(256 * 1024 ** 2),
  max_age: z
    .number()
    .positive()
    .default(7 * 24 * 3600),
});

/** What native components may reach besides the workspace's own files; nothing unless it is said here. */
const permissions = z.strictObject({
  /** `api.example.com`, `*.example.com`, `localhost:8080`; `*` is every host. */
  hosts: z.array(z.string().min(1)).default([]),
  /** Folders or files, absolute or relative to the workspace. */
  paths: z.array(z.string().min(1)).default([]),
});

/** Where traces go (O2); nowhere without an endpoint. OpenTelemetry's names in the environment override these. */
const tracing = z.strictObject({
  /** Of a collector that takes OTLP over HTTP: `http://localhost:4318`. */
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  /** How many of the messages' paths are followed, from 0 to 1. */
  sample_ratio: z.number().min(0).max(1).default(1),
  service_name: z.string().min(1).default('reflow-studio'),
});

const log = z
  .string()
  .transform((written, context) => {
    const levels = readLogLevels(written);
    if (levels && hasKnownParts(levels)) return levels;
    context.addIssue({ code: 'custom', message: `write ${logLevelsForm}` });
    return z.NEVER;
  })
  .default(usualLogLevels);

const defaultExtensions = '{py,js,mjs,cjs,ts,mts}';

/** What reflow.yaml may say under `workspace` (P3). */
export const workspaceSchema = z.strictObject({
  name: z.string().optional(),
  discover_scripts: z.boolean().default(true),
  /** How the namespaces of graphs are found (G6). */
  namespace_strategy: z.enum(['FolderStructure', 'Flatten', 'FileBasedPrefix']).default('FolderStructure'),
  script_patterns: z.array(z.string()).default([`**/*.actor.${defaultExtensions}`, `**/actors/*.${defaultExtensions}`]),
  excluded_paths: z
    .array(z.string())
    .default(
      ['node_modules', '__pycache__', '.venv', 'venv', '.git', 'dist', 'target'].map((folder) => `**/${folder}/**`),
    ),
  sandbox: sandbox.prefault({}),
  redis: redis.prefault({}),
  websocket: websocket.prefault({}),
  shared_memory: sharedMemory.prefault({}),
  recording: recording.prefault({}),
  permissions: permissions.prefault({}),
  tracing: tracing.prefault({}),
  /** Which records of the program's log are written (O3): `info`, or `info,rpc=debug`. */
  log,
  /** Seconds that runs and calls under way get when the program is told to end, before what is left becomes dead letters. */
  drain_timeout: z.number().min(0).max(3600).default(9),
});

/** reflow.yaml as it was read, with every default filled in. */
export type WorkspaceConfig = z.output<typeof workspaceSchema>;
