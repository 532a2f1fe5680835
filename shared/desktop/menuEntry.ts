import { z } from 'zod';

/** A command of the editor as the native menu shows it; in the order of the menu. */
export const menuEntry = z.strictObject({
  id: z.string(),
  title: z.string().min(1).max(100),
  section: z.enum(['Graph', 'Edit', 'Run', 'View', 'Help']),
  /** The shortcut that it has now, as commands write it (`Mod+Shift+Z`); null without one. */
  keys: z.string().max(60).nullable(),
  /** Whether it would do something now. */
  enabled: z.boolean(),
});

/** A command as the native menu shows it. */
export type MenuEntry = z.output<typeof menuEntry>;
