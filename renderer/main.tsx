import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { startApplication } from './app/startApplication.ts';
import { openTransport } from './rpc/connect.ts';
import './styles/theme.css';
import './styles/canvas.css';

const application = startApplication({
  openTransport,
  storage: window.localStorage,
  nextFrame: (work) => void window.requestAnimationFrame(work),
  random: () => Math.random(),
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App application={application} />
  </StrictMode>,
);
