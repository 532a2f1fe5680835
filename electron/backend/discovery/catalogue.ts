import type { DiscoveredScriptActor, DiscoveryProblem } from '#shared/actor/actor.ts';
import type { FileReading } from '../readers/fileReader.ts';

/** The actors of a workspace and what is wrong with its actor files. */
export interface CatalogueView {
  /** Those that are registered: one for each qualified name (D8). */
  readonly actors: DiscoveredScriptActor[];
  readonly problems: DiscoveryProblem[];
}

/** What is different between two views. */
export interface CatalogueChange {
  readonly added: DiscoveredScriptActor[];
  readonly changed: DiscoveredScriptActor[];
  /** As they were. */
  readonly removed: DiscoveredScriptActor[];
  /** Those among the removed that are the same as one among the added, in a file of another name or place (D9). */
  readonly renamed: readonly { readonly from: DiscoveredScriptActor; readonly to: DiscoveredScriptActor }[];
  /** All there are now. */
  readonly problems: DiscoveryProblem[];
}

/** `namespace.Component` (C2). */
export function qualifiedName(actor: DiscoveredScriptActor): string {
  return `${actor.workspace_metadata.namespace}.${actor.component}`;
}

/** Puts the readings of all files together (D8): of two actors with one qualified name the first by path counts. */
export function catalogueOf(readings: Iterable<FileReading>): CatalogueView {
  const ordered = [...readings].toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const actors = new Map<string, DiscoveredScriptActor>();
  const others = new Map<string, DiscoveredScriptActor[]>();
  const problems: DiscoveryProblem[] = [];
  for (const reading of ordered) {
    problems.push(...reading.problems);
    for (const actor of reading.actors) {
      const name = qualifiedName(actor);
      if (!actors.has(name)) actors.set(name, actor);
      else if (others.has(name)) others.get(name)!.push(actor);
      else others.set(name, [actor]);
    }
  }
  for (const [name, same] of others) problems.push(...sameNameProblems(name, actors.get(name)!, same));
  return { actors: [...actors.values()], problems: problems.toSorted(byPlace) };
}

function sameNameProblems(
  name: string,
  first: DiscoveredScriptActor,
  others: readonly DiscoveredScriptActor[],
): DiscoveryProblem[] {
  return [first, ...others].map((actor) => {
    const other = actor === first ? others[0]! : first;
    const message =
      `Two actors are called ${name}: the other is in ${other.file_path} at line ${other.line}. ` +
      `${first.file_path} counts; give one of them another name.`;
    return { file: actor.file_path, line: actor.line, column: 1, message };
  });
}

function byPlace(one: DiscoveryProblem, other: DiscoveryProblem): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}

/** The difference between two views; undefined when there is none. An actor that moved to another file is removed and added. */
export function catalogueChange(before: CatalogueView, after: CatalogueView): CatalogueChange | undefined {
  const identity = (actor: DiscoveredScriptActor) => `${actor.file_path}\n${qualifiedName(actor)}`;
  // Of most files nothing changed: their actors are the same objects.
  const [known, present] = [new Set(before.actors), new Set(after.actors)];
  const old = new Map(
    before.actors.flatMap((actor) => (present.has(actor) ? [] : [[identity(actor), actor] as const])),
  );
  const added: DiscoveredScriptActor[] = [];
  const changed: DiscoveredScriptActor[] = [];
  for (const actor of after.actors) {
    if (known.has(actor)) continue;
    const former = old.get(identity(actor));
    old.delete(identity(actor));
    if (!former) added.push(actor);
    else if (former.workspace_metadata.source_hash !== actor.workspace_metadata.source_hash) changed.push(actor);
  }
  const removed = [...old.values()];
  const isSame = added.length + changed.length + removed.length === 0;
  if (isSame && JSON.stringify(before.problems) === JSON.stringify(after.problems)) return undefined;
  return { added, changed, removed, renamed: renamesOf(removed, added), problems: after.problems };
}

/** The same bytes and the same function in them are the same actor. */
function renamesOf(
  removed: readonly DiscoveredScriptActor[],
  added: readonly DiscoveredScriptActor[],
): CatalogueChange['renamed'] {
  const identity = ({ workspace_metadata, entry }: DiscoveredScriptActor) =>
    `${workspace_metadata.source_hash} ${entry}`;
  const arrivals = new Map(added.map((actor) => [identity(actor), actor]));
  return removed.flatMap((from) => {
    const to = arrivals.get(identity(from));
    return to && to.file_path !== from.file_path && arrivals.delete(identity(from)) ? [{ from, to }] : [];
  });
}

/**
 * The reading of a file that broke while it was known: its actors stay, with the new hash, so that whoever runs them can try the
 * new code, say what is wrong and go on with the old (S8).
 */
export function keepActors(broken: FileReading, known: FileReading | undefined): FileReading {
  if (broken.parsed || !known) return broken;
  const { hash, lastModified } = broken;
  if (hash === null) return { ...broken, actors: known.actors };
  const actors = known.actors.map((actor) => ({
    ...actor,
    workspace_metadata: { ...actor.workspace_metadata, source_hash: hash, last_modified: lastModified },
  }));
  return { ...broken, actors };
}
