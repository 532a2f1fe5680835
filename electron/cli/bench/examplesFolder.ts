import path from 'node:path';
import { backendResources } from '../backendResources.ts';

/** Where the build put the example workspaces. */
export function examplesFolder(): string {
  return path.join(path.dirname(backendResources().runners), 'examples');
}
