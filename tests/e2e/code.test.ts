import path from 'node:path';
import type { Browser } from 'playwright';
import { expect } from 'playwright/test';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { chromiumHost } from './chromiumHost.ts';
import type { Editor } from './editor.ts';
import { screenshots } from './exampleFolder.ts';
import { withEditor } from './mainJob.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const host = chromiumHost(() => browser);
const patience = { timeout: 60_000 };

/** What the list of suggestions offers for what was just typed. */
const suggestions = (editor: Editor) => editor.page.locator('.suggest-widget .monaco-list-row');

describe('writing an actor', () => {
  it('[E5] Python: members of the context, signatures, hover, type problems and definitions in other files', () =>
    withEditor(host, async (editor, folder) => {
      await folder.write(
        'actors/scale.py',
        'def twice(number: float) -> float:\n    """Twice as much."""\n    return number * 2\n',
      );
      await editor.openCode('Rolling mean');
      const { keyboard } = editor.page;
      const code = editor.region('Code');
      await keyboard.press('Control+End');
      await keyboard.insertText('\n\nasync def more(context: ActorContext) -> int:\n    ');
      await keyboard.type('context.get_in');
      await expect(suggestions(editor).filter({ hasText: 'get_input' }).first()).toBeVisible(patience);
      await keyboard.press('Escape');
      await keyboard.insertText('put("x")\n');
      await keyboard.type('context.log(');
      await expect(editor.page.locator('.parameter-hints-widget')).toContainText('text: object', patience);
      await editor.page.screenshot({ path: path.join(screenshots, 'code-python.png') });
      await keyboard.press('Escape');
      await keyboard.insertText('"info", "x")\nreturn "no number"\n');
      // The one wrong line, and nothing of the example.
      await expect(code.locator('.squiggly-error')).toHaveCount(1, patience);

      await keyboard.press('Control+Home');
      await keyboard.insertText('from .scale import twice\n');
      await keyboard.press('ArrowUp');
      await keyboard.press('End');
      await keyboard.press('F12');
      await expect(code.getByRole('tab', { name: 'scale.py' })).toHaveAttribute('aria-selected', 'true', patience);
    }));
});
