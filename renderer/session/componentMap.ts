import type { ComponentDescription } from '#shared/actor/actor.ts';

/** Components by their ids; one whose name alone is its id is found by its qualified name, too (C2). */
export class ComponentMap extends Map<string, ComponentDescription> {
  private readonly byQualifiedName: ReadonlyMap<string, ComponentDescription>;

  constructor(components: readonly ComponentDescription[]) {
    super(components.map((component) => [component.id, component]));
    this.byQualifiedName = new Map(
      components.map((component) => [`${component.namespace}.${component.name}`, component]),
    );
  }

  override get(name: string): ComponentDescription | undefined {
    return super.get(name) ?? this.byQualifiedName.get(name);
  }
}
