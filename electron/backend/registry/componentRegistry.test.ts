import { describe, expect, it } from 'vitest';
import type { ComponentDescription, DiscoveredScriptActor } from '#shared/actor/actor.ts';
import { component as described } from '#shared/actor/componentFixture.ts';
import type { Component } from './component.ts';
import { ComponentRegistry } from './componentRegistry.ts';
import { ExpressionWorkers } from './native/expression/expressionWorkers.ts';
import { nativeComponents } from './native/nativeComponents.ts';
import { ScriptCatalogue, type UpdatableComponent } from './scriptCatalogue.ts';

function component(namespace: string, name: string, kind: ComponentDescription['kind'] = 'script'): Component {
  const description = described(name, {}, { namespace, kind });
  return { description, createInstance: () => Promise.reject(new Error('not here')) };
}

function registryOf(...components: Component[]): ComponentRegistry {
  const registry = new ComponentRegistry();
  for (const one of components) registry.register(one);
  return registry;
}

describe('names', () => {
  it('[C2] the plain name when it is unique, the qualified one always', () => {
    const registry = registryOf(component('flows', 'Adder'), component('default', 'Other'));
    expect(registry.resolve('Adder')).toBe(registry.resolve('flows.Adder'));
    expect(registry.descriptions().map(({ id }) => id)).toEqual(['Adder', 'Other']);
  });

  it('[C2] a name that several have says nothing; ids are qualified then, and plain again when one goes', () => {
    const registry = registryOf(component('a', 'Same'), component('b', 'Same'));
    expect(registry.descriptions().map(({ id }) => id)).toEqual(['a.Same', 'b.Same']);
    expect(() => registry.resolve('Same')).toThrow(
      'Component not found: Same alone does not say which. Write a.Same or b.Same.',
    );
    expect(registry.resolve('b.Same').description.namespace).toBe('b');
    registry.unregister('a.Same');
    expect(registry.descriptions().map(({ id }) => id)).toEqual(['Same']);
    expect(registry.resolve('Same').description.namespace).toBe('b');
  });

  it("[C2] a workspace's component has the plain name that a native one has, too", () => {
    const registry = registryOf(component('flows', 'Filter'), component('native', 'Filter', 'native'));
    expect(registry.resolve('Filter').description.kind).toBe('script');
    expect(registry.resolve('native.Filter').description.kind).toBe('native');
    expect(registry.descriptions().map(({ id }) => id)).toEqual(['Filter', 'native.Filter']);
    registry.register(component('other', 'Filter'));
    expect(() => registry.resolve('Filter')).toThrow('does not say which');
    expect(registry.resolve('native.Filter').description.kind).toBe('native');
  });

  it.each([
    ['Addr', 'Component not found: Addr. Did you mean Adder?'],
    ['adder', 'Component not found: adder. Did you mean Adder?'],
    ['Rolling', 'Component not found: Rolling. Did you mean RollingMean?'],
    ['wrong.Adder', 'Component not found: wrong.Adder. Did you mean Adder?'],
    ['Ader2', 'Component not found: Ader2'],
    ['Quux', 'Component not found: Quux'],
    ['', 'Component not found: '],
    ['__proto__', 'Component not found: __proto__'],
    // Comparing it would keep everybody waiting.
    [`Adder${'r'.repeat(200)}`, `Component not found: Adder${'r'.repeat(200)}`],
  ])('[C1] %j is not found, with the nearest names', async (name, message) => {
    const registry = registryOf(component('flows', 'Adder'), component('flows', 'RollingMean'));
    expect(() => registry.resolve(name)).toThrow(expect.objectContaining({ code: 'notFound', message }));
    await expect(registry.createInstance(name, {} as never)).rejects.toThrow(message);
  });

  it('[C1] a qualified name is taken once; replacing and disposing', () => {
    const registry = new ComponentRegistry();
    const first = component('a', 'X');
    const registration = registry.register(first);
    expect(() => registry.register(component('a', 'X'))).toThrow(expect.objectContaining({ code: 'conflict' }));
    const second = component('a', 'X');
    registry.replace(second);
    expect(registry.resolve('X')).toBe(second);
    registration[Symbol.dispose]();
    expect(registry.resolve('X')).toBe(second);
    expect(registry.unregister('a.X')).toBe(true);
    expect(registry.unregister('a.X')).toBe(false);
  });

  it('[D9] changes of one turn are announced once', async () => {
    const registry = new ComponentRegistry();
    let calls = 0;
    const subscription = registry.onChange(() => calls++);
    registry.register(component('a', 'X'));
    registry.register(component('a', 'Y'));
    await Promise.resolve();
    expect(calls).toBe(1);
    subscription[Symbol.dispose]();
    registry.unregister('a.X');
    await Promise.resolve();
    expect(calls).toBe(1);
  });

  it('[C3] every native component has a name of its own, ports, an icon and a schema that fits its defaults', () => {
    const registry = registryOf(...nativeComponents({ workspaceRoot: '/', expressions: new ExpressionWorkers('') }));
    expect(registry.descriptions().map(({ id }) => id)).toEqual(
      expect.arrayContaining(['Constant', 'Display', 'Filter', 'Inject', 'Join', 'Map', 'Merge', 'ReadFile', 'Switch']),
    );
    for (const { icon, description, namespace, badge } of registry.descriptions())
      expect([icon, description, namespace, badge]).toEqual([
        expect.any(String),
        expect.stringMatching(/\.$/),
        'native',
        'native',
      ]);
  });
});

describe('scripts', () => {
  const actor = (name: string, hash: string, file_path = `${name}.actor.py`) =>
    ({
      component: name,
      file_path,
      workspace_metadata: { namespace: 'default', source_hash: hash },
    }) as DiscoveredScriptActor;

  function catalogue() {
    const registry = new ComponentRegistry();
    const updates: string[] = [];
    const scripts = new ScriptCatalogue(registry, (discovered): UpdatableComponent => ({
      ...component(discovered.workspace_metadata.namespace, discovered.component),
      update: (next) => updates.push(`${next.component} ${next.workspace_metadata.source_hash}`),
    }));
    return { registry, scripts, updates, ids: () => registry.descriptions().map(({ id }) => id) };
  }

  it('[D9] the registry follows discovery; a changed actor stays the same component', () => {
    const { registry, scripts, updates, ids } = catalogue();
    scripts.set({ actors: [actor('A', '1'), actor('B', '1')], problems: [] });
    const a = registry.resolve('A');
    expect(ids()).toEqual(['A', 'B']);
    const problem = { file: 'x', line: 1, column: 1, message: 'm' };
    scripts.apply({
      added: [actor('C', '1')],
      changed: [actor('A', '2')],
      removed: [actor('B', '1')],
      problems: [problem],
    });
    expect(ids()).toEqual(['A', 'C']);
    expect(registry.resolve('A')).toBe(a);
    expect(updates).toEqual(['A 2']);
    expect(scripts.problems).toEqual([problem]);
    expect(scripts.discovered('default.A')!.workspace_metadata.source_hash).toBe('2');
    scripts.set({ actors: [actor('A', '2')], problems: [] });
    expect([ids(), updates]).toEqual([['A'], ['A 2']]);
  });

  it('[D9] an actor that moves to another file stays the same component', () => {
    const { registry, scripts, updates } = catalogue();
    scripts.set({ actors: [actor('A', '1', 'a.actor.py')], problems: [] });
    const a = registry.resolve('A');
    scripts.apply({
      added: [actor('A', '1', 'z.actor.py')],
      changed: [],
      removed: [actor('A', '1', 'a.actor.py')],
      problems: [],
    });
    expect(registry.resolve('A')).toBe(a);
    expect(updates).toEqual(['A 1']);
  });
});
