import { isActive } from '../session/running.ts';
import { isUnsaved } from '../session/graphTab.ts';
import type { PreferencesStore } from '../preferences/preferences.ts';
import type { SessionState, SessionStore } from '../session/session.ts';
import { passStep } from './guideSteps.ts';

/** Passes steps of the guide as the person does them: what is seen in the session. What happens in a code file its panel tells. */
export function followGuide(session: SessionStore, preferences: PreferencesStore): void {
  session.subscribe((state, before) => {
    if (preferences.getState().guide.isClosed) return;
    // A short flow is over before anybody sees it running.
    if (state.network !== before.network && isActive(state) && !isActive(before)) passStep(preferences, 'run');
    if (state.selection !== before.selection && state.selection.wires.length > 0) passStep(preferences, 'wire');
    if (state.code !== null && before.code === null) passStep(preferences, 'code');
    if (state.tabs === before.tabs) return;
    if (edits(state) > edits(before)) passStep(preferences, 'change');
    if (wasSaved(state, before)) passStep(preferences, 'save');
  });
}

function edits({ tabs }: SessionState): number {
  return tabs.reduce((sum, { undo }) => sum + undo.length, 0);
}

function wasSaved(state: SessionState, before: SessionState): boolean {
  return state.tabs.some((tab) => {
    const earlier = before.tabs.find(({ path }) => path === tab.path);
    return (
      earlier !== undefined && isUnsaved(earlier) && !isUnsaved(tab) && tab.savedRevision !== earlier.savedRevision
    );
  });
}
