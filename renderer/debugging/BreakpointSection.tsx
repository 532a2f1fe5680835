import { CirclePause } from 'lucide-react';
import { useId, useState } from 'react';
import { useRunNode } from '../session/useRunNode.ts';
import { useSession } from '../session/session.ts';
import { useStudio } from '../rpc/studio.ts';
import { HeldMessageForm } from './HeldMessageForm.tsx';
import { Button } from '../parts/Button.tsx';

/** The breakpoint of a wire (N7): set or taken away, its condition, and the message that it holds. */
export function BreakpointSection({ wire }: { wire: string }) {
  const breakpoint = useSession((state) => state.breakpoints.get(wire));
  const toggle = useSession((state) => state.toggleBreakpoint);
  const { path } = useRunNode('');
  return (
    <section aria-label="Breakpoint" className="flex flex-col gap-2 border-t border-line pt-3">
      <div className="flex items-center gap-2">
        <CirclePause aria-hidden className={`size-4 ${breakpoint ? 'text-danger' : 'text-muted'}`} />
        <h3 className="grow font-semibold">Breakpoint</h3>
        <Button onClick={() => void toggle(wire)}>{breakpoint ? 'Remove' : 'Hold messages here'}</Button>
      </div>
      {!breakpoint && <p className="text-muted">Messages that come by wait until you let them go. F8 does the same.</p>}
      {breakpoint && path !== null && (
        <>
          <Condition
            key={breakpoint.condition ?? ''}
            path={path}
            connection={breakpoint.connection}
            condition={breakpoint.condition}
          />
          {breakpoint.held ? (
            <HeldMessageForm
              key={breakpoint.held.id}
              path={path}
              connection={breakpoint.connection}
              held={breakpoint.held}
              behind={breakpoint.behind}
            />
          ) : (
            <p className="text-muted">Nothing is held.</p>
          )}
        </>
      )}
    </section>
  );
}

function Condition(props: { path: string; connection: string; condition: string | null }) {
  const { path, connection, condition } = props;
  const { client } = useStudio();
  const notifyError = useSession((state) => state.notifyError);
  const [text, setText] = useState(condition ?? '');
  const id = useId();
  const save = () => {
    if (text.trim() === (condition ?? '')) return;
    client
      .call('network.setBreakpoint', { path, connection, condition: text.trim() === '' ? null : text.trim() })
      .catch(notifyError);
  };
  return (
    <div>
      <label htmlFor={id} className="text-muted">
        Only when (JSONata over the value)
      </label>
      <input
        id={id}
        value={text}
        placeholder="every message; or: mean > 30"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === 'Enter' && save()}
        className="mt-0.5 w-full rounded border border-line-strong bg-raised px-2 py-1 font-mono text-xs"
      />
    </div>
  );
}
