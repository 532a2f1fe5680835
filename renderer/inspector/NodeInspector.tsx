import { useSession } from '../session/session.ts';
import { isDisplay } from '../display/displayChoice.ts';
import { DisplayView } from '../display/DisplayView.tsx';
import { ConfigForm } from './config/ConfigForm.tsx';
import { NodeFailures } from './NodeFailures.tsx';
import { NodeHeader } from './NodeHeader.tsx';
import { NodeHistory } from './NodeHistory.tsx';
import { NodeLog } from './NodeLog.tsx';
import { NodeTiming } from './NodeTiming.tsx';
import { Section } from '../parts/Section.tsx';
import { PortList } from './PortList.tsx';

/** One node: what it is, how it is doing, its config, its ports with live values, its history, log and timing (E6). */
export function NodeInspector({ id }: { id: string }) {
  const node = useSession((state) => state.graph?.processes[id]);
  const component = useSession((state) => (node ? state.components.get(node.component) : undefined));
  const hasFailed = useSession((state) => (state.network?.nodes[id]?.failed ?? 0) > 0);
  if (!node) return null;
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <NodeHeader node={node} component={component} />
      {hasFailed && <NodeFailures id={id} />}
      {isDisplay(component) && <DisplayView node={node} />}
      <Section title="Config" startsOpen>
        <ConfigForm node={node} schema={component?.configSchema ?? null} />
      </Section>
      <Section title="Ports" startsOpen>
        <PortList node={node} component={component} />
      </Section>
      <Section title="History">
        <NodeHistory id={id} />
      </Section>
      <Section title="Log of this node">
        <NodeLog id={id} />
      </Section>
      <Section title="Timing">
        <NodeTiming id={id} />
      </Section>
    </div>
  );
}
