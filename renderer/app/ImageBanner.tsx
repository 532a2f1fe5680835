import { Container } from 'lucide-react';
import { formatSize } from '#shared/actor/limits.ts';
import { useStudio } from '../rpc/studio.ts';
import { useSession } from '../session/session.ts';
import { Banner, BannerButton } from './Banner.tsx';

/** Images of containers that actors need: fetched when asked for, which shows how far it is and can be cancelled (E9). */
export function ImageBanner() {
  const { client } = useStudio();
  const status = useSession((session) => session.system?.images);
  const notify = useSession((session) => session.notify);
  if (!status) return null;
  const { state, images, detail, bytes } = status;
  const names = images.join(' and ');
  if (state === 'fetching')
    return (
      <Banner icon={Container} tone="bg-accent-soft">
        <span role="status" className="flex min-w-0 flex-1 items-baseline gap-2">
          <b className="shrink-0 font-semibold">Getting the image {names}</b>
          <span className="truncate text-muted" title={detail}>
            {bytes ? `${formatSize(bytes.done)} of ${formatSize(bytes.total)} · ${detail}` : detail}
          </span>
        </span>
        <progress
          aria-label={`Getting the image ${names}`}
          {...(bytes ? { value: bytes.done, max: bytes.total } : {})}
          className="h-1 w-24 shrink-0 accent-(--accent)"
        />
        <BannerButton onClick={() => void client.call('images.cancel', undefined)}>Cancel</BannerButton>
      </Banner>
    );
  const fetch = async () => {
    const { driver } = await client.call('images.fetch', undefined);
    if (driver !== null) notify(`The image is there: actors run in ${driver} now.`);
  };
  return (
    <Banner icon={Container} tone={state === 'failed' ? 'bg-danger-soft text-danger' : 'bg-warning-soft'}>
      <span role="status" className="min-w-0 flex-1">
        <b className="font-semibold">No sandbox works yet: the image {names} is not there.</b> {detail}
      </span>
      {/* What goes wrong is said by the status. */}
      <BannerButton onClick={() => void fetch().catch(() => {})}>
        {state === 'failed' ? 'Try again' : 'Get it'}
      </BannerButton>
    </Banner>
  );
}
