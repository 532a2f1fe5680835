import type Docker from 'dockerode';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#shared/rpc/errors.ts';
import { programOnPath } from '../../system/programOnPath.ts';
import { startDeadline } from '../startDeadline.ts';

/** A container engine that answered. */
export interface ContainerEngine {
  readonly docker: Docker;
  /** Podman leaves some things unsaid that Docker says. */
  readonly kind: 'Docker' | 'Podman';
  readonly version: string;
  /** OCI runtimes that it knows by name. */
  readonly runtimes: readonly string[];
}

/**
 * The engine that is named (a `unix://` address), else the one that `DOCKER_HOST` names, else the first socket that is there: Docker's, the user's own, Podman's.
 * @throws AppError `noSandbox` with how to get one
 */
export async function findEngine(host: string | undefined, signal?: AbortSignal): Promise<ContainerEngine> {
  const { default: Client } = await import('dockerode');
  const named = host?.startsWith('unix://') ? host.slice('unix://'.length) : undefined;
  const socket = named ?? (process.env['DOCKER_HOST'] ? undefined : sockets().find((path) => existsSync(path)));
  const docker = new Client({ ...(socket === undefined ? {} : { socketPath: socket }) });
  try {
    const [version, info] = await within(startDeadline, Promise.all([docker.version(), docker.info()]));
    const kind = JSON.stringify(version).includes('Podman') ? 'Podman' : 'Docker';
    return { docker, kind, version: version.Version, runtimes: Object.keys(info.Runtimes ?? {}) };
  } catch (cause) {
    signal?.throwIfAborted();
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new AppError('noSandbox', `No container engine answers (${code ?? message}). ${howToGetOne()}`, undefined, {
      cause,
    });
  }
}

async function within<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function sockets(): string[] {
  const { HOME: home, XDG_RUNTIME_DIR: own } = process.env;
  if (process.platform === 'win32') return [];
  return [
    '/var/run/docker.sock',
    ...(own ? [join(own, 'docker.sock'), join(own, 'podman/podman.sock')] : []),
    ...(home ? [join(home, '.docker/run/docker.sock'), join(home, '.colima/default/docker.sock')] : []),
    '/run/podman/podman.sock',
  ];
}

/** The exact commands for the system that this is. */
function howToGetOne(): string {
  const otherwise = 'If one runs elsewhere, name its socket in DOCKER_HOST.';
  if (process.platform === 'darwin')
    return `Install it with: brew install --cask docker; then open Docker. ${otherwise}`;
  if (process.platform === 'win32') return `Install it with: winget install Docker.DockerDesktop. ${otherwise}`;
  const present = ['docker', 'podman'].find((name) => programOnPath(name));
  if (present === 'docker') return `Start it with: sudo systemctl start docker. ${otherwise}`;
  if (present === 'podman') return `Start its socket with: systemctl --user start podman.socket. ${otherwise}`;
  const install = (
    [
      ['/usr/bin/apt-get', 'sudo apt-get install docker.io && sudo systemctl start docker'],
      ['/usr/bin/dnf', 'sudo dnf install podman && systemctl --user start podman.socket'],
      ['/usr/bin/pacman', 'sudo pacman -S docker && sudo systemctl start docker'],
      ['/usr/bin/zypper', 'sudo zypper install docker && sudo systemctl start docker'],
    ] as const
  ).find(([tool]) => existsSync(tool));
  return `Install and start one with: ${install?.[1] ?? "your system's package manager (docker or podman)"}. ${otherwise}`;
}
