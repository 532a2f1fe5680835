import type { Locator, Page } from 'playwright/test';
import { expect } from './expect.ts';

/** The editor as a person sees it: regions, buttons, nodes, ports and wires by their accessible names (E11). */
export class Editor {
  constructor(readonly page: Page) {}

  region(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** A node's card, by its title. */
  node(title: string): Locator {
    return this.region('Canvas').locator(`.react-flow__node[aria-label="${title}"]`);
  }

  port(name: string): Locator {
    return this.region('Canvas').getByRole('button', { name, exact: true });
  }

  wire(name: string): Locator {
    return this.region('Canvas').locator(`.react-flow__edge[aria-label="${name}"]`);
  }

  async ready(): Promise<void> {
    await expect(this.region('Palette').getByRole('button', { name: 'RollingMean', exact: true })).toBeVisible({
      timeout: 30_000,
    });
    await expect(this.node('Rolling mean')).toBeVisible();
  }

  /** Draws a wire with the mouse; where it is refused the wire is not there afterwards. */
  async draw(from: string, to: string, whileDragging?: () => Promise<void>): Promise<void> {
    const [start, end] = [await this.middle(from), await this.middle(to)];
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 8 });
    await this.page.mouse.move(end.x, end.y, { steps: 8 });
    await whileDragging?.();
    await this.page.mouse.up();
  }

  /** Selects a node and opens its code. */
  async openCode(title: string): Promise<void> {
    await this.node(title).click({ position: { x: 40, y: 12 } });
    await this.page.keyboard.press('Control+e');
    const firstLine = this.region('Code').locator('.monaco-editor .view-line').first();
    await expect(firstLine).toBeVisible({ timeout: 30_000 });
    await firstLine.click();
  }

  /** In the open code: presses keys that put the cursor, types, and saves. */
  async typeInCode(keys: readonly string[], text: string): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    if (text !== '') await this.page.keyboard.insertText(text);
    await this.page.keyboard.press('Control+s');
  }

  /** Chooses from the command palette what a few letters find first. */
  async choose(letters: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await expect(this.page.getByRole('combobox', { name: 'All commands' })).toBeFocused();
    await this.page.keyboard.type(letters);
    await expect(this.page.getByRole('option', { selected: true })).toContainText(letters, { ignoreCase: true });
    await this.page.keyboard.press('Enter');
    await expect(this.page.getByRole('combobox', { name: 'All commands' })).toHaveCount(0);
  }

  private async middle(port: string): Promise<{ x: number; y: number }> {
    const box = await this.port(port).boundingBox();
    if (!box) throw new Error(`${port} is not to be seen.`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
}
