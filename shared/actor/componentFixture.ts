import { parsePortType } from './portType.ts';
import type { ComponentDescription, PortDefinition } from './actor.ts';

/** A component for tests, with the types of its ports by name; without `more` a Python actor of no particular file. */
export function component(
  name: string,
  ports: { in?: Record<string, string>; out?: Record<string, string> } = {},
  more: Partial<ComponentDescription> = {},
): ComponentDescription {
  return {
    id: name,
    name,
    namespace: 'default',
    kind: 'script',
    badge: 'python',
    description: '',
    inports: definitions(ports.in),
    outports: definitions(ports.out),
    configSchema: null,
    tags: [],
    category: null,
    version: '1.0.0',
    awaitAllInports: null,
    icon: null,
    file: null,
    line: null,
    ...more,
  };
}

function definitions(ports: Record<string, string> = {}): PortDefinition[] {
  return Object.entries(ports).map(([name, type]) => ({
    name,
    port_type: parsePortType(type)!,
    required: true,
    description: '',
  }));
}
