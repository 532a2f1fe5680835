// The worker of a JavaScript sandbox: the JavaScript runner, on a small stand-in for the parts of Node that it uses.
import './node/globals.mjs';
import { Channel } from '../javascript/channel.mjs';
import { Worker } from '../javascript/worker.mjs';
import { openLink } from './currentLink.mjs';
import { keepHarmlessGlobals } from './globals.mjs';
import { Link } from './link.mjs';

addEventListener(
  'message',
  ({ data }) => {
    const link = new Link(data);
    openLink(link);
    process.env = { ...data.environment };
    process.reallyExit = (code) => link.exit(code ?? 0);
    keepHarmlessGlobals();
    new Worker(new Channel(3)).serve();
  },
  { once: true },
);
