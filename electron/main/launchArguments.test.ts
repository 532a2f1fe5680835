import { describe, expect, it } from 'vitest';
import { namedWorkspace, ownArguments } from './launchArguments.ts';

describe('the command line of the window', () => {
  it('[P1] names a workspace by option, by option with equals sign, or alone', () => {
    expect(namedWorkspace(['--workspace', 'flows'], '/home/ann')).toBe('/home/ann/flows');
    expect(namedWorkspace(['--workspace=/srv/flows'], '/home/ann')).toBe('/srv/flows');
    expect(namedWorkspace(['--no-sandbox', 'flows'], '/home/ann')).toBe('/home/ann/flows');
  });

  it('[E10] takes the address that a file manager gives', () => {
    expect(namedWorkspace(['file:///srv/my%20flows/a.graph.json'], '/home/ann')).toBe('/srv/my flows/a.graph.json');
  });

  it('[P1] names none when there are only switches', () => {
    expect(namedWorkspace(['--no-sandbox', '--workspace'], '/home/ann')).toBeUndefined();
  });

  it("[P1] does not take the app's own folder for a workspace", () => {
    const development = ['electron', '--no-sandbox', '.', '--workspace', 'flows'];
    expect(ownArguments(development, '/app', '/app')).toEqual(['--workspace', 'flows']);
    expect(ownArguments(['reflow-studio', 'flows'], '/opt/reflow/app.asar', '/home/ann')).toEqual(['flows']);
  });
});
