import type { PortType } from './portType.ts';
import type { Value } from '../message/message.ts';
import type { WrittenLimits } from './limits.ts';

/** What a script actor is written in, as `script_runtime` of a GraphNode says it. */
export type ScriptRuntime = 'python' | 'javascript';

/** What the badge of a node says (E1). TypeScript runs in the JavaScript runtime. */
export type RuntimeBadge = 'python' | 'javascript' | 'typescript' | 'wasm' | 'native' | 'graph';

/**
 * How an unmigrated actor is written (L1): `process(inputs, state)`, `process(inputs, context)`, or a Python file that is run as a
 * whole, with `Context.get_inputs()` and `__return_value`.
 */
export type LegacyForm = 'state' | 'context' | 'script';

/** How strongly a sandbox is to be kept apart from the machine (S1); `vm` is more than `container`. */
export type Isolation = 'any' | 'container' | 'vm';

/** D5. */
export interface PortDefinition {
  name: string;
  port_type: PortType;
  required: boolean;
  description: string;
  default?: Value;
  /** Keeps its last value and needs no new one (N2). */
  sticky?: boolean;
}

/** D6, with upstream's names. */
export interface RuntimeRequirements {
  runtime_version: string;
  /** As written: `512MB`. */
  memory_limit: string;
  cpu_limit: number;
  /** Seconds. */
  timeout: number;
}

/** D7: what discovery finds out about one actor without running it. */
export interface DiscoveredScriptActor {
  component: string;
  description: string;
  /** Relative to the workspace, with forward slashes. */
  file_path: string;
  /** `wasm`: a WebAssembly module with a manifest beside it (C4). */
  runtime: ScriptRuntime | 'wasm';
  inports: PortDefinition[];
  outports: PortDefinition[];
  workspace_metadata: {
    namespace: string;
    version: string;
    author: string | null;
    dependencies: string[];
    runtime_requirements: RuntimeRequirements;
    config_schema: Record<string, unknown> | null;
    /** SHA-256 of the file, lower-case hexadecimal. */
    source_hash: string;
    /** ISO 8601. */
    last_modified: string;
  };
  tags: string[];
  category: string | null;
  /** null: not said. See N2. */
  await_all_inports: boolean | null;
  /** Only the limits that the file itself declares; `runtime_requirements` fills the rest with defaults (S3). */
  declared_limits: WrittenLimits;
  /** Permissions the actor asks for, as written. */
  permissions: string[];
  /** The least that the actor demands of its sandbox (S1); missing: `any`. */
  isolation?: Isolation;
  /** Line of the declaration, from 1. */
  line: number;
  /** Only for `wasm`: whether the module is given WASI, with no file, no variable and no output. */
  wasm?: { wasi: boolean };
  /** The function in the file that is the actor; `process`, or the decorated one's name; null for a default export. */
  entry: string | null;
  /** Only for actors of an old form, which run through an adapter (C5). */
  legacy?: LegacyForm;
}

/** D8. Lines and columns count from 1. */
export interface DiscoveryProblem {
  /** Relative to the workspace. */
  file: string;
  line: number;
  column: number;
  message: string;
}

/** One component as the palette, the inspector and validation see it (C1); the same shape for every kind. */
export interface ComponentDescription {
  /** How graphs refer to it: the name when unique, else `namespace.name` (C2). */
  id: string;
  name: string;
  namespace: string;
  kind: 'native' | 'wasm' | 'script' | 'graph';
  badge: RuntimeBadge;
  description: string;
  inports: PortDefinition[];
  outports: PortDefinition[];
  /** JSON Schema of `metadata.config`; null when the component takes none. */
  configSchema: Record<string, unknown> | null;
  tags: string[];
  category: string | null;
  version: string;
  awaitAllInports: boolean | null;
  /** Name of a lucide icon; null for scripts. */
  icon: string | null;
  /** For scripts: the file, relative to the workspace, and the declaration's line. */
  file: string | null;
  line: number | null;
  /** What of the outside it may reach in this workspace, in sentences for the inspector; missing: nothing. */
  permissions?: string[];
  /** For graphs: the components of its nodes, each once, as the graph refers to them. */
  holds?: string[];
}
