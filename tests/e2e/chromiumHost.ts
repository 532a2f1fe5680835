import type { Browser } from 'playwright';
import { Served } from '../integration/commandLine.ts';
import type { Host } from './mainJob.ts';

/** The editor in a browser, against a server of its own. */
export function chromiumHost(browser: () => Browser): Host {
  return {
    name: 'chromium',
    async open(workspace) {
      const server = await Served.start(workspace);
      const page = await browser().newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(server.ready.editor);
      return {
        page,
        killHard: async () => void (await server.stop('SIGKILL')),
        async [Symbol.asyncDispose]() {
          await page.close();
          await server.stop();
        },
      };
    },
  };
}
