import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import { NodeRedProcess } from '../../demo/node-red-process';
import { freePort } from '../node-red/free-port';
import { startChromium } from './chromium';
import { Editor } from './editor';

const PACKAGE_FOLDER = resolve(__dirname, '../../..');

type ColorScheme = 'light' | 'dark';

/** One Node-RED with the built package, and one browser, for many short tests. */
export class Workbench {
  private constructor(
    readonly nodeRed: NodeRedProcess,
    private readonly browser: Browser,
    private readonly context: BrowserContext,
  ) {}

  static async start(): Promise<Workbench> {
    const browser = await startChromium();
    try {
      const context = await browser.newContext({
        locale: 'en-US',
        viewport: { width: 1280, height: 1200 },
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      const packages = { '@chip-to-flow/node-red-esp8266': PACKAGE_FOLDER };
      return new Workbench(await NodeRedProcess.start({ packages, flows: [], port: 0 }), browser, context);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.nodeRed.stop();
  }

  /** Deploys one receiving node, `receiver`, with these properties, and opens an editor on it. */
  async openEditor(t: TestContext, properties = {}, colorScheme: ColorScheme = 'light'): Promise<Editor> {
    const port = String(await freePort());
    return this.openFlow(t, [{ id: 'receiver', type: 'esp8266-tcp-in', port, ...properties }], colorScheme);
  }

  /** Deploys one flashing node, `flasher`, with these properties, and opens an editor on it. */
  openFlasher(t: TestContext, properties = {}, colorScheme: ColorScheme = 'light'): Promise<Editor> {
    return this.openFlow(t, [{ id: 'flasher', type: 'esp8266-flash', ...properties }], colorScheme);
  }

  /** Deploys nodes of this package on one tab, and opens an editor that ends, without faults, with the test. */
  async openFlow(t: TestContext, nodes: object[], colorScheme: ColorScheme = 'light'): Promise<Editor> {
    const placed = nodes.map((node, index) => ({ z: 'tab', x: 200, y: 100 + 60 * index, wires: [[], []], ...node }));
    await this.nodeRed.deploy([{ id: 'tab', type: 'tab', label: 'Chips' }, ...placed]);
    const editor = await Editor.open(this.context, this.nodeRed.url, colorScheme);
    t.after(async () => {
      await editor.close();
      assert.deepEqual(editor.faults, []);
    });
    return editor;
  }

  /** A node as Node-RED has it saved. */
  async savedNode(id: string): Promise<Record<string, unknown> | undefined> {
    const response = await fetch(new URL('flows', this.nodeRed.url));
    const flows = (await response.json()) as Record<string, unknown>[];
    return flows.find((node) => node.id === id);
  }
}
