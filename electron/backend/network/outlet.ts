import type { Breakpoint } from './breakpoint.ts';
import type { Inlet } from './inlet.ts';
import { MessageHistory } from './messageHistory.ts';

/** A wire of a running network, with its count. */
export interface Wire {
  /** `connectionName` of the connection. */
  readonly name: string;
  readonly from: Outlet;
  readonly to: Inlet;
  count: number;
  /** Holds messages that a person wants to see before they arrive (N7). */
  breakpoint: Breakpoint | undefined;
}

/** An outport of a node in a running network. */
export class Outlet {
  readonly wires: Wire[] = [];
  readonly history = new MessageHistory();

  constructor(
    /** Id of its node. */
    readonly node: string,
    readonly port: string,
  ) {}
}
