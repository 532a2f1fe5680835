import { initialize } from 'monaco-editor/internal/common/initialize';
import { createOverlaidWorker } from './overlaidWorker.ts';

// Monaco's first message only starts it; the second brings what it is made with.
globalThis.addEventListener('message', () => initialize(createOverlaidWorker), { once: true });
