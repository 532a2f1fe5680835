import { PackageOpen, PackageX } from 'lucide-react';
import { useState } from 'react';
import type { PackageStatus } from '#shared/rpc/live/system.ts';
import { useStudio } from '../rpc/studio.ts';
import { Banner, BannerButton } from './Banner.tsx';
import { useSession } from '../session/session.ts';

const words = { python: 'Python', javascript: 'JavaScript' } as const;
const none: readonly PackageStatus[] = [];

/** Packages that are being installed, which can be cancelled, and those that could not be, with what to do (E9, S7). */
export function PackageBanners() {
  const packages = useSession((session) => session.system?.packages ?? none);
  return packages.map((status) =>
    status.state === 'installing' ? (
      <Installing key={status.runtime} {...status} />
    ) : status.state === 'failed' ? (
      <Failed key={`${status.runtime} ${status.detail}`} {...status} />
    ) : null,
  );
}

function Installing({ runtime, packages, detail }: PackageStatus) {
  const { client } = useStudio();
  const notifyError = useSession((session) => session.notifyError);
  return (
    <Banner icon={PackageOpen} tone="bg-accent-soft">
      <span role="status" className="flex min-w-0 flex-1 items-baseline gap-2">
        <b className="shrink-0 font-semibold">
          Installing {packages.length} {words[runtime]} {packages.length === 1 ? 'package' : 'packages'}
        </b>
        <span className="truncate text-muted" title={detail}>
          {detail}
        </span>
      </span>
      <progress
        aria-label={`Installing ${words[runtime]} packages`}
        className="h-1 w-24 shrink-0 accent-(--accent) motion-reduce:hidden"
      />
      <BannerButton onClick={() => void client.call('packages.cancel', { runtime }).catch(notifyError)}>
        Cancel
      </BannerButton>
    </Banner>
  );
}

function Failed({ runtime, detail }: PackageStatus) {
  const { client } = useStudio();
  const notifyError = useSession((session) => session.notifyError);
  const [isClosed, setClosed] = useState(false);
  if (isClosed) return null;
  return (
    <Banner icon={PackageX} tone="bg-danger-soft text-danger">
      <span role="status" className="min-w-0 flex-1">
        <b className="font-semibold">{words[runtime]} packages are missing.</b> {detail}
      </span>
      <BannerButton onClick={() => void client.call('packages.install', { runtime }).catch(notifyError)}>
        Try again
      </BannerButton>
      <BannerButton onClick={() => setClosed(true)}>Close</BannerButton>
    </Banner>
  );
}
