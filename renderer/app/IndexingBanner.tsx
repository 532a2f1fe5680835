import { FileSearch } from 'lucide-react';
import { formatCount } from '../parts/measures.ts';
import { useStudio } from '../rpc/studio.ts';
import { useSession } from '../session/session.ts';
import { Banner, BannerButton } from './Banner.tsx';

/** How far the reading of many actor files is, which can be cancelled and taken up again (E9). */
export function IndexingBanner() {
  const { client } = useStudio();
  const indexing = useSession((session) => session.system?.indexing);
  const notifyError = useSession((session) => session.notifyError);
  if (!indexing) return null;
  if (indexing.state === 'stopped')
    return (
      <Banner icon={FileSearch} tone="bg-warning-soft">
        <span role="status" className="min-w-0 flex-1">
          <b className="font-semibold">Indexing was cancelled.</b> {formatCount(indexing.left)} actor files are not
          read, so their actors are not in the palette.
        </span>
        <BannerButton onClick={() => void client.call('indexing.resume', undefined).catch(notifyError)}>
          Go on
        </BannerButton>
      </Banner>
    );
  const { done, total } = indexing;
  return (
    <Banner icon={FileSearch} tone="bg-accent-soft">
      <span role="status" className="min-w-0 flex-1">
        <b className="font-semibold">Indexing actor files</b>{' '}
        <span className="text-muted tabular-nums">
          {formatCount(done)} of {formatCount(total)}
        </span>
      </span>
      <progress
        aria-label="Indexing actor files"
        value={done}
        max={total}
        className="h-1 w-24 shrink-0 accent-(--accent)"
      />
      <BannerButton onClick={() => void client.call('indexing.stop', undefined).catch(notifyError)}>
        Cancel
      </BannerButton>
    </Banner>
  );
}
