import { useSession } from '../../session/session.ts';
import { studioOf } from '../../graph/graphSteps.ts';
import type { CardData } from '../flowElements.ts';
import { bypassed, notRun, shownState, stateLooks, type StateLook } from './nodeState.ts';

/** Frame, colour and state: what every form of a card shows. */
export function useCardLook(
  id: string,
  { node, component }: CardData,
  selected: boolean,
): { frame: string; stripe: string; look: StateLook } {
  const reported = useSession((session) => session.network?.nodes[id]?.state);
  const { disabled } = node.metadata;
  const state = shownState(reported, component === undefined, disabled);
  const { color } = studioOf(node);
  const frame = [
    frameColor(selected, state === 'failed', component === undefined),
    component ? '' : 'border-dashed',
    disabled === true ? 'opacity-60' : '',
    disabled === 'bypass' ? 'border-dashed opacity-75' : '',
  ].join(' ');
  return {
    frame,
    stripe: typeof color === 'string' ? color : `var(--runtime-${component?.badge ?? 'native'})`,
    look: state === 'bypassed' ? bypassed : state ? stateLooks[state] : notRun,
  };
}

function frameColor(selected: boolean, failed: boolean, unknown: boolean): string {
  if (selected) return 'border-accent ring-2 ring-accent';
  if (failed) return 'border-danger';
  return unknown ? 'border-warning' : 'border-line';
}
