import type Docker from 'dockerode';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryInside } from '../../sharedMemory/memoryInside.ts';
import type { SharedMemory } from '../../sharedMemory/sharedMemory.ts';
import type { SandboxMemory } from '../../sharedMemory/sandboxMemory.ts';
import { isOwnKernel, memoryMounts, nobody, ownerLabel, trialHostConfig } from './container.ts';

/** What a trial container does: hands back what it finds, and must not be able to change it. */
const trial = `cd ${memoryInside.in} && read -r word <1 && ! true 2>/dev/null >>1 && echo "$word" >${memoryInside.out}/1`;

/** The share of shared memory of a container, which runs as another user than the program. */
export function openContainerMemory(sharedMemory: SharedMemory): SandboxMemory {
  return sharedMemory.openSandbox(randomBytes(6).toString('hex'), memoryInside, { isOpen: true });
}

/**
 * Why large values cannot pass between containers through shared memory (M6), as the end of a sentence; undefined when they can. They can
 * where a container of the engine writes in one folder of this machine's memory what it only reads in another (an engine elsewhere, or
 * in a virtual machine, sees neither), where what lies in there counts as the container's memory, and where we may clear it away.
 */
export async function whyNotShared(
  docker: Docker,
  sharedMemory: SharedMemory,
  { image, ociRuntime, owner }: { image: string; ociRuntime: string | undefined; owner: string },
): Promise<string | undefined> {
  if (isOwnKernel(ociRuntime)) return `${ociRuntime} has memory of its own`;
  if (process.getuid?.() !== 0) return 'only root can clear away what containers leave';
  await using memory = openContainerMemory(sharedMemory);
  const word = randomBytes(8).toString('hex');
  writeFileSync(join(memory.outside.in, '1'), `${word}\n`, { mode: 0o644 });
  let container: Docker.Container | undefined;
  try {
    const { MemoryLimit } = (await docker.info()) as { MemoryLimit?: boolean };
    if (MemoryLimit !== true) return 'the engine does not bound the memory of containers';
    container = await docker.createContainer({
      Image: image,
      Entrypoint: ['/bin/sh', '-c', trial],
      Cmd: [],
      User: nobody,
      Labels: { [ownerLabel]: owner },
      HostConfig: { ...trialHostConfig, Mounts: memoryMounts(memory.outside) },
    });
    await container.start();
    await container.wait();
    if (readFileSync(join(memory.outside.out, '1'), 'utf8') === `${word}\n`) return undefined;
  } catch {
    // Whatever went wrong, nothing came.
  } finally {
    await container?.remove({ force: true, v: true }).catch(() => {});
  }
  return "the engine's containers do not see this machine's memory";
}
