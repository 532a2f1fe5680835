import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { DiscoveredScriptActor } from '#shared/actor/actor.ts';
import { bundleActor, type Bundle, type BundleOptions } from './bundle.ts';

interface Kept {
  bundle: Bundle;
  packages: string | undefined;
  state: string;
}

/** The last bundle of one actor, taken again for as long as none of its files changed: many nodes of a component bundle it once. */
export class BundleCache {
  private kept: Kept | undefined;

  /** @throws as `bundleActor` */
  async bundle(root: string, actor: DiscoveredScriptActor, options: BundleOptions): Promise<Bundle> {
    if (options.source !== undefined) return bundleActor(root, actor, options);
    const { kept } = this;
    const isSame = kept && kept.bundle.entry === actor.file_path && kept.packages === options.packages;
    if (isSame && kept.state === (await stateOf(root, actor, kept.bundle))) return kept.bundle;
    const began = Date.now();
    const bundle = await bundleActor(root, actor, options);
    const state = await stateOf(root, actor, bundle, began);
    this.kept = state === undefined ? undefined : { bundle, packages: options.packages, state };
    return bundle;
  }
}

/** What tells that files are as they were; undefined when one is gone or changed so lately that its time says nothing. */
async function stateOf(
  root: string,
  actor: DiscoveredScriptActor,
  { inputs }: Bundle,
  began?: number,
): Promise<string | undefined> {
  try {
    const files = await Promise.all(inputs.map((file) => stat(path.resolve(root, file), { bigint: true })));
    if (began !== undefined && files.some(({ ctimeMs }) => Number(ctimeMs) >= began - 1000)) return undefined;
    return [
      actor.entry,
      ...files.map(({ ino, size, mtimeNs, ctimeNs }) => `${ino}.${size}.${mtimeNs}.${ctimeNs}`),
    ].join('\n');
  } catch {
    return undefined;
  }
}
