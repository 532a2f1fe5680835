import { useEffect, useState } from 'react';
import { parseExactJson } from '#shared/message/json.ts';
import type { HeldMessage } from '#shared/rpc/live/debugging.ts';
import { useSession } from '../session/session.ts';
import { formatCount } from '../parts/measures.ts';
import { useStudio } from '../rpc/studio.ts';
import { JsonEdit, jsonProblem, prettyJson } from './JsonEdit.tsx';
import { Button } from '../parts/Button.tsx';

interface HeldMessageFormProps {
  path: string;
  connection: string;
  held: HeldMessage;
  /** How many wait behind it. */
  behind: number;
}

/** A held message: looked at, edited, dropped or let go (N7). */
export function HeldMessageForm({ path, connection, held, behind }: HeldMessageFormProps) {
  const { client } = useStudio();
  const notifyError = useSession((state) => state.notifyError);
  const [whole, setWhole] = useState<string>();
  const [text, setText] = useState<string>();

  useEffect(() => {
    let isWanted = true;
    client
      .call('network.held', { path, connection })
      .then(({ json }) => isWanted && json !== null && setWhole(prettyJson(json)))
      .catch(notifyError);
    return () => {
      isWanted = false;
    };
  }, [client, path, connection, notifyError]);

  const isEdited = text !== undefined && text !== whole;
  const release = async (action: 'letGo' | 'drop') => {
    await client.call('network.release', {
      path,
      connection,
      action,
      ...(action === 'letGo' && isEdited ? { data: parseExactJson(text) } : {}),
    });
  };
  const act = (action: 'letGo' | 'drop') => void release(action).catch(notifyError);
  return (
    <div className="flex flex-col gap-2">
      <p>
        Held: message {held.id}
        {behind > 0 && <span className="text-muted"> · {formatCount(behind)} behind it</span>}
      </p>
      {held.problem !== null && <p className="text-danger">{held.problem}</p>}
      {whole !== undefined && <JsonEdit label="Held message" text={text ?? whole} onChange={setText} />}
      <div className="flex gap-2">
        <Button tone="accent" disabled={isEdited && jsonProblem(text) !== undefined} onClick={() => act('letGo')}>
          {isEdited ? 'Let it go, edited' : 'Let it go'}
        </Button>
        <Button onClick={() => act('drop')}>Drop it</Button>
      </div>
    </div>
  );
}
