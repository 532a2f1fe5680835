import stub from '../../../resources/runners/stubs/reflow.pyi?raw';
import { readPythonStub, type StubMember } from './pythonStub.ts';

/** What can stand before the dot: `context`, `context.state`, `Message`, a message of `context.payload`. */
export type ApiOwner = 'ActorContext' | 'State' | 'Message' | 'message';

const owners = readPythonStub(stub);

/** The members that Python actor code can use (A1–A4), from the stub that ships with the program. */
export function apiMembers(owner: ApiOwner): readonly StubMember[] {
  if (owner === 'ActorContext') return owners.get('ActorContext') ?? [];
  if (owner === 'State') return owners.get('ActorState') ?? [];
  return (owners.get('Message') ?? []).filter(({ isStatic }) => isStatic === (owner === 'Message'));
}

/** Names and types of what can be said in `@actor(…)` (D3). */
export function actorArguments(): { name: string; type: string }[] {
  const actor = owners.get('')?.find(({ name }) => name === 'actor');
  return (actor?.parameters ?? []).map((parameter) => {
    const [name = '', type = ''] = parameter.replace(/ = \.\.\.$/, '').split(/: (.*)/);
    return { name, type };
  });
}
