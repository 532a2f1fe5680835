// Entry of the JavaScript runner. It takes no arguments; the channel is descriptor 3.
import { Channel } from './channel.mjs';
import { Worker } from './worker.mjs';

new Worker(new Channel(3)).serve();
