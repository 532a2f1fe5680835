/** The example workspaces that ship with the program (E9), in the order in which they are offered. */
export const exampleWorkspaces = [
  {
    name: 'weather',
    title: 'Weather',
    description: 'Four years of Seattle: a rolling mean, a heat rule, a summary by year',
  },
  {
    name: 'log-alerts',
    title: 'Log files to alerts',
    description: "A shop's log: errors counted over a sliding window, alerts, a report",
  },
  {
    name: 'live-feed',
    title: 'Live feed',
    description: 'Wind over WebSocket, smoothed and watched; add readings by HTTP',
  },
] as const;

export type ExampleName = (typeof exampleWorkspaces)[number]['name'];

/** Whether it names one of the examples. */
export function isExampleName(name: unknown): name is ExampleName {
  return exampleWorkspaces.some((example) => example.name === name);
}
