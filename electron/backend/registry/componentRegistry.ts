import type { ComponentDescription } from '#shared/actor/actor.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { disposable } from '../system/lifetime.ts';
import type { Component, ComponentInstance, InstanceOptions } from './component.ts';
import { nearestNames } from './nearestNames.ts';

/**
 * The one registry of native, WASM, script and graph components (C1).
 *
 * A component is addressed by its plain name when that is unique, else by `namespace.name`; the qualified name always works (C2).
 * The namespace of native components is `native`. Where a workspace has a component of the same name, the plain name means the
 * workspace's, as its author would expect of a name that he gave; the native one is `native.Filter` then.
 */
export class ComponentRegistry {
  /** By qualified name. */
  private readonly components = new Map<string, Component>();
  private readonly byName = new Map<string, Set<Component>>();
  private readonly listeners = new Set<() => void>();
  private described: ComponentDescription[] | undefined;
  private announcing = false;

  /**
   * A graph gives its name up to an actor that has the same.
   * @throws AppError `conflict` when the qualified name is taken
   */
  register(component: Component): Disposable {
    const name = qualifiedName(component);
    const taken = this.components.get(name);
    if (taken?.description.kind === 'graph' && component.description.kind !== 'graph') this.remove(name);
    else if (taken)
      throw new AppError(
        'conflict',
        `A component called ${name} is already registered. Give one of them another name.`,
      );
    this.insert(component);
    return disposable(() => {
      if (this.components.get(name) === component) this.unregister(name);
    });
  }

  /** Puts a component in the place of the one with the same qualified name, or adds it. */
  replace(component: Component): void {
    this.remove(qualifiedName(component));
    this.insert(component);
  }

  /** @param name the qualified name. @returns whether it was there */
  unregister(name: string): boolean {
    return this.remove(name);
  }

  /** Tells listeners that the description of a registered component is another now. */
  descriptionChanged(): void {
    this.changed();
  }

  /** The component of a qualified name. */
  get(name: string): Component | undefined {
    return this.components.get(name);
  }

  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  /**
   * The component that a graph means by a name (C2).
   * @throws AppError `notFound` with the nearest names, or with the names that are meant when several have it
   */
  resolve(name: string): Component {
    const component = this.find(name);
    if (component) return component;
    const same = [...(this.byName.get(name) ?? [])].map(qualifiedName).toSorted();
    if (same.length > 0) {
      const message = `Component not found: ${name} alone does not say which. Write ${same.join(' or ')}.`;
      throw new AppError('notFound', message, { name, candidates: same });
    }
    const near = nearestNames(
      name,
      this.descriptions().map(({ id }) => id),
    );
    const hint = near.length === 0 ? '' : `. Did you mean ${near.join(' or ')}?`;
    throw new AppError('notFound', `Component not found: ${name}${hint}`, { name, candidates: near });
  }

  /**
   * A new instance, which belongs to the caller (C6).
   * @throws AppError as `resolve` and `Component.createInstance`
   */
  async createInstance(name: string, options: InstanceOptions): Promise<ComponentInstance> {
    return this.resolve(name).createInstance(options);
  }

  /** Every component, by id; `id` is the shortest name that means it (C2). */
  descriptions(): ComponentDescription[] {
    this.described ??= [...this.components.values()]
      .map((component) => ({ ...component.description, id: this.idOf(component) }))
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));
    return this.described;
  }

  /** Calls the listener after changes; changes made in one turn of the event loop are announced once. */
  onChange(listener: () => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  private find(name: string): Component | undefined {
    let own: Component | undefined;
    let native: Component | undefined;
    for (const component of this.byName.get(name) ?? []) {
      if (component.description.kind === 'native') native = component;
      else if (own) return this.components.get(name);
      else own = component;
    }
    return own ?? native ?? this.components.get(name);
  }

  private idOf(component: Component): string {
    const { name } = component.description;
    return this.find(name) === component ? name : qualifiedName(component);
  }

  private insert(component: Component): void {
    const { name } = component.description;
    this.components.set(qualifiedName(component), component);
    const same = this.byName.get(name);
    if (same) same.add(component);
    else this.byName.set(name, new Set([component]));
    this.changed();
  }

  private remove(name: string): boolean {
    const component = this.components.get(name);
    if (!component) return false;
    this.components.delete(name);
    const same = this.byName.get(component.description.name);
    same?.delete(component);
    if (same?.size === 0) this.byName.delete(component.description.name);
    this.changed();
    return true;
  }

  private changed(): void {
    this.described = undefined;
    if (this.announcing) return;
    this.announcing = true;
    queueMicrotask(() => {
      this.announcing = false;
      for (const listener of this.listeners) listener();
    });
  }
}

/** `namespace.name`. */
export function qualifiedName({ description }: Component): string {
  return `${description.namespace}.${description.name}`;
}
