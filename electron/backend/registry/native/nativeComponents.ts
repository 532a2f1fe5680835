import { Permissions, type PermissionSettings } from './permissions.ts';
import type { Component } from '../component.ts';
import { batch } from './batch.ts';
import { constant } from './constant.ts';
import { counter } from './counter.ts';
import { debounce } from './debounce.ts';
import { delay } from './delay.ts';
import { display } from './display.ts';
import { drop } from './drop.ts';
import type { ExpressionWorkers } from './expression/expressionWorkers.ts';
import { filter } from './filter.ts';
import { FlowServers } from './http/flowServers.ts';
import { HttpExchanges } from './http/httpExchanges.ts';
import { httpIn } from './http/httpIn.ts';
import { httpOut } from './http/httpOut.ts';
import { httpRequest } from './http/httpRequest.ts';
import { inject } from './inject.ts';
import { join } from './join.ts';
import { log } from './log.ts';
import { map } from './map.ts';
import { merge } from './merge.ts';
import { readFile } from './readFile.ts';
import { redisStreamIn } from './redis/redisStreamIn.ts';
import { redisStreamOut } from './redis/redisStreamOut.ts';
import { StreamConnections } from './redis/streamConnection.ts';
import { repeat } from './repeat.ts';
import { split } from './split.ts';
import { switchComponent } from './switch.ts';
import { throttle } from './throttle.ts';
import { WebSocketEndpoints } from './webSocket/webSocketEndpoints.ts';
import { webSocketIn } from './webSocket/webSocketIn.ts';
import { webSocketOut } from './webSocket/webSocketOut.ts';
import { writeFile } from './writeFile.ts';

export interface NativeOptions {
  /** The folder inside which files are read and written. */
  readonly workspaceRoot: string;
  /** Where expressions are evaluated that may take long; not owned. */
  readonly expressions: ExpressionWorkers;
  /** `permissions` of reflow.yaml; missing: nothing but the workspace's files. */
  readonly permissions?: PermissionSettings;
  /** `redis.url` of the workspace. */
  readonly redisUrl?: string | undefined;
  /** `redis.max_connections`. */
  readonly mostRedisConnections?: number;
}

/** The components that come with the program (C3). */
export function nativeComponents(options: NativeOptions): Component[] {
  const { workspaceRoot, permissions: settings, redisUrl, mostRedisConnections = 100, expressions } = options;
  const permissions = new Permissions(workspaceRoot, settings);
  const streams = new StreamConnections({ permissions, workspaceUrl: redisUrl, most: mostRedisConnections });
  const servers = new FlowServers();
  const exchanges = new HttpExchanges();
  const endpoints = new WebSocketEndpoints(servers, permissions);
  return [
    inject,
    constant,
    readFile(permissions),
    httpIn(servers, exchanges),
    webSocketIn(endpoints, permissions),
    redisStreamIn(permissions, streams),
    writeFile(workspaceRoot, permissions),
    display,
    log,
    httpOut(exchanges),
    webSocketOut(endpoints, permissions),
    redisStreamOut(permissions, streams),
    httpRequest(permissions),
    merge,
    repeat,
    drop,
    split,
    join,
    batch,
    filter(expressions),
    map(expressions),
    switchComponent,
    counter,
    delay,
    debounce,
    throttle,
  ];
}
