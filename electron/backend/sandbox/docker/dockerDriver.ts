import { AbsentDriver } from '../absentDriver.ts';

/** Milliseconds that an engine may take to answer. */
const pingDeadline = 3000;

/** Containers of Docker or Podman. */
export class DockerDriver extends AbsentDriver {
  readonly name = 'docker';
  readonly isolation = 'container';

  /** @param images the images that actors shall run in, as reflow.yaml names them */
  constructor(private readonly images: readonly string[] = []) {
    super();
  }

  protected async whyNot(): Promise<string> {
    const { default: Docker } = await import('dockerode');
    const docker = new Docker({ timeout: pingDeadline });
    let version: string;
    try {
      version = (await docker.version()).Version;
    } catch (failure) {
      const { code, message } = failure as NodeJS.ErrnoException;
      return `No container engine answers (${code ?? message}). Start Docker or Podman's socket, or set DOCKER_HOST.`;
    }
    const missing: string[] = [];
    for (const image of this.images)
      await docker
        .getImage(image)
        .inspect()
        .catch(() => missing.push(image));
    const images =
      missing.length > 0 ? ` The image ${missing.join(' and ')} is not there: docker pull ${missing[0]}.` : '';
    return `Docker ${version} answers, but this version of Reflow Studio cannot run actors in containers yet; use bubblewrap.${images}`;
  }
}
