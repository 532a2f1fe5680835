import { formatPortType, type PortType } from '#shared/actor/portType.ts';

/** Types that an actor's hints give its ports (D3). A port of which two hints say different things has none. */
export class PortTypes {
  private readonly inputs = new Map<string, PortType | null>();
  private readonly outputs = new Map<string, PortType | null>();
  /** Of every output: the code answers a mapping of one type of values. */
  everyOutput: PortType | undefined;

  input(name: string, type: PortType | undefined): void {
    note(this.inputs, name, type);
  }

  output(name: string, type: PortType | undefined): void {
    note(this.outputs, name, type);
  }

  typeOf(direction: 'inport' | 'outport', name: string): PortType | undefined {
    const known = direction === 'inport' ? this.inputs.get(name) : (this.outputs.get(name) ?? this.everyOutput);
    return known ?? undefined;
  }
}

function note(types: Map<string, PortType | null>, name: string, type: PortType | undefined): void {
  if (!type) return;
  const known = types.get(name);
  const isSame = known === undefined || (known !== null && formatPortType(known) === formatPortType(type));
  types.set(name, isSame ? type : null);
}
