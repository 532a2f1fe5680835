import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecentWorkspaces } from './recent.ts';
import { TrustedWorkspaces } from './trust.ts';

let home: string;
const folder = (name: string): string => {
  const made = path.join(home, name);
  mkdirSync(made, { recursive: true });
  return made;
};
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'reflow-test-'));
});
afterEach(() => rmSync(home, { recursive: true }));

describe('trusted workspaces', () => {
  it('[X1] none is trusted but the example, until the person says so, and not after it is taken back', () => {
    const [example, mine] = [folder('example'), folder('mine')];
    const trusted = new TrustedWorkspaces(home, [example]);
    expect([trusted.has(example), trusted.has(mine)]).toEqual([true, false]);
    trusted.set(mine, true);
    expect(new TrustedWorkspaces(home, []).has(mine)).toBe(true);
    expect(trusted.has(folder('mine/inner'))).toBe(false);
    trusted.set(mine, false);
    expect(trusted.has(mine)).toBe(false);
  });

  it('[X1] trust goes to the folder itself: a link to it has it, another folder in its place does not inherit a link’s', () => {
    const mine = folder('mine');
    const link = path.join(home, 'link');
    symlinkSync(mine, link);
    const trusted = new TrustedWorkspaces(home, []);
    trusted.set(link, true);
    expect([trusted.has(mine), trusted.has(link)]).toEqual([true, true]);
    rmSync(link);
    symlinkSync(folder('stranger'), link);
    expect(trusted.has(link)).toBe(false);
  });

  it('[X1] a spoilt list trusts nothing', () => {
    const mine = folder('mine');
    writeFileSync(path.join(home, 'trusted-workspaces.json'), JSON.stringify({ all: true }));
    expect(new TrustedWorkspaces(home, []).has(mine)).toBe(false);
  });
});

describe('recent workspaces', () => {
  it('[E10] are listed newest first, each once, twelve at most, without those that are gone', () => {
    const recent = new RecentWorkspaces(home);
    const folders = Array.from({ length: 14 }, (_, index) => folder(`workspace-${index}`));
    for (const each of folders) recent.add(each);
    recent.add(folders[5]!);
    const listed = new RecentWorkspaces(home).list();
    expect(listed).toHaveLength(12);
    expect(listed.slice(0, 2)).toEqual([folders[5], folders[13]]);
    renameSync(folders[13]!, path.join(home, 'moved'));
    expect(recent.list()).not.toContain(folders[13]);
    renameSync(path.join(home, 'moved'), folders[13]!);
    expect(recent.list()[1]).toBe(folders[13]);
  });
});
