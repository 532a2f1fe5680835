import { useStoreApi } from '@xyflow/react';
import { useCallback } from 'react';

/** Tells the canvas's zoom when it is asked, without rendering when it changes. */
export function useZoom(): () => number {
  const store = useStoreApi();
  return useCallback(() => store.getState().transform[2], [store]);
}
