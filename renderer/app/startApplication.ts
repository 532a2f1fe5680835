import { RpcClient } from '#shared/rpc/client.ts';
import { LastingClient } from '#shared/rpc/lastingClient.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import { followGuide } from '../guide/followGuide.ts';
import { createSession, type Session } from '../session/createSession.ts';
import { followServer } from '../session/followServer.ts';
import { createPreferences, type PreferencesStore } from '../preferences/preferences.ts';
import { rememberKeys } from '../commands/rememberKeys.ts';
import { rememberTabs } from '../session/rememberTabs.ts';

/** Everything behind the window, wired together. */
export interface Application {
  readonly session: Session;
  readonly preferences: PreferencesStore;
  /** The client of the present connection, or of the last one; before the first, one that answers nothing. */
  client(): RpcClient;
  /** Hears of each new connection's client; returns the function that stops it. */
  onClient(listener: (client: RpcClient) => void): () => void;
  /** Tries to connect at once instead of waiting. */
  reconnect(): void;
}

export interface ApplicationHost {
  openTransport(): Promise<Transport>;
  storage: Pick<Storage, 'getItem' | 'setItem'>;
  nextFrame(work: () => void): void;
  random(): number;
}

/** Connects, and keeps the session in step with the server for as long as the page lives. */
export function startApplication({ openTransport, storage, nextFrame, random }: ApplicationHost): Application {
  let client = new RpcClient(neverAnswers);
  const listeners = new Set<(client: RpcClient) => void>();
  const session = createSession(
    () => client,
    () => lasting,
  );
  const preferences = createPreferences(storage, window.innerHeight);
  rememberTabs(session.store, preferences);
  followGuide(session.store, preferences);
  let unfollow = (): void => {};
  const lasting = new LastingClient({
    open: openTransport,
    random,
    connected: (connected) => {
      client = connected;
      session.store.setState({ connection: 'connected', connectionProblem: null });
      const ends = [followServer(session, connected, nextFrame), rememberKeys(preferences, connected)];
      unfollow = () => ends.forEach((end) => end());
      for (const listener of listeners) listener(connected);
    },
    disconnected: (reason) => {
      unfollow();
      session.store.setState({ connection: 'disconnected', connectionProblem: reason });
    },
  });
  return {
    session,
    preferences,
    client: () => client,
    onClient: (listener) => {
      listeners.add(listener);
      listener(client);
      return () => void listeners.delete(listener);
    },
    reconnect: () => lasting.retryNow(),
  };
}

/** Before the first connection there is nobody to ask; what asks then asks again with the first real client. */
const neverAnswers: Transport = { send: () => {}, onMessage: () => {}, onClose: () => {}, close: () => {} };
