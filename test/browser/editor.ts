import { resolve } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';

const ARTEFACTS = resolve(__dirname, '../../../test-artefacts');

/** Node-RED's editor in a browser page, worked as a person does: by mouse and keyboard. */
export class Editor {
  /** What went wrong in the page itself. */
  readonly faults: Error[] = [];

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.faults.push(error));
  }

  static async open(context: BrowserContext, url: string, colorScheme: 'light' | 'dark'): Promise<Editor> {
    const page = await context.newPage();
    const editor = new Editor(page);
    // what Settings › View › Theme keeps: `auto` follows the browser
    await page.addInitScript("localStorage.setItem('view-dark-theme', 'auto')");
    await page.emulateMedia({ colorScheme });
    await page.goto(url);
    await page.locator('.red-ui-palette-node').first().waitFor();
    return editor;
  }

  close(): Promise<void> {
    return this.page.close();
  }

  /** A node on the canvas. */
  node(id: string): Locator {
    return this.page.locator(`g.red-ui-flow-node-group[id="${id}"]`);
  }

  /** Opens the dialog of a node on the canvas. */
  async edit(id: string): Promise<void> {
    await this.node(id).dblclick();
    await this.page.locator('#node-dialog-ok').click({ trial: true }); // it has slid in when the button stands still
  }

  /** What is open beside the canvas. */
  get dialog(): Locator {
    return this.page.locator('.red-ui-tray');
  }

  /** An input of the open dialog. */
  field(property: string): Locator {
    return this.page.locator(`#node-input-${property}`);
  }

  /** Types `text` in the place of what is in a field, and goes on to the next. */
  async enter(property: string, text: string): Promise<void> {
    await this.field(property).fill(text);
    await this.field(property).press('Tab');
  }

  async done(): Promise<void> {
    await this.page.locator('#node-dialog-ok').click();
    await this.dialog.waitFor({ state: 'detached' });
  }

  /** Imports a flow by Node-RED's dialog for that, and drops it on the canvas. */
  async import(flow: object[]): Promise<void> {
    await this.page.keyboard.press('Control+i');
    const text = this.page.locator('#red-ui-clipboard-dialog-import-text');
    await text.fill(JSON.stringify(flow));
    await text.press('End'); // it looks at what was typed when a key is let go
    await this.page.locator('#red-ui-clipboard-dialog-ok').click();
    await this.page.mouse.click(500, 400);
  }

  /** Presses Deploy and waits until Node-RED has answered. */
  async deploy(): Promise<void> {
    const answered = this.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/flows'),
    );
    await this.page.locator('#red-ui-header-button-deploy').click();
    await answered;
  }

  /** The texts in `selector`, each with the contrast of its colour to what lies behind (WCAG 2.2: at least 4.5). */
  contrasts(selector: string): Promise<[string, number][]> {
    return this.page.evaluate(`(${CONTRASTS})(${JSON.stringify(selector)})`);
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: resolve(ARTEFACTS, `${name}.png`) });
  }
}

/** Runs in the page. Relative luminance and contrast ratio as WCAG 2.2 defines them. */
const CONTRASTS = `(selector) => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const linear = channels(color).slice(0, 3).map((c) => (c <= 10 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const behind = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return channels(color)[3] === 0 && element.parentElement ? behind(element.parentElement) : color;
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
  const isShown = (element) => element.checkVisibility();
  return [...document.querySelectorAll(selector + ' *')].filter((element) => hasText(element) && isShown(element)).map((element) => {
    const [dark, light] = [luminance(getComputedStyle(element).color), luminance(behind(element))].sort((a, b) => a - b);
    return [element.textContent.trim(), (light + 0.05) / (dark + 0.05)];
  });
}`;
