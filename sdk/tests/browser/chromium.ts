import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { preview } from 'vite';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

/** Serves what was built into the folder `dist` of another, on a free port of the loopback, until the test is over. */
export async function serve(root: string): Promise<string> {
  const server = await preview({ root, configFile: false, logLevel: 'error', preview: { host: '127.0.0.1', port: 0, open: false } });
  onTestFinished(() => server.close());
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

/** A Chromium for the tests of one file; a new profile for each call. `REO_CHROMIUM` names another than this machine's. */
export function chromiumContexts(): () => Promise<BrowserContext> {
  let browser: Browser;
  beforeAll(async () => {
    const places = [process.env['REO_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
    const executablePath = places.find((place) => place !== undefined && existsSync(place));
    if (executablePath === undefined) throw new Error('no Chromium found: install it, or name it in REO_CHROMIUM');
    const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'];
    browser = await chromium.launch({ executablePath, headless: true, args });
  });
  afterAll(() => browser.close());
  return async () => {
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    return context;
  };
}
