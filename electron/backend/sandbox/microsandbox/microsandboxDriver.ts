import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { AbsentDriver } from '../absentDriver.ts';

/** Micro virtual machines, by the npm package of that name. */
export class MicrosandboxDriver extends AbsentDriver {
  readonly name = 'microsandbox';
  readonly isolation = 'vm';

  protected async whyNot(): Promise<string> {
    const missing: string[] = [];
    if (process.platform === 'linux' && !hasKvm()) missing.push('/dev/kvm cannot be opened (enable virtualization)');
    if (!isInstalled()) missing.push('the npm package "microsandbox" is not installed');
    const state = missing.length > 0 ? `${missing.join(', and ')}. Besides, t` : 'What it needs is there, but t';
    return `${capitalized(state)}his version of Reflow Studio cannot run actors in micro virtual machines yet; use bubblewrap.`;
  }
}

function hasKvm(): boolean {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('microsandbox');
    return true;
  } catch {
    return false;
  }
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
