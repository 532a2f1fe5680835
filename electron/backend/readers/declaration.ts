import type { LegacyForm } from '#shared/actor/actor.ts';
import type { Entry, Literal, Position } from './literal.ts';
import type { PortTypes } from './portTypes.ts';

/** An actor as a file declares it, whatever the language; `describeActor` makes a DiscoveredScriptActor of it. */
export interface ActorDeclaration {
  readonly at: Position;
  /** See DiscoveredScriptActor.entry. */
  readonly entry: string | null;
  /** The component's name where the metadata gives none. */
  readonly name: string;
  /** Metadata as written, in order of precedence: the first entry of a key counts. */
  readonly metadata: readonly Entry[];
  /** Docstring or JSDoc text. */
  readonly documentation: string;
  /** Ports that the code names (D3); null when all are declared, so that nobody asks. */
  readonly usedPorts: UsedPortCollector | null;
  /** What type hints say of ports for which no type is written; missing where there are none. */
  readonly portTypes?: PortTypes;
  /** Only for actors of an old form (C5). */
  readonly legacy?: LegacyForm;
}

/** Ports that an actor's code names literally (D3). */
export interface UsedPorts {
  readonly inports: readonly UsedInport[];
  readonly outports: readonly string[];
}

export interface UsedInport {
  readonly name: string;
  /** Read with a default, so it can do without a message. */
  readonly hasDefault: boolean;
}

/** Ports found one by one while reading code; keeps the first mention's place in the order. */
export class UsedPortCollector {
  private readonly inports = new Map<string, boolean>();
  private readonly outports = new Set<string>();
  /** The code reads its payload by names that are not literal. */
  readsPayload = false;
  /** The code returns or yields something that is not a mapping with literal keys. */
  returnsValue = false;

  input(name: string, hasDefault: boolean): void {
    this.inports.set(name, hasDefault && (this.inports.get(name) ?? true));
  }

  output(name: string): void {
    this.outports.add(name);
  }

  /** @param guess nothing is declared: a kind of port that the code uses without naming it gets its usual name. */
  result(guess: boolean): UsedPorts {
    const inports = [...this.inports].map(([name, hasDefault]) => ({ name, hasDefault }));
    const outports = [...this.outports];
    if (!guess) return { inports, outports };
    const namesNone = inports.length === 0 && outports.length === 0;
    if (inports.length === 0 && (namesNone || this.readsPayload)) inports.push({ name: 'input', hasDefault: false });
    if (outports.length === 0 && (namesNone || this.returnsValue)) outports.push('output');
    return { inports, outports };
  }
}

/** What reading one file's text gives. */
export interface TextReading {
  /** False when the text is not valid in its language: what it declares is then unknown. */
  readonly parsed: boolean;
  readonly declarations: readonly ActorDeclaration[];
  readonly problems: readonly Finding[];
}

/** Something that is wrong in a file, before it is known in which. */
export interface Finding {
  readonly at: Position;
  readonly message: string;
}

/** What a reader needs to know about a file besides its text. */
export interface FileName {
  /** `x` for `x.actor.py`. */
  readonly stem: string;
  /** With the dot: `.py`, `.mts`. */
  readonly extension: string;
  /** `*.actor.*`: such a file must declare an actor (D8). */
  readonly isActorFile: boolean;
}

/** The parts of a file's name that discovery goes by. */
export function fileName(path: string): FileName {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const dot = base.lastIndexOf('.');
  const extension = dot > 0 ? base.slice(dot).toLowerCase() : '';
  const rest = dot > 0 ? base.slice(0, dot) : base;
  const isActorFile = rest.length > '.actor'.length && rest.toLowerCase().endsWith('.actor');
  return { stem: isActorFile ? rest.slice(0, -'.actor'.length) : rest, extension, isActorFile };
}

/** Whether metadata gives both kinds of ports, so that the code need not be searched for them. */
export function declaresPorts(metadata: readonly Entry[]): boolean {
  const isSaid = ({ value }: Entry): boolean => value.kind !== 'scalar' || value.value !== null;
  return ['inports', 'outports'].every((key) => metadata.some((entry) => entry.key === key && isSaid(entry)));
}

/** Whether metadata gives ports of one kind with a type each, so that hints need not be asked. */
export function declaresTypes(metadata: readonly Entry[], key: 'inports' | 'outports'): boolean {
  const value = metadata.find((entry) => entry.key === key)?.value;
  const ports = value?.kind === 'list' ? value.items : value ? [value] : undefined;
  const isTyped = (port: Literal) => port.kind === 'mapping' && port.entries.some((entry) => entry.key === 'type');
  return ports?.every(isTyped) ?? false;
}

/** Whether a file is TypeScript, by its extension. */
export function isTypeScript({ extension }: FileName): boolean {
  return extension === '.ts' || extension === '.mts';
}
