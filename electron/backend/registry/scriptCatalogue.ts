import type { DiscoveredScriptActor, DiscoveryProblem, ScriptRuntime } from '#shared/actor/actor.ts';
import { qualifiedName, type CatalogueChange } from '../discovery/catalogue.ts';
import type { Component } from './component.ts';
import type { ComponentRegistry } from './componentRegistry.ts';

/** A component that goes on under new code (S8). Its description follows what was discovered last. */
export type UpdatableComponent = Component & { update(discovered: DiscoveredScriptActor): void };

/** Keeps the registry in step with what discovery finds. */
export class ScriptCatalogue {
  private readonly components = new Map<string, { component: UpdatableComponent; discovered: DiscoveredScriptActor }>();
  private found: DiscoveryProblem[] = [];

  constructor(
    private readonly registry: ComponentRegistry,
    private readonly create: (discovered: DiscoveredScriptActor) => UpdatableComponent,
  ) {}

  /** All problems of actor files. */
  get problems(): readonly DiscoveryProblem[] {
    return this.found;
  }

  /** Runtimes of sandboxes that the actors need. */
  get runtimes(): ScriptRuntime[] {
    const runtimes = [...this.components.values()].map(({ discovered }) => discovered.runtime);
    return [...new Set(runtimes.filter((runtime) => runtime !== 'wasm'))];
  }

  /** What was discovered about a script component, by qualified name. */
  discovered(name: string): DiscoveredScriptActor | undefined {
    return this.components.get(name)?.discovered;
  }

  /** Takes over the result of a scan: what is not in it is unregistered. */
  set({ actors, problems }: { actors: readonly DiscoveredScriptActor[]; problems: DiscoveryProblem[] }): void {
    const names = new Set(actors.map(qualifiedName));
    for (const name of this.components.keys()) if (!names.has(name)) this.remove(name);
    for (const actor of actors) this.put(actor);
    this.announce(problems);
  }

  /** Takes over a change. An actor that moved to another file is the same component, and its nodes go on. */
  apply({ added, changed, removed, problems }: Omit<CatalogueChange, 'renamed'>): void {
    const staying = new Set(added.map(qualifiedName));
    for (const actor of removed) if (!staying.has(qualifiedName(actor))) this.remove(qualifiedName(actor));
    for (const actor of [...changed, ...added]) this.put(actor);
    this.announce(problems);
  }

  private put(discovered: DiscoveredScriptActor): void {
    const name = qualifiedName(discovered);
    const known = this.components.get(name);
    if (!known) {
      const component = this.create(discovered);
      this.registry.register(component);
      this.components.set(name, { component, discovered });
      return;
    }
    const isSame =
      known.discovered.workspace_metadata.source_hash === discovered.workspace_metadata.source_hash &&
      known.discovered.file_path === discovered.file_path;
    known.discovered = discovered;
    if (!isSame) known.component.update(discovered);
  }

  private remove(name: string): void {
    this.components.delete(name);
    this.registry.unregister(name);
  }

  private announce(problems: DiscoveryProblem[]): void {
    this.found = problems;
    this.registry.descriptionChanged();
  }
}
