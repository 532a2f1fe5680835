import { expect, it } from 'vitest';
import { acceleratorOf } from './accelerator.ts';

it('[E10] shortcuts are written as native menus read them, and left out where those cannot', () => {
  const written = ['Mod+Shift+Z', 'F5', 'Mod+ArrowDown', '+', 'Mod++', 'Space', '?', ',', 'Alt+1', 'Escape'];
  expect(written.map(acceleratorOf)).toEqual([
    ...['CmdOrCtrl+Shift+Z', 'F5', 'CmdOrCtrl+Down', 'Plus', 'CmdOrCtrl+Plus', 'Space', '?', ',', 'Alt+1', 'Esc'],
  ]);
  expect(['Mod+ö', 'MediaPlayPause', 'Mod+'].map(acceleratorOf)).toEqual([undefined, undefined, undefined]);
});
