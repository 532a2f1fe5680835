import type { StoreApi } from 'zustand/vanilla';
import type { GuideProgress, GuideStepName } from '../preferences/guideProgress.ts';

/** The round that shows what the program is about (E9): each step is passed by doing it. `command` names the keys to show. */
export const guideSteps = [
  { name: 'run', title: 'Run', hint: 'Start the flow', command: 'run.start' },
  { name: 'wire', title: 'Look at a wire', hint: 'Select one to see what flows over it', command: undefined },
  { name: 'code', title: 'Open code', hint: 'Select a Py, JS or TS node and open its file', command: 'view.code' },
  { name: 'change', title: 'Change it', hint: 'Edit a line, or a setting in the inspector', command: undefined },
  { name: 'save', title: 'Save', hint: 'New code runs from the next message on', command: 'graph.save' },
] as const satisfies readonly { name: GuideStepName; title: string; hint: string; command: string | undefined }[];

/** The first step that was not done yet; undefined when all were. */
export function nextStep({ done }: GuideProgress): (typeof guideSteps)[number] | undefined {
  return guideSteps.find(({ name }) => !done.includes(name));
}

/** Notes that a person did this, unless that is known or nobody is guided any more. */
export function passStep(preferences: StoreApi<{ readonly guide: GuideProgress }>, name: GuideStepName): void {
  const { guide } = preferences.getState();
  if (guide.isClosed || guide.done.includes(name)) return;
  preferences.setState({ guide: { ...guide, done: [...guide.done, name] } });
}
