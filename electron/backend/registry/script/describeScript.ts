import type { ComponentDescription, DiscoveredScriptActor, RuntimeBadge } from '#shared/actor/actor.ts';

/** What the palette, the inspector and validation see of a discovered actor. Its id is the qualified name until a registry shortens it. */
export function describeScript(actor: DiscoveredScriptActor): ComponentDescription {
  const { namespace, version, config_schema } = actor.workspace_metadata;
  return {
    id: `${namespace}.${actor.component}`,
    name: actor.component,
    namespace,
    kind: actor.runtime === 'wasm' ? 'wasm' : 'script',
    badge: badgeOf(actor),
    description: actor.description,
    inports: actor.inports,
    outports: actor.outports,
    configSchema: config_schema,
    tags: actor.tags,
    category: actor.category,
    version,
    awaitAllInports: actor.await_all_inports,
    icon: null,
    file: actor.file_path,
    line: actor.line,
  };
}

function badgeOf({ runtime, file_path }: DiscoveredScriptActor): RuntimeBadge {
  return runtime === 'javascript' && /\.[mc]?ts$/.test(file_path) ? 'typescript' : runtime;
}
