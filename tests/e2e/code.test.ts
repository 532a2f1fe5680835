import path from 'node:path';
import type { Browser } from 'playwright';
import { expect } from './expect.ts';
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

  it('[E5] the tests beside an actor run from the editor and say which case failed and why; Python is formatted and compared by command', () =>
    withEditor(host, async (editor) => {
      await editor.openCode('Rolling mean');
      const { page } = editor;
      const code = editor.region('Code');
      await code.getByRole('button', { name: 'Run tests' }).click();
      await expect(code.getByRole('status')).toHaveText('All 2 passed', patience);

      await code.locator('.view-line').first().click();
      await page.keyboard.press('Control+End');
      await page.keyboard.insertText('\nx = {  "a":1 }');
      await editor.choose('Format the code');
      await expect(code.locator('.view-line').filter({ hasText: 'x = {"a": 1}' })).toBeVisible(patience);
      await editor.choose('Compare the code');
      await expect(code.locator('.monaco-diff-editor')).toBeVisible(patience);
      await editor.choose('Compare the code');
      await expect(code.locator('.monaco-diff-editor')).toHaveCount(0);
      const view = page.locator('.react-flow__viewport');
      const placeBefore = await view.getAttribute('style');
      await editor.choose('Show the code alone');
      await expect(editor.region('Canvas')).toHaveCount(0);
      await editor.choose('Show the code alone');
      await expect(view).toHaveAttribute('style', placeBefore!);

      await code.getByRole('button', { name: 'Open tests' }).click();
      await expect(code.getByRole('tab', { name: 'rolling.actor.test.json' })).toHaveAttribute('aria-selected', 'true');
      await code.locator('.view-line').first().click();
      await page.keyboard.press('Control+Home');
      for (let line = 0; line < 11; line++) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Control+f');
      await page.keyboard.insertText('11.5');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await page.keyboard.insertText('12');
      await code.locator('.test-glyph').first().click();
      await expect(code.getByRole('status')).toHaveText('1 of 2 failed', patience);
      await expect(code.getByRole('list', { name: 'Test results' })).toContainText('"mean":11.5');
      await expect(code.locator('.test-glyph-failed')).toHaveCount(1);
      await expect(code.getByRole('img', { name: 'Passed' }).or(code.getByLabel('Passed'))).toHaveCount(1);
      await page.screenshot({ path: path.join(screenshots, 'code-tests.png') });
    }));

  it('[E5] JavaScript: members of the context, and definitions in files that are not open', () =>
    withEditor(host, async (editor, folder) => {
      await folder.write('actors/heat.js', 'export function isHot(degrees) {\n  return degrees > 30;\n}\n');
      await editor.openCode('Heat rule');
      const { keyboard } = editor.page;
      await keyboard.press('Control+Home');
      await keyboard.insertText("import { isHot } from './heat.js';\n");
      await keyboard.press('ArrowUp');
      for (let step = 0; step < 11; step++) await keyboard.press('ArrowRight');
      await keyboard.press('F12');
      await expect(editor.region('Code').getByRole('tab', { name: 'heat.js' })).toHaveAttribute(
        'aria-selected',
        'true',
        patience,
      );
    }));

  it('[E5, E8] a new actor is opened and placed in the graph; the list of commands opens from within its code', () =>
    withEditor(host, async (editor) => {
      await editor.button('New actor').click();
      await editor.page.getByRole('textbox', { name: 'Name' }).fill('thaw days');
      await expect(editor.page.getByRole('checkbox', { name: 'Place it in the graph' })).toBeChecked();
      await editor.page.keyboard.press('Enter');
      const code = editor.region('Code');
      await expect(code.getByRole('tab', { name: 'thaw_days.actor.py' })).toHaveAttribute('aria-selected', 'true');
      await expect(editor.node('ThawDays')).toBeInViewport({ ratio: 0.9 });
      await code.locator('.view-line').first().click();
      await editor.page.keyboard.type('# Days on which it thaws.');
      await code.getByRole('button', { name: 'Compare with the file on disk' }).click();
      await expect(code.locator('.monaco-diff-editor .line-insert').first()).toBeVisible(patience);
      await editor.page.keyboard.press('Control+s');
      await expect(code.locator('.monaco-diff-editor')).toHaveCount(0);
      await code.locator('.view-line').first().click();
      await editor.choose('Rolling mean');
      await expect(editor.region('Inspector')).toContainText('Rolling mean');
      await editor.button('Undo').click();
      await expect(editor.node('ThawDays')).toHaveCount(0);
    }));

  it('[E5] Python: the context knows the ports and the config of its actor, and follows their declaration', () =>
    withEditor(host, async (editor, folder) => {
      const source = (inport: string): string =>
        [
          'from reflow import actor, ActorContext\n\n',
          '@actor(',
          '    name="Typed",',
          `    inports=[{"name": "${inport}", "type": "object"}],`,
          '    outports=[{"name": "mean", "type": "float"}],',
          '    config_schema={"properties": {"window": {"type": "integer", "default": 7}}},',
          ')',
          'async def typed(context: ActorContext):',
          '    context.get_input("row")["date"], context.get_input("row")',
          '    context.config["window"] + context.config.get("window", 7)',
          '    await context.send_output("mean", 1.5)',
          '    context.get_input("rows")',
          '    context.get_input("row") + 1',
          '    context.config["window"].upper()',
          '    context.config["windows"]',
          '    await context.send_output("mean", "text")',
        ].join('\n');
      await folder.write('actors/typed.actor.py', source('row'));
      await expect(editor.region('Palette').getByRole('button', { name: 'Typed', exact: true })).toBeVisible(patience);
      await editor.choose('Typed');
      const code = editor.region('Code');
      const errors = code.locator('.squiggly-error');
      // The last five lines, and nothing above them.
      await expect(errors).toHaveCount(5, patience);
      await folder.write('actors/typed.actor.py', source('rows'));
      await expect(errors).toHaveCount(6, patience);

      await code.locator('.view-line').first().click();
      const { keyboard } = editor.page;
      await keyboard.press('Control+End');
      await keyboard.press('Enter');
      await keyboard.type('context.get_input("');
      await expect(suggestions(editor)).toHaveCount(1, patience);
      await expect(suggestions(editor)).toContainText('rows');
      await keyboard.press('Escape');
      await keyboard.press('Control+z');
      await keyboard.type('context.config["');
      await expect(suggestions(editor).filter({ hasText: 'window' })).toHaveCount(1, patience);
    }));

  it('[E5] JavaScript: the context knows the ports and the config of its actor while they are typed', () =>
    withEditor(host, async (editor) => {
      await editor.openCode('Heat rule');
      const { keyboard } = editor.page;
      const code = editor.region('Code');
      const errors = code.locator('.squiggly-error');
      await keyboard.press('Control+f');
      await keyboard.insertText('const threshold =');
      await keyboard.press('Enter');
      await keyboard.press('Escape');
      await keyboard.press('Home');
      await keyboard.insertText("context.config.threshold.toUpperCase();\ncontext.getInput('means');\n");
      await keyboard.type("context.sendOutput('");
      await expect(suggestions(editor).filter({ hasText: 'alert' })).toHaveCount(1, patience);
      await expect(suggestions(editor).filter({ hasText: 'checked' })).toHaveCount(1, patience);
      await keyboard.press('Escape');
      await keyboard.insertText("alert', {});");
      await expect(errors).toHaveCount(2, patience);
      await keyboard.press('Control+Home');
      await keyboard.press('Control+f');
      await keyboard.insertText("name: 'mean");
      await keyboard.press('Enter');
      await keyboard.press('Escape');
      await keyboard.insertText("name: 'means");
      await expect(code.locator('.view-line').filter({ hasText: "getInput('mean')" })).toBeVisible(patience);
      await expect(errors).toHaveCount(2, patience);
    }));
});
