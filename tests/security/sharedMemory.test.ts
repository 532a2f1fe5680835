import { attackSharedMemory } from './sharedMemoryAttacks.ts';

attackSharedMemory('bubblewrap');
