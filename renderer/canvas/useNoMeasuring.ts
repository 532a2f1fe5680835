import { useStoreApi } from '@xyflow/react';
import { useState } from 'react';

/**
 * Keeps React Flow from measuring nodes and ports: both are known beforehand from the cards' geometry, and to measure thousands when a
 * graph is opened would make that slow (B9).
 */
export function useNoMeasuring(): void {
  const store = useStoreApi();
  useState(() => store.setState({ updateNodeInternals: () => {} }));
}
