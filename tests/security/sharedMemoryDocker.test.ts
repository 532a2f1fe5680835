import { afterAll } from 'vitest';
import { startContainers, whyNoContainers } from '../../resources/scripts/testContainers.mjs';
import { attackSharedMemory } from './sharedMemoryAttacks.ts';

const missing = whyNoContainers();
const engine = missing === undefined ? await startContainers('reflow-studio-sandbox') : undefined;
const usual = process.env['DOCKER_HOST'];
afterAll(async () => {
  if (usual === undefined) delete process.env['DOCKER_HOST'];
  else process.env['DOCKER_HOST'] = usual;
  await engine?.stop();
});

if (engine) {
  process.env['DOCKER_HOST'] = engine.host;
  attackSharedMemory('docker');
}
