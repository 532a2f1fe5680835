import type { WorkspaceConfig } from '../config/configSchema.ts';
import type { SharedMemoryOptions } from './sharedMemory.ts';

/** `shared_memory` of reflow.yaml; undefined when it is switched off. */
export function sharingOptions(config: WorkspaceConfig['shared_memory']): SharedMemoryOptions | undefined {
  const { enabled, threshold, region_size: largest, max_regions: mostRegions } = config;
  return enabled ? { threshold, largest, mostRegions } : undefined;
}
