import { useEffect, useMemo, useState } from 'react';
import type { Value } from '#shared/message/message.ts';
import type { RecordedMessage } from '#shared/rpc/live/recording.ts';
import { useStudio } from '../rpc/studio.ts';
import { useSession } from '../session/session.ts';
import { readValueText } from '../value/readPreview.ts';

interface WholeMessage {
  readonly value: Value;
  /** Its JSON text in plain form. */
  readonly json: string;
}

/** The value of a message of the present run, fetched where its preview was cut; undefined while it is not here, or too old to be had. */
export function useWholeMessage({ id, preview }: RecordedMessage): WholeMessage | undefined {
  const { client } = useStudio();
  const runId = useSession((state) => state.network?.runId ?? null);
  const [fetched, setFetched] = useState<string>();
  const { truncated } = preview;
  useEffect(() => {
    if (!truncated || runId === null) return;
    let isWanted = true;
    client.call('runs.message', { runId, id }).then(
      ({ json }) => isWanted && setFetched(json),
      // Its beginning is shown then.
      () => {},
    );
    return () => {
      isWanted = false;
      setFetched(undefined);
    };
  }, [client, runId, id, truncated]);
  const json = truncated ? fetched : preview.json;
  return useMemo(() => {
    const value = json === undefined ? undefined : readValueText(json);
    return json === undefined || value === undefined ? undefined : { value, json };
  }, [json]);
}
