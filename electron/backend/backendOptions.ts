import type { ConfigFlags } from './config/loadConfig.ts';
import type { StartParserProgram } from './parsers/parserProgram.ts';
import type { HiddenPages } from './sandbox/chromium/hiddenPage.ts';
import type { SecretCipher } from './secrets/secretStore.ts';

/** Where the files are that the back end reads or starts; absolute paths. */
export interface BackendResources {
  runners: string;
  parserProcess: string;
  pythonGrammar: string;
  expressionWorker: string;
  wasmWorker: string;
  renderer: string;
}

/** All that a back end is told by whoever starts it: a window, a command or a test. */
export interface BackendOptions {
  workspaceRoot: string;
  resources: BackendResources;
  /** Whether this workspace's code may run (X1). */
  trusted: boolean;
  /** Keep up with changes of files. */
  watch: boolean;
  /** Be there before all actor files are read, where that takes long: a window shows how far it is (E9). */
  opensWhileIndexing?: boolean;
  debug?: boolean;
  /** Absolute paths of actor files, or of folders with some, that `load` may name though they are outside the workspace (R2). */
  actors?: readonly string[];
  flags?: ConfigFlags;
  environment: Readonly<Record<string, string | undefined>>;
  /** Electron's hidden pages, for the chromium driver; none where there is no window (S1). */
  hiddenPages?: HiddenPages;
  /** How parser processes are started; by Node's own means unless said otherwise (D10). */
  startParser?: StartParserProgram;
  /** The system keychain, where there is one (N12). */
  secretCipher?: SecretCipher;
  /** Told when a person trusts the workspace or takes it back. */
  onTrust?: (trusted: boolean) => void;
}
