import type { ComponentDescription } from '#shared/actor/actor.ts';
import type { SessionStore } from './session.ts';

/** Does something with the component of a file once discovery has found it; nothing if another graph comes to the front before. */
export function whenKnown(session: SessionStore, file: string, work: (component: ComponentDescription) => void): void {
  const { activePath } = session.getState();
  const find = (): ComponentDescription | undefined =>
    [...session.getState().components.values()].find((component) => component.file === file);
  const known = find();
  if (known) return work(known);
  const unsubscribe = session.subscribe((state, before) => {
    if (state.activePath !== activePath) return unsubscribe();
    const component = state.components === before.components ? undefined : find();
    if (!component) return;
    unsubscribe();
    work(component);
  });
}
