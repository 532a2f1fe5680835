import type Docker from 'dockerode';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { ownerLabel, trialHostConfig } from './container.ts';

const commands: Readonly<Record<ScriptRuntime, string>> = { python: 'python3', javascript: 'node' };

/**
 * Asks an image where its interpreter is, because it is started without a PATH, and which version it is.
 * @throws AppError `noSandbox` when it has none
 */
export async function findProgram(
  docker: Docker,
  image: string,
  runtime: ScriptRuntime,
  command = commands[runtime],
  owner: string,
): Promise<{ executable: string; version: string }> {
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: ['/bin/sh', '-c', 'command -v "$1" && "$1" --version', 'sandbox', command],
    Cmd: [],
    Labels: { [ownerLabel]: owner },
    Tty: true,
    HostConfig: trialHostConfig,
  });
  try {
    await container.start();
    await container.wait();
    const said = (await container.logs({ stdout: true, stderr: true })).toString('utf8');
    const [executable = '', version = ''] = said.split(/\r?\n/);
    if (executable.startsWith('/')) return { executable, version: version.replace(/^\D*/, '').trim() };
  } finally {
    await container.remove({ force: true, v: true }).catch(() => {});
  }
  throw new AppError(
    'noSandbox',
    `"${command}" was not found in the image ${image}. Install it there, or name another image under sandbox.${runtime} in reflow.yaml.`,
  );
}
