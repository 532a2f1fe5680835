import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { app, crashReporter } from 'electron';
import { cleanCrashReports } from './crashReports.ts';
import { HiddenWindows } from './pages/hiddenWindows.ts';
import { refuseNavigation } from './pages/hardening.ts';
import { namedWorkspace, ownArguments } from './launchArguments.ts';
import { ApplicationMenu } from './menu/applicationMenu.ts';
import { registerSchemes } from './pages/schemes.ts';
import { Updates } from './updates.ts';
import { Windows } from './windows/windows.ts';

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

/** Files that macOS opened this program with; they may come before it is ready. */
const asked: string[] = [];
let openAsked = (): void => {};
app.on('open-file', (event, file) => {
  event.preventDefault();
  asked.push(file);
  openAsked();
});

// Not awaited here: Electron is not ready before this module has been run to its end.
if (app.requestSingleInstanceLock({ workspace: named })) void run();
else app.quit();

async function run(): Promise<void> {
  await app.whenReady();
  await cleanCrashReports(app.getPath('crashDumps')).catch(() => {});
  const updates = new Updates(process.env);
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
    onRecentChanged: () => menu.build(),
    onCommandsChanged: () => menu.showCommands(),
  });
  const menu: ApplicationMenu = new ApplicationMenu(windows, updates);
  menu.build();
  app.setAboutPanelOptions(aboutPanel());
  endWith(windows);
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    const { workspace } = data as { workspace?: string };
    if (workspace !== undefined) void windows.openPath(workspace);
    else windows.focused?.focus();
  });
  const workspace = named ?? asked.shift();
  if (workspace !== undefined) await windows.openPath(workspace);
  else await windows.restore();
  openAsked = () => {
    for (const file of asked.splice(0)) void windows.openPath(file);
  };
  openAsked();
}

/** Who asks what runs here sees every version that matters in a report of a fault. */
function aboutPanel(): Electron.AboutPanelOptionsOptions {
  const { electron, chrome, node, v8 } = process.versions;
  return {
    applicationName: 'Reflow Studio',
    applicationVersion: app.getVersion(),
    version: `Electron ${electron}`,
    copyright: [`Electron ${electron}`, `Chromium ${chrome}`, `Node ${node}`, `V8 ${v8}`].join('\n'),
    iconPath: path.join(dist, 'icons/icon.png'),
  };
}

/** The program ends when its windows are closed and their back ends, sandboxes included, have ended. */
function endWith(windows: Windows): void {
  let ended = false;
  app.on('window-all-closed', () => {
    if (!windows.isOpening) app.quit();
  });
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
