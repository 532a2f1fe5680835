import { FileClock, ShieldQuestionMark, Unplug } from 'lucide-react';
import { Banner, BannerButton } from './Banner.tsx';
import { ImageBanner } from './ImageBanner.tsx';
import { IndexingBanner } from './IndexingBanner.tsx';
import { PackageBanners } from './PackageBanners.tsx';
import { findTab } from '../session/tabs.ts';
import { useSession } from '../session/session.ts';

/** What the person must know or decide before going on: no connection, no trust (X1), edits that were not saved (G4), packages (S7). */
export function Banners({ onReconnect }: { onReconnect: () => void }) {
  return (
    <>
      <DisconnectedBanner onReconnect={onReconnect} />
      <TrustBanner />
      <RecoveryBanner />
      <IndexingBanner />
      <ImageBanner />
      <PackageBanners />
    </>
  );
}

function DisconnectedBanner({ onReconnect }: { onReconnect: () => void }) {
  const state = useSession((session) => session.connection);
  const problem = useSession((session) => session.connectionProblem);
  if (state !== 'disconnected') return null;
  return (
    <Banner icon={Unplug} tone="bg-danger-soft text-danger">
      <span role="status">
        <b className="font-semibold">Disconnected.</b> {sentence(problem)} What you edit is kept here and sent when the
        connection is back.
      </span>
      <BannerButton onClick={onReconnect}>Try now</BannerButton>
    </Banner>
  );
}

function TrustBanner() {
  const isTrusted = useSession((session) => session.workspace?.trusted ?? true);
  const trust = useSession((session) => session.trust);
  if (isTrusted) return null;
  return (
    <Banner icon={ShieldQuestionMark} tone="bg-warning-soft text-warning">
      <span>
        <b className="font-semibold">This workspace is not trusted,</b> so nothing in it runs. Look around; trust it if
        you know where its code comes from.
      </span>
      <BannerButton onClick={() => void trust()}>Trust this workspace</BannerButton>
    </Banner>
  );
}

function RecoveryBanner() {
  const path = useSession((session) => session.activePath);
  const recovered = useSession((session) => findTab(session, session.activePath)?.recovered ?? null);
  const resolve = useSession((session) => session.resolve);
  if (!recovered) return null;
  return (
    <Banner icon={FileClock} tone="bg-accent-soft text-ink">
      <span>
        <b className="font-semibold">
          {recovered.edits} {recovered.edits === 1 ? 'edit' : 'edits'} of {path} from{' '}
          {new Date(recovered.at).toLocaleString()}
        </b>{' '}
        {recovered.edits === 1 ? 'was' : 'were'} not saved before the program ended.
      </span>
      <BannerButton onClick={() => void resolve('recovered')}>Restore</BannerButton>
      <BannerButton onClick={() => void resolve('disk')}>Discard</BannerButton>
    </Banner>
  );
}

function sentence(reason: string | null): string {
  if (!reason) return '';
  const text = reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
