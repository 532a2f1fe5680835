import { useEffect, useState } from 'react';
import type { RpcClient } from '#shared/rpc/client.ts';
import { MetricsProvider } from '../metrics/MetricsProvider.tsx';
import { StudioProvider } from '../rpc/studio.ts';
import { RunHistoryProvider } from '../runs/RunHistoryProvider.tsx';
import { StateEditsProvider } from '../state/StateEdits.tsx';
import type { Application } from './startApplication.ts';
import { PreferencesProvider } from '../preferences/preferences.ts';
import { SessionProvider } from '../session/session.ts';
import { Shell } from './Shell.tsx';

/** The window over an application that was started. */
export function App({ application }: { application: Application }) {
  const { session, preferences, reconnect, onClient } = application;
  const [client, setClient] = useState<RpcClient>(application.client());
  useEffect(() => onClient(setClient), [onClient]);
  return (
    <PreferencesProvider value={preferences}>
      <SessionProvider value={session.store}>
        <StudioProvider value={{ client }}>
          <RunHistoryProvider>
            <MetricsProvider>
              <StateEditsProvider>
                <Shell onReconnect={reconnect} />
              </StateEditsProvider>
            </MetricsProvider>
          </RunHistoryProvider>
        </StudioProvider>
      </SessionProvider>
    </PreferencesProvider>
  );
}
