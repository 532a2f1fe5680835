import type { PortDefinition } from '#shared/actor/actor.ts';
import type { Position } from '../readers/literal.ts';

/** Something that the syntax tree could not prove; the migrated file has a TODO with the reason there (L1). */
export interface MigrationNote {
  /** Line of the migrated file, from 1. */
  readonly line: number;
  readonly reason: string;
}

/** What migrating one file comes to. Nothing is ever run for it. */
export type Migration =
  | {
      readonly kind: 'migrated';
      /** The whole new text. */
      readonly text: string;
      readonly component: string;
      readonly inports: readonly PortDefinition[];
      readonly outports: readonly PortDefinition[];
      readonly notes: readonly MigrationNote[];
    }
  /** The actor is of today's form already. */
  | { readonly kind: 'current'; readonly component: string }
  /** A file without an actor. */
  | { readonly kind: 'none' }
  /** It cannot be read or parsed, and is left alone. */
  | { readonly kind: 'failed'; readonly at: Position; readonly message: string };

/** What a migrated actor declares. */
export interface ActorFacts {
  readonly component: string;
  readonly inports: readonly PortDefinition[];
  readonly outports: readonly PortDefinition[];
  /** Whether the file's own metadata gives the ports, so that they need not be written. */
  readonly hasPorts: boolean;
}
