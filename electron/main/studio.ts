import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { app, crashReporter } from 'electron';
import { HiddenWindows } from './hiddenWindows.ts';
import { refuseNavigation } from './hardening.ts';
import { namedWorkspace, ownArguments } from './launchArguments.ts';
import { installMenu } from './menu.ts';
import { registerSchemes } from './schemes.ts';
import { Windows } from './windows.ts';

/** What ends slower than this is left to the operating system: sandboxes die with this process. */
const longestEnd = 10_000;

/** Where the build put everything; this file ends up in dist/main/. */
const dist = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Files that must be ordinary ones are beside the archive in a packaged program (electron-builder.yml). */
const besideArchive = app.isPackaged ? process.resourcesPath : dist;

const named = namedWorkspace(ownArguments(process.argv, app.getAppPath(), process.cwd()), process.cwd());

crashReporter.start({ uploadToServer: false });
// Root has no Chromium sandbox; whoever starts this as root says so on the command line.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerSchemes();
refuseNavigation();

// Not awaited here: Electron is not ready before this module has been run to its end.
if (app.requestSingleInstanceLock({ workspace: named })) void run();
else app.quit();

async function run(): Promise<void> {
  await app.whenReady();
  const windows: Windows = new Windows({
    userData: app.getPath('userData'),
    resources: {
      runners: path.join(besideArchive, 'runners'),
      parserProcess: path.join(dist, 'backend/parserProcess.js'),
      pythonGrammar: path.join(dist, 'wasm/tree-sitter-python.wasm'),
      expressionWorker: path.join(besideArchive, 'workers/expressionWorker.cjs'),
      wasmWorker: path.join(besideArchive, 'workers/wasmWorker.cjs'),
      renderer: path.join(dist, 'renderer'),
    },
    preload: path.join(dist, 'preload/preload.cjs'),
    hiddenPages: new HiddenWindows(path.join(besideArchive, 'sandbox'), path.join(dist, 'preload/sandboxPreload.cjs')),
    icon: path.join(dist, 'icons/icon.png'),
    examples: path.join(besideArchive, 'examples'),
    onRecentChanged: () => installMenu(windows),
  });
  installMenu(windows);
  endWith(windows);
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    const { workspace } = data as { workspace?: string };
    if (workspace !== undefined) void windows.openWorkspace(workspace);
    else windows.focused?.focus();
  });
  const [latest] = windows.recent.list();
  const workspace = named ?? latest;
  if (workspace !== undefined) await windows.openWorkspace(workspace);
  else await windows.openExample();
}

/** The program ends when its windows are closed and their back ends, sandboxes included, have ended. */
function endWith(windows: Windows): void {
  let ended = false;
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    const deadline = new Promise((resolve) => setTimeout(resolve, longestEnd).unref());
    void Promise.race([windows[Symbol.asyncDispose](), deadline]).finally(() => {
      ended = true;
      app.quit();
    });
  });
}
