import { z } from 'zod';
import type { Topic, Topics } from './topics.ts';

const none = z.object({});
const path = z.string().min(1);
const graph = z.object({ path });

/** What each topic may be asked for: subscriptions run long, so that their params are checked before they begin. */
export const topicParams: { readonly [T in Topic]: z.ZodType<Topics[T]['params']> } = {
  registry: none,
  graph,
  network: graph,
  networkChanges: graph,
  values: graph.extend({
    nodes: z.array(z.string()).optional(),
    ports: z.array(z.object({ node: z.string(), port: z.string() })).optional(),
  }),
  messages: graph.extend({ node: z.string().optional() }),
  events: graph,
  breakpoints: graph,
  deadLetters: graph,
  runs: graph.partial(),
  log: graph.partial(),
  state: z.object({ namespace: z.string().optional(), pattern: z.string().optional() }),
  system: none,
};
