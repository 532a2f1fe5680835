import type { Component } from '../component.ts';
import { batch } from './batch.ts';
import { constant } from './constant.ts';
import { counter } from './counter.ts';
import { delay } from './delay.ts';
import { display } from './display.ts';
import { filter } from './filter.ts';
import { inject } from './inject.ts';
import { join } from './join.ts';
import { log } from './log.ts';
import { map } from './map.ts';
import { merge } from './merge.ts';
import { readFile } from './readFile.ts';
import { split } from './split.ts';
import { switchComponent } from './switch.ts';
import { throttle } from './throttle.ts';
import { writeFile } from './writeFile.ts';

export interface NativeOptions {
  /** The folder inside which files are read and written. */
  readonly workspaceRoot: string;
}

/** The components that come with the program (C3). */
export function nativeComponents({ workspaceRoot }: NativeOptions): Component[] {
  return [
    inject,
    constant,
    readFile(workspaceRoot),
    writeFile(workspaceRoot),
    display,
    log,
    merge,
    split,
    join,
    batch,
    filter,
    map,
    switchComponent,
    counter,
    delay,
    throttle,
  ];
}
