/** Names of the messages between preload and main. */
export const desktopChannels = {
  versions: 'desktop:versions',
  connect: 'desktop:connect',
  port: 'desktop:port',
  openWorkspaceDialog: 'desktop:open-workspace-dialog',
  openRecentWorkspace: 'desktop:open-recent-workspace',
  newWorkspace: 'desktop:new-workspace',
  openExampleWorkspace: 'desktop:open-example-workspace',
  recentWorkspaces: 'desktop:recent-workspaces',
  openDropped: 'desktop:open-dropped',
  openGraph: 'desktop:open-graph',
  unsaved: 'desktop:unsaved',
  menu: 'desktop:menu',
  command: 'desktop:command',
} as const;

/** What main answers to `connect`: the port follows under the same number, unless there is a reason why not. */
export type ConnectAnswer = { connected: true } | { connected: false; reason: string };
