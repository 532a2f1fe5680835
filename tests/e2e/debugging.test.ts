import path from 'node:path';
import type { Browser } from 'playwright';
import { expect } from './expect.ts';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { graphText, launchBrowser, serveEditor } from './browser.ts';
import { screenshots } from './exampleFolder.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const numbers = `
from reflow import actor

@actor(name="Numbers", inports=["count"], outports=["n"])
async def numbers(context):
    for n in range(context.get_input("count")):
        await context.send_output("n", {"n": n})
`;
const double = `
from reflow import actor

@actor(name="Double", inports=["n"], outports=["twice"])
async def double(context):
    value = context.get_input("n")["n"]
    if value == 3:
        raise ValueError("three is refused")
    await context.state.increment("seen")
    await context.state.push("values", {"of": value})
    print("doubling", value)
    return {"twice": value * 2}
`;
const files = {
  'reflow.yaml': 'recording:\n  mode: all\n',
  'numbers.actor.py': numbers,
  'double.actor.py': double,
  'flow.graph.json': graphText(
    {
      numbers: { component: 'Numbers', x: 0, y: 0, title: 'Numbers' },
      double: { component: 'Double', x: 320, y: 0, title: 'Double' },
    },
    ['numbers.n double.n'],
    { 'numbers.count': 5 },
  ),
};
const patience = { timeout: 30_000 };

describe('debugging in the window', () => {
  it('[N8, E5] edited code is tried on the last message before it is saved; [T7] a key shows its history with differences', async () => {
    await using served = await serveEditor(browser, files);
    const { editor, page } = served;
    await editor.button('Run').click();
    await expect(editor.node('Double')).toContainText('three is refused', patience);
    await editor.openCode('Double');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Home');
    await page.keyboard.insertText('await context.state.set("note", "tried"); ');
    const code = editor.region('Code');
    await code.getByRole('button', { name: 'Try on last message' }).click();
    const trial = page.getByRole('dialog', { name: 'Trial of Double' });
    await expect(trial.getByRole('region', { name: 'Outputs' })).toContainText('8', patience);
    await expect(trial.getByRole('region', { name: 'State' })).toContainText('note');
    await trial.getByRole('button', { name: 'Close' }).click();
    expect(await served.folder.read('double.actor.py')).not.toContain('note');

    await page.getByRole('tab', { name: 'State' }).click();
    const state = editor.region('State');
    await expect(state.getByRole('row', { name: /seen/ })).toContainText('4', patience);
    await expect(state.getByRole('row', { name: /note/ })).toHaveCount(0);
    await state.getByRole('button', { name: 'History of seen of double' }).click();
    const history = page.getByRole('dialog', { name: 'History of seen' });
    await expect(history.getByRole('listitem')).toHaveCount(4, patience);
    await expect(history.getByRole('listitem').first()).toContainText('+ added: 4');
    await page.screenshot({ path: path.join(screenshots, 'debugging-history.png') });
    await page.keyboard.press('Escape');

    const keys = state.getByRole('treegrid', { name: 'Actor state' });
    await keys.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await expect(state.getByRole('row', { name: '0 {1}' })).toHaveAttribute('aria-level', '4');
    const values = state.getByRole('row', { name: /^values/ });
    await page.keyboard.press('Enter');
    await state.getByRole('textbox', { name: 'Value of values of double' }).fill('[1]');
    await page.keyboard.press('Enter');
    await expect(values).toContainText('[1]list');
    await page.keyboard.press('Delete');
    await expect(values).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(values).toContainText('[1]list');
    await state.getByRole('button', { name: 'Undo the change of values' }).click();
    await expect(values).toContainText('[{"of":0}');
    await expect(editor.button('Undo')).toBeDisabled();
  });

  it('[N7, E6] a breakpoint on a wire holds messages: looked at, edited and let go, dropped, with a condition', async () => {
    await using served = await serveEditor(browser, files);
    const { editor, page } = served;
    await editor.wire('Numbers.n to Double.n').click({ force: true });
    await page.keyboard.press('F8');
    const inspector = editor.region('Inspector');
    await expect(inspector.getByText('Nothing is held.')).toBeVisible(patience);
    await editor.button('Run').click();
    const held = inspector.getByRole('textbox', { name: 'Held message' });
    await expect(held).toHaveValue(/"n": 0/, patience);
    await expect(editor.region('Canvas').getByText('Breakpoint, 5 held')).toBeAttached(patience);
    await page.screenshot({ path: path.join(screenshots, 'debugging-held.png') });

    await held.fill('{"n": 50}');
    await inspector.getByRole('button', { name: 'Let it go, edited' }).click();
    await expect(held).toHaveValue(/"n": 1/, patience);
    await inspector.getByRole('button', { name: 'Drop it' }).click();
    await expect(held).toHaveValue(/"n": 2/, patience);
    await inspector.getByRole('textbox', { name: /Only when/ }).fill('n = 4');
    await page.keyboard.press('Enter');
    // What is held and does not meet the condition goes on.
    await expect(held).toHaveValue(/"n": 4/, patience);
    await inspector.getByRole('button', { name: 'Remove' }).click();
    await expect(editor.node('Double')).toContainText('three is refused', patience);
    await editor.node('Double').click({ position: { x: 40, y: 12 } });
    await inspector.getByRole('button', { name: 'History' }).click();
    const messages = inspector.getByRole('list', { name: 'Messages' });
    // 50 twice, 2 twice, 4 twice; 1 was dropped and 3 refused.
    await expect(messages.getByRole('button')).toHaveCount(3, patience);
    await expect(messages).toContainText('100');
    await expect(messages).toContainText('8');
  });

  it('[E7, E6] every message of a run is listed live, searched, leads to its node, and is looked at', async () => {
    await using served = await serveEditor(browser, files);
    const { editor, page } = served;
    await page.getByRole('tab', { name: 'Messages' }).click();
    const panel = editor.region('Messages');
    await expect(panel.getByText('No message yet')).toBeVisible();
    await editor.button('Run').click();
    const rows = panel.getByRole('listitem');
    // Five numbers, of which one is refused.
    await expect(rows).toHaveCount(9, patience);
    await expect(rows.last()).toBeInViewport();
    await panel.getByRole('searchbox', { name: 'Search all messages' }).fill('double.twice');
    await expect(rows).toHaveCount(4);
    await rows.last().getByRole('button', { name: 'Double' }).click();
    await expect(editor.node('Double')).toHaveClass(/selected/);
    await rows.last().getByRole('button', { name: /twice/ }).click();
    const chosen = panel.getByRole('region', { name: 'Chosen message' });
    await expect(chosen).toContainText('8');
    await chosen.getByRole('button', { name: 'Compare with the one before' }).click();
    await expect(chosen.getByLabel('Difference to the message before')).toContainText('4');
    await page.screenshot({ path: path.join(screenshots, 'debugging-messages.png') });
    await chosen
      .getByRole('region', { name: 'Caused by' })
      .getByRole('button', { name: /Numbers\.n/ })
      .click();
    await expect(chosen.getByRole('heading', { level: 3 })).toHaveText('Numbers.n');
    await expect(chosen.getByRole('region', { name: 'Led to' })).toContainText('Double.twice');
    await panel.getByRole('searchbox', { name: 'Search all messages' }).fill('"n":3');
    await rows.getByRole('button', { name: /"n":3/ }).click();
    await expect(chosen).toContainText('Double failed on it: ValueError: three is refused');
  });

  it('[N8, N9, E7] a recorded run is walked through by causes; a message is tried apart, sent again, compared and pinned', async () => {
    await using served = await serveEditor(browser, files);
    const { editor, page } = served;
    await editor.button('Run').click();
    await expect(editor.node('Double')).toContainText('three is refused', patience);
    await page.getByRole('tab', { name: 'Runs' }).click();
    const runs = editor.region('Runs');
    await runs.getByRole('button', { name: /^Open \d/ }).click({ timeout: 30_000 });
    const recorded = runs.getByRole('region', { name: 'Recorded run' });
    const lines = recorded.getByRole('option');
    await lines.filter({ hasText: /Numbers\.n.*"n":2/ }).click(patience);
    await expect(recorded.getByRole('region', { name: 'Led to' })).toContainText('Double.twice');
    await expect(recorded.getByRole('region', { name: 'Caused by' })).toContainText('initial');
    await page.keyboard.press('ArrowRight');
    await expect(lines.and(page.locator('[aria-selected=true]'))).toContainText('Double.twice4');
    await recorded.getByRole('searchbox', { name: 'Search this run' }).fill('double 6');
    await expect(recorded.getByRole('status')).toContainText('0 found');
    await recorded.getByRole('searchbox').fill('numbers "n":3');
    await expect(lines).toHaveCount(1);
    await recorded.getByRole('searchbox').fill('');
    await recorded.getByText('Failures 1').click();
    await recorded.getByRole('listbox', { name: 'Recorded messages' }).focus();
    await page.keyboard.press('ArrowDown');
    await expect(recorded.getByRole('group', { name: 'Failure' })).toContainText('Double failed: ValueError: three');
    await page.keyboard.press('ArrowLeft');
    await expect(recorded.getByText(/^Message \d+$/)).toBeVisible();
    await recorded.getByText('All', { exact: true }).click();
    await lines.filter({ hasText: /Numbers\.n.*"n":2/ }).click();
    await recorded.getByRole('button', { name: 'Try it' }).click();
    const trial = page.getByRole('dialog', { name: 'Trial of double' });
    await expect(trial.getByRole('region', { name: 'Outputs' })).toContainText('4', patience);
    await expect(trial.getByRole('region', { name: 'State' })).toContainText('seen');
    await expect(trial.getByRole('region', { name: 'Log' })).toContainText('doubling 2');
    await page.screenshot({ path: path.join(screenshots, 'debugging-trial.png') });
    await trial.getByRole('button', { name: 'Close' }).click();

    await editor.node('Double').click({ position: { x: 40, y: 12 } });
    const inspector = editor.region('Inspector');
    await inspector.getByRole('button', { name: 'History' }).click();
    await expect(inspector.getByRole('list', { name: 'Messages' }).getByRole('button')).toHaveCount(4, patience);
    await editor.node('Numbers').click({ position: { x: 40, y: 12 } });
    const history = inspector.getByRole('list', { name: 'Messages' });
    await history.getByRole('button', { name: /"n":1/ }).click(patience);
    await inspector.getByRole('button', { name: 'Compare with the one before' }).click();
    await expect(inspector.getByLabel('Difference to the message before')).toContainText('"n": 0');
    await inspector.getByRole('button', { name: 'Send again' }).click();
    // The recorded run beside it goes on.
    await expect(lines.filter({ hasText: 'sent → Double.n' })).toHaveCount(1, patience);
    await inspector.getByRole('button', { name: 'Pin', exact: true }).click();
    await expect(inspector.getByText(/Pinned: sends the same n/)).toBeVisible(patience);
    await editor.node('Double').click({ position: { x: 40, y: 12 } });
    await expect(history.getByRole('button')).toHaveCount(5, patience);
    await page.screenshot({ path: path.join(screenshots, 'debugging-run.png') });

    await editor.node('Numbers').click({ position: { x: 40, y: 12 } });
    await history.getByRole('button', { name: /"n":2/ }).click(patience);
    await inspector.getByRole('button', { name: 'Open as a test' }).click();
    const code = editor.region('Code');
    await expect(code.getByRole('tab', { name: 'double.actor.test.json' })).toBeVisible(patience);
    await code.getByRole('button', { name: 'Run tests' }).click();
    await expect(code.getByRole('status')).toHaveText('All 1 passed', patience);
  });

  it('[N10, N8, E5, E7] a dead letter is tried on unsaved code, kept as a test, mended and tried again in the flow', async () => {
    await using served = await serveEditor(browser, files);
    const { editor, page } = served;
    await editor.button('Run').click();
    await expect(editor.node('Double')).toContainText('three is refused', patience);
    await editor.openCode('Double');
    await page.keyboard.press('Control+End');
    for (let line = 0; line < 6; line++) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Home');
    await page.keyboard.insertText('value = value if value != 3 else 33');
    await page.keyboard.press('Enter');
    const code = editor.region('Code');
    const inspector = editor.region('Inspector');
    await inspector.getByRole('list', { name: 'Dead letters' }).getByRole('button').click();
    await inspector.getByRole('button', { name: 'Try apart' }).click();
    const trial = page.getByRole('dialog', { name: 'Trial of Double' });
    await expect(trial.getByRole('region', { name: 'Outputs' })).toContainText('66', patience);
    await trial.getByRole('button', { name: 'Keep as a test' }).click();
    await expect(code.getByRole('tab', { name: 'double.actor.test.json' })).toHaveAttribute('aria-selected', 'true');
    // The file still refuses three.
    await code.getByRole('button', { name: 'Run tests' }).click();
    await expect(code.getByRole('status')).toHaveText('1 of 1 failed', patience);

    await page.getByRole('tab', { name: 'Runs' }).click();
    const runs = editor.region('Runs');
    await runs.getByText('Dead letters 1').click(patience);
    await runs.getByRole('list', { name: 'Dead letters' }).getByRole('button').click();
    const message = runs.getByRole('textbox', { name: 'Message on n' });
    await expect(message).toHaveValue(/"n": 3/, patience);
    await page.screenshot({ path: path.join(screenshots, 'debugging-dead-letter.png') });
    await message.fill('{"n": 30}');
    await runs.getByRole('button', { name: 'Try again in the flow' }).click();
    await expect(runs.getByText('No dead letters')).toBeVisible(patience);
    await editor.node('Double').click({ position: { x: 40, y: 12 } });
    await expect(editor.region('Inspector')).toContainText('60', patience);

    await page.getByRole('tab', { name: 'Metrics' }).click();
    await editor.button('Enlarge panel, or make it small again').click();
    await editor.region('Metrics').getByRole('button', { name: 'Numbers' }).click();
    await expect(editor.region('Inspector').getByRole('heading', { name: 'Numbers' })).toBeVisible();
  });
});
