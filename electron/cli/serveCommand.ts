import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { createBackend } from '../backend/createBackend.ts';
import type { WorkspaceConfig } from '../backend/config/configSchema.ts';
import { drainOption } from './drainOption.ts';
import { driverOption } from './driverOption.ts';
import { backendResources } from './backendResources.ts';
import { existingFolder } from './existingFolder.ts';
import { outliveDefects } from './outliveDefects.ts';
import { untilSignal } from './untilSignal.ts';

interface ServeOptions {
  workspace: string;
  host?: string;
  port?: number;
  httpPort: number;
  metricsPort: number;
  redis?: string;
  driver?: WorkspaceConfig['sandbox']['driver'];
  actors?: string[];
  token?: string;
  insecure?: boolean;
  debug?: boolean;
  drainTimeout?: number;
}

/** `serve`: the whole back end without a window (P2). Prints one JSON line when it is ready. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the back end as a server: RPC, editor, health and metrics')
    .option('--workspace <folder>', 'workspace folder', '.')
    .option('--host <address>', 'address to listen on (127.0.0.1; elsewhere needs --token or --insecure)')
    .option('--port <port>', 'RPC port (5556; 0 picks a free one)', port)
    .option('--http-port <port>', 'port of the editor and /health', port, 5555)
    .option('--metrics-port <port>', 'port of /metrics', port, 9090)
    .option('--redis <url>', 'keep state in this Redis')
    .addOption(driverOption())
    .option('--actors <paths...>', 'load these actor files, or those of these folders, at start')
    .addOption(
      new Option('--token <token>', 'token of the editor and of clients elsewhere; made up when missing').env(
        'REFLOW_TOKEN',
      ),
    )
    .option('--insecure', 'listen elsewhere than on loopback without a token')
    .addOption(drainOption())
    .option('--debug', 'log sandbox creation, RPC, outputs and clean-up')
    .option('--json', 'the ready line is always JSON; accepted for uniformity')
    .action(async (options: ServeOptions) => {
      const root = await existingFolder(options.workspace);
      const interrupted = untilSignal();
      await using backend = await createBackend({
        workspaceRoot: root,
        resources: backendResources(),
        trusted: true,
        watch: true,
        debug: options.debug ?? false,
        actors: (options.actors ?? []).map((named) => path.resolve(named)),
        flags: {
          ...(options.host !== undefined ? { host: options.host } : {}),
          ...(options.port !== undefined ? { port: options.port } : {}),
          ...(options.redis !== undefined ? { redis: options.redis } : {}),
          ...(options.driver !== undefined ? { driver: options.driver } : {}),
          ...(options.drainTimeout !== undefined ? { drainTimeout: options.drainTimeout } : {}),
        },
        environment: process.env,
      });
      using _ = outliveDefects(backend);
      const addresses = await backend.serve({
        httpPort: options.httpPort,
        metricsPort: options.metricsPort,
        token: options.token,
        insecure: options.insecure ?? false,
      });
      process.stdout.write(`${JSON.stringify({ event: 'ready', ...addresses })}\n`);
      await interrupted.signal;
      await backend.drain(interrupted.again);
    });
}

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65535)
    throw new InvalidArgumentError('Give a port from 0 to 65535.');
  return number;
}
