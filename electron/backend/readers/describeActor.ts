import type { DiscoveredScriptActor, DiscoveryProblem, PortDefinition } from '#shared/actor/actor.ts';
import { anyType } from '#shared/actor/portType.ts';
import type { ActorDeclaration } from './declaration.ts';
import type { Position } from './literal.ts';
import { readMetadata, type Metadata } from './metadata.ts';
import { makePort, mostPorts } from './portReading.ts';

/** What is known of an actor's file besides its text. */
export interface FileFacts {
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  readonly runtime: DiscoveredScriptActor['runtime'];
  /** SHA-256, lower-case hexadecimal. */
  readonly hash: string;
  /** ISO 8601. */
  readonly lastModified: string;
}

/** The result for one actor with every default filled (D5–D7); what is wrong with its metadata goes to `problems`. */
export function describeActor(
  declaration: ActorDeclaration,
  file: FileFacts,
  problems: DiscoveryProblem[],
): DiscoveredScriptActor {
  const report = ({ line, column }: Position, message: string) =>
    problems.push({ file: file.path, line, column, message });
  const metadata = readMetadata(declaration.metadata, report);
  const { limits } = metadata;
  return {
    component: metadata.name ?? declaration.name,
    description: metadata.description ?? declaration.documentation,
    file_path: file.path,
    runtime: file.runtime,
    ...portsOf(declaration, metadata, report),
    workspace_metadata: {
      namespace: namespaceOf(file.path),
      version: metadata.version ?? '1.0.0',
      author: metadata.author ?? null,
      dependencies: metadata.dependencies ?? [],
      runtime_requirements: {
        runtime_version: metadata.runtime_version ?? runtimeVersions[file.runtime],
        memory_limit: String(limits.memory ?? (file.runtime === 'wasm' ? '64MB' : '512MB')),
        cpu_limit: limits.cpu ?? 0.5,
        timeout: limits.timeout ?? 30,
      },
      config_schema: metadata.config_schema ?? null,
      source_hash: file.hash,
      last_modified: file.lastModified,
    },
    tags: metadata.tags ?? [],
    category: metadata.category ?? null,
    await_all_inports: metadata.await_all_inports ?? null,
    declared_limits: limits,
    permissions: metadata.permissions ?? [],
    ...(metadata.isolation ? { isolation: metadata.isolation } : {}),
    line: declaration.at.line,
    entry: declaration.entry,
    ...(declaration.legacy ? { legacy: declaration.legacy } : {}),
  };
}

const runtimeVersions = { python: '3.11', javascript: '20', wasm: '1' } as const;

/** Folders joined with `.`; `default` at the root (D7). */
export function namespaceOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  return folders.length === 0 ? 'default' : folders.join('.');
}

/** Declared ports; where none are, those that the code names; with the types of hints where none is written (D3). */
function portsOf(
  { at, usedPorts, portTypes }: ActorDeclaration,
  metadata: Metadata,
  report: (at: Position, message: string) => void,
) {
  const { inports, outports, untypedInports, untypedOutports } = metadata;
  const declaresNone = inports === undefined && outports === undefined;
  const used = usedPorts?.result(declaresNone) ?? { inports: [], outports: [] };
  const hinted =
    (direction: 'inport' | 'outport', untyped: ReadonlySet<string> | undefined) => (port: PortDefinition) => {
      const type = untyped && !untyped.has(port.name) ? undefined : portTypes?.typeOf(direction, port.name);
      return type ? { ...port, port_type: type } : port;
    };
  const bounded = <T>(ports: readonly T[], direction: 'inport' | 'outport'): readonly T[] => {
    if (ports.length > mostPorts)
      report(at, `The code names more than ${mostPorts} ${direction}s; the rest is left out.`);
    return ports.slice(0, mostPorts);
  };
  const usedInports = () =>
    bounded(used.inports, 'inport').map(({ name, hasDefault }) => ({
      ...makePort(name, 'inport', anyType),
      required: !hasDefault,
    }));
  const usedOutports = () => bounded(used.outports, 'outport').map((name) => makePort(name, 'outport', anyType));
  return {
    inports: (inports ?? usedInports()).map(hinted('inport', untypedInports)),
    outports: (outports ?? usedOutports()).map(hinted('outport', untypedOutports)),
  };
}
