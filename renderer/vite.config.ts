import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // The same files are served over HTTP and read by the desktop window, so nothing may depend on where they lie.
  base: './',
  plugins: [react(), tailwind()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    // Monaco and the layout engine are large, and loaded only when they are used.
    chunkSizeWarningLimit: 5000,
  },
  worker: { format: 'es' },
});
