import { useEffect, useMemo, useRef, useState } from 'react';
import type { Value } from '#shared/message/message.ts';
import { useRunNode } from './useRunNode.ts';
import { useSession, valueKey, type LiveValue } from './session.ts';
import { useStudio } from '../rpc/studio.ts';
import { LatestFetch } from '../rpc/latestFetch.ts';
import { readValueText } from '../value/readPreview.ts';

/** Values up to this size, in bytes, are fetched whole without asking. */
const freelyFetched = 2 * 1024 ** 2;
/** Least time between two fetches of one port, in milliseconds. */
const fetchInterval = 400;

export interface WholeValue {
  /** Undefined while it is not here yet. */
  value: Value | undefined;
  /** Its JSON text in plain form. */
  json: string | undefined;
  live: LiveValue | undefined;
  /** Set when the value is so large that it is fetched only when asked for. */
  fetch: (() => void) | undefined;
}

/** The last value of an outport, whole; fetched when its preview was cut, no oftener than the eye can follow. */
export function useWholeValue(id: string, port: string): WholeValue {
  const { client } = useStudio();
  const { path, node } = useRunNode(id);
  const live = useSession((state) => state.values.get(valueKey(id, port)));
  const [fetched, setFetched] = useState<string>();
  const fetcher = useRef<LatestFetch>(null);

  useEffect(() => {
    if (path === null) return;
    let wanted = true;
    const fetchOnce = () =>
      client.call('network.value', { path, node, port }).then(
        ({ json }) => {
          if (json !== null && wanted) setFetched(json);
        },
        // The value stays as it was; a lost connection shows in the title bar.
        () => {},
      );
    const made = new LatestFetch(fetchOnce, fetchInterval);
    fetcher.current = made;
    return () => {
      wanted = false;
      made[Symbol.dispose]();
      fetcher.current = null;
      setFetched(undefined);
    };
  }, [client, path, node, port]);

  const preview = live?.preview;
  useEffect(() => {
    if (preview?.truncated && preview.bytes <= freelyFetched) fetcher.current?.request();
  }, [preview]);

  const json = preview?.truncated ? fetched : preview?.json;
  const value = useMemo(() => (json === undefined ? undefined : readValueText(json)), [json]);
  if (!preview?.truncated) return { value, json, live, fetch: undefined };
  const isLarge = preview.bytes > freelyFetched;
  return { value, json, live, fetch: isLarge ? () => fetcher.current?.request() : undefined };
}
