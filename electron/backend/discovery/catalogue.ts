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
  const named = new Map<string, DiscoveredScriptActor[]>();
  const problems = ordered.flatMap((reading) => reading.problems);
  for (const actor of ordered.flatMap((reading) => reading.actors)) {
    const name = qualifiedName(actor);
    const same = named.get(name);
    if (same) same.push(actor);
    else named.set(name, [actor]);
  }
  for (const [name, same] of named) {
    if (same.length === 1) continue;
    const first = same[0]!;
    for (const actor of same) {
      const other = actor === first ? same[1]! : first;
      const message =
        `Two actors are called ${name}: the other is in ${other.file_path} at line ${other.line}. ` +
        `${first.file_path} counts; give one of them another name.`;
      problems.push({ file: actor.file_path, line: actor.line, column: 1, message });
    }
  }
  return { actors: [...named.values()].map((same) => same[0]!), problems: problems.toSorted(byPlace) };
}

function byPlace(one: DiscoveryProblem, other: DiscoveryProblem): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}

/** The difference between two views; undefined when there is none. An actor that moved to another file is removed and added. */
export function catalogueChange(before: CatalogueView, after: CatalogueView): CatalogueChange | undefined {
  const identity = (actor: DiscoveredScriptActor) => `${actor.file_path}\n${qualifiedName(actor)}`;
  const old = new Map(before.actors.map((actor) => [identity(actor), actor]));
  const added: DiscoveredScriptActor[] = [];
  const changed: DiscoveredScriptActor[] = [];
  for (const actor of after.actors) {
    const known = old.get(identity(actor));
    old.delete(identity(actor));
    if (!known) added.push(actor);
    else if (known.workspace_metadata.source_hash !== actor.workspace_metadata.source_hash) changed.push(actor);
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
