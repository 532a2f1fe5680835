import type { ComponentDescription, PortDefinition } from '#shared/actor/actor.ts';
import type { PortType } from '#shared/actor/portType.ts';
import { nativeNamespace } from '../../registry/native/nativeComponent.ts';

/** The library under which FBP clients look for what every runtime has. */
const nativeLibrary = 'core';

/** The registry as these names need it. */
export interface NamedComponents {
  descriptions(): ComponentDescription[];
}

/**
 * Component names as FBP clients write them: `library/Name`, where the library is the namespace and that of native components is
 * `core`. A workspace's own folder `core` goes first; native components of the same name are then `native/Name`.
 */
export class ComponentNames {
  private described: ComponentDescription[] | undefined;
  private byFbpName = new Map<string, ComponentDescription>();
  private byId = new Map<string, string>();

  constructor(private readonly registry: NamedComponents) {}

  /** Every component with its name. */
  all(): ReadonlyMap<string, ComponentDescription> {
    this.refresh();
    return this.byFbpName;
  }

  /** What a client means by a name: `library/Name`, or a name that graphs here use. */
  find(name: string): ComponentDescription | undefined {
    this.refresh();
    return this.byFbpName.get(name) ?? this.byFbpName.get(this.byId.get(name) ?? '');
  }

  /** How graphs here refer to it; a name that nothing has stays as it is (G5). */
  toGraph(name: string): string {
    return this.find(name)?.id ?? name;
  }

  fromGraph(component: string): string {
    this.refresh();
    return this.byId.get(component) ?? component;
  }

  private refresh(): void {
    const descriptions = this.registry.descriptions();
    if (descriptions === this.described) return;
    this.described = descriptions;
    this.byFbpName = new Map();
    this.byId = new Map();
    const isNative = (one: ComponentDescription): boolean => one.namespace === nativeNamespace;
    for (const one of descriptions) if (!isNative(one)) this.add(`${one.namespace}/${one.name}`, one);
    for (const one of descriptions) {
      if (!isNative(one)) continue;
      const name = `${nativeLibrary}/${one.name}`;
      this.add(this.byFbpName.has(name) ? `${nativeNamespace}/${one.name}` : name, one);
    }
  }

  private add(name: string, description: ComponentDescription): void {
    this.byFbpName.set(name, description);
    this.byId.set(description.id, name);
    this.byId.set(`${description.namespace}.${description.name}`, name);
  }
}

/** `component:component`'s payload. */
export function componentPayload(name: string, component: ComponentDescription) {
  return {
    name,
    description: component.description,
    icon: component.icon ?? '',
    subgraph: component.kind === 'graph',
    inPorts: component.inports.map(portPayload),
    outPorts: component.outports.map(portPayload),
  };
}

/** A port as FBP clients describe it. */
export function portPayload(port: PortDefinition) {
  const { name, port_type: type, required, description } = port;
  return {
    id: name,
    type: typeName(type),
    required,
    addressable: false,
    ...(description === '' ? {} : { description }),
    ...(port.default === undefined ? {} : { default: port.default }),
  };
}

function typeName(type: PortType): string {
  switch (type.type) {
    case 'any':
      return 'all';
    case 'flow':
    case 'event':
      return 'bang';
    case 'integer':
      return 'int';
    case 'float':
      return 'number';
    case 'encoded':
      return 'buffer';
    case 'option':
      return typeName(type.value);
    default:
      return type.type;
  }
}
