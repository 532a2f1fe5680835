import { z } from 'zod';
import type { BreakpointStatus } from '../live/debugging.ts';
import type { NetworkStatus } from '../live/networkStatus.ts';
import type { RecordedMessage } from '../live/recording.ts';
import { editor, graphPath, path } from './methodSpec.ts';

const nodePort = graphPath.extend({ node: z.string(), port: z.string() });

const recording = z.enum(['off', 'failure', 'all']);

/** Graphs being run (R4, N6, N7). */
export const networkMethods = {
  /** `recording`: what of this run is kept; else what reflow.yaml says. */
  'network.start': editor(z.object({ path, recording: recording.optional() }))<{ runId: string }>(),
  /** Running messages may finish for `grace` seconds (5); with `kill` they may not (N6). */
  'network.stop': editor(
    z.object({ path, kill: z.boolean().optional(), grace: z.number().min(0).max(3600).optional() }),
  )<{ stopped: boolean }>(),
  'network.pause': editor(graphPath)<NetworkStatus>(),
  'network.resume': editor(graphPath)<NetworkStatus>(),
  'network.step': editor(graphPath)<NetworkStatus>(),
  'network.status': editor(graphPath)<NetworkStatus>(),
  /** Sends a message (any JSON form of M2) into an inport of the running graph. */
  'network.send': editor(z.object({ path, node: z.string(), port: z.string(), data: z.unknown() }))<{
    sent: boolean;
  }>(),
  /** The whole last value of an outport, as JSON text in plain form; null when there was none. */
  'network.value': editor(nodePort)<{ json: string | null }>(),
  /** The latest messages that left outports, oldest first: of all, of a node, or of one of its ports. */
  'network.history': editor(
    z.object({
      path,
      node: z.string().optional(),
      port: z.string().optional(),
      limit: z.number().int().positive().max(10_000).optional(),
    }),
  )<{
    messages: RecordedMessage[];
  }>(),
  /** Changes what of the present run is kept from now on. */
  'network.record': editor(z.object({ path, recording }))<{ recording: 'off' | 'failure' | 'all' }>(),
  /** Breakpoints on connections (N7). They stay when a run ends, and can be set before one begins. */
  'network.breakpoints': editor(graphPath)<{ breakpoints: BreakpointStatus[] }>(),
  /** `condition` is JSONata over the message's value, such as `price > 10` or `$ = 3`; without it every message is held. */
  'network.setBreakpoint': editor(z.object({ path, connection: z.string(), condition: z.string().nullish() }))<{
    breakpoints: BreakpointStatus[];
  }>(),
  /** What it holds goes on. */
  'network.clearBreakpoint': editor(z.object({ path, connection: z.string() }))<{ breakpoints: BreakpointStatus[] }>(),
  /** The whole held message as JSON text in plain form; null when none is held. */
  'network.held': editor(z.object({ path, connection: z.string() }))<{ json: string | null }>(),
  /** Lets the held message go, with another value when `data` is given (any JSON form of M2), or drops it. */
  'network.release': editor(
    z.object({ path, connection: z.string(), action: z.enum(['letGo', 'drop']), data: z.unknown().optional() }),
  )<{ released: boolean; breakpoints: BreakpointStatus[] }>(),
};
