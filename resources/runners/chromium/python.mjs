// The worker of a Python sandbox: the Python runner in Pyodide, from a snapshot of its memory made when the program was built.
import { keepHarmlessGlobals } from './globals.mjs';
import { Link } from './link.mjs';
import { boundFiles } from './python/boundFiles.mjs';

/** It stays a file of its own beside this one. */
const pyodideModule = './pyodide/pyodide.mjs';

addEventListener('message', ({ data }) => void start(data), { once: true });

async function start({ memory, output, environment }) {
  const link = new Link({ memory, output });
  try {
    const [{ loadPyodide }, snapshot, runner] = await Promise.all([
      import(pyodideModule),
      fetch('/pyodide/snapshot.bin').then((answer) => (answer.ok ? answer.arrayBuffer() : undefined)),
      fetch('/python.json').then((answer) => answer.json()),
    ]);
    const pyodide = await loadPyodide({
      indexURL: '/pyodide/',
      jsglobals: { Object, Array, Promise, Error, Uint8Array, setTimeout, clearTimeout },
      env: { HOME: '/tmp', PYTHONDONTWRITEBYTECODE: '1' },
      ...(snapshot ? { _loadSnapshot: snapshot } : {}),
    });
    for (const [path, text] of Object.entries(runner)) {
      pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
      pyodide.FS.writeFile(path, text);
    }
    pyodide.registerJsModule('_reflow_link', {
      read: (most) => link.read(most),
      write: (bytes) => link.write(bytes),
      pause: (milliseconds) => link.pause(milliseconds),
      waiting: () => link.waiting,
      exit: (code) => link.exit(code),
      environment: () => JSON.stringify(environment),
    });
    const entry = pyodide.FS.readFile('/runner/sandbox.py', { encoding: 'utf8' });
    boundFiles(pyodide.FS);
    keepHarmlessGlobals();
    pyodide.runPython(entry, { filename: '/runner/sandbox.py' });
  } catch (error) {
    link.fail(error);
  }
}
