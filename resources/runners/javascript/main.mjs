// Entry of the JavaScript runner. Arguments: the descriptor on which the channel is read and the one on which it is written; without
// them it is descriptor 3 for both.
import { Channel } from './channel.mjs';
import { SharedMemory } from './sharedMemory.mjs';
import { Worker } from './worker.mjs';

// bubblewrap sets it, and nobody declared it.
delete process.env.PWD;

const [input = 3, output = input] = process.argv.slice(2).map(Number);
process.argv.splice(1);
new Worker(new Channel(input, output), (channel) => new SharedMemory(channel)).serve();
