import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import type { Phone, State } from '../../src';
import { updateOf } from '../door';
import { openDoor } from '../page';
import { chromiumContexts, serve } from './chromium';

const newContext = chromiumContexts();

/** What the pages below leave in their window. */
interface Left {
  phone: Phone;
  heard: string[];
}
declare const window: Window & Left;

const BUNDLE = fileURLToPath(new URL('../../dist/reo.js', import.meta.url));

const PAGE = (door: string, head: string): string => `<!doctype html>${head}
  <script src="/reo.js"></script>
  <script>
    const phone = (window.phone = Reo.connect({ url: '${door}' }));
    const heard = (window.heard = []);
    phone.on('event', (event) => heard.push(event.type));
  </script>`;

/** The address of a page with the browser bundle. */
async function place(door: string, head = ''): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'reo-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'dist'));
  copyFileSync(BUNDLE, join(folder, 'dist/reo.js'));
  writeFileSync(join(folder, 'dist/index.html'), PAGE(door, head));
  return `${await serve(folder)}/`;
}

const stateOf = (page: Page): Promise<State> => page.evaluate(() => window.phone.state);

test('a reload keeps the tab, shows the token and hears what was missed', async () => {
  const door = await openDoor();
  const context = await newContext();
  const page = await context.newPage();
  await page.goto(await place(door.url));
  const first = await door.page();
  const { tab } = await first.heard('hello');
  first.welcome({ token: 'secret', seq: 1 });
  first.update(2, { type: 'signedOut' });
  await page.waitForFunction(() => window.heard.includes('signedOut'));

  await page.reload();
  const second = await door.page();
  expect(await second.heard('hello')).toMatchObject({ tab, token: 'secret', resume: { run: 'run', seq: 2 } });
  second.welcome({ seq: 3, missed: [updateOf(3, { type: 'signedIn' })] });
  await page.waitForFunction(() => window.phone.state.type === 'open');
  expect(await page.evaluate(() => window.heard)).toEqual(['signedIn']);
});

test('a tab with a copy of the session takes a name of its own, and keeps it', async () => {
  const door = await openDoor();
  const context = await newContext();
  const page = await context.newPage();
  const url = await place(door.url);
  await page.goto(url);
  const { tab } = await (await door.page()).heard('hello');

  const [other] = await Promise.all([context.waitForEvent('page'), page.evaluate((to) => void window.open(to), url)]);
  const second = await (await door.page()).heard('hello');
  expect(second.tab).not.toBe(tab);
  expect(second.resume).toBeNull();

  await other.reload();
  expect((await (await door.page()).heard('hello')).tab).toBe(second.tab);
});

test("a page whose own content security policy forbids it is told so", async () => {
  const door = await openDoor();
  const context = await newContext();
  const page = await context.newPage();
  const policy = `<meta http-equiv="Content-Security-Policy" content="connect-src 'self'">`;
  await page.goto(await place(door.url, policy));
  await page.waitForFunction(() => window.phone.state.type === 'closed');
  expect(await stateOf(page)).toMatchObject({ reason: 'blockedByPage', retrying: true });
});

test('a page from a public address that may not reach the computer is told so, and is let in once it may', async () => {
  const door = await openDoor();
  const context = await newContext();
  const page = await context.newPage();
  const url = await place(door.url);
  const headers = { 'content-security-policy': 'treat-as-public-address' };
  await context.route(url, (route) => route.fulfill({ contentType: 'text/html', headers, body: PAGE(door.url, '') }));
  const devtools = await context.newCDPSession(page);
  const { targetInfo } = await devtools.send('Target.getTargetInfo');
  const allow = async (setting: PermissionState): Promise<void> => {
    const { browserContextId } = targetInfo;
    const decision = { permission: { name: 'loopback-network' }, setting, origin: new URL(url).origin, browserContextId };
    await devtools.send('Browser.setPermission' as never, decision as never);
  };
  await allow('denied');
  await page.goto(url);
  await page.waitForFunction(() => window.phone.state.type === 'closed');
  expect(await stateOf(page)).toMatchObject({ reason: 'permissionDenied', retrying: true });

  await allow('granted');
  await door.welcome();
  await page.waitForFunction(() => window.phone.state.type === 'open');
});
