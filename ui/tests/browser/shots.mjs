/* Takes a picture of every scene: `npm run shots [-- folder [part of a scene's name]]`. For people's eyes; no test. */
import { mkdirSync } from 'node:fs';
import { launch, serve } from './site.mjs';

const SCENES = [
  'signed-out', 'signing-in', 'sign-in-failed', 'idle', 'not-available', 'status-pending', 'no-answer', 'incoming',
  'incoming-unknown', 'incoming-long', 'answering', 'connecting', 'ringing', 'talking', 'talking-long', 'muted', 'held',
  'muted-held', 'remote-held', 'hold-pending', 'ending', 'internal', 'ended', 'ended-busy', 'missed',
  'microphone-silent', 'reconnecting', 'line-down', 'no-microphone', 'notice', 'sip',
];
const SIZES = { normal: [380, 640], small: [340, 520], wide: [900, 640] };
/** Things that are open, which no scene shows by itself. */
const STEPS = {
  'signed-out-sip': ['signed-out', '[data-testid=sign-in-kind-sip]'],
  'idle-settings': ['idle', '[data-testid=settings-button]'],
  'idle-typed': ['idle', '[data-testid=key-0]', '[data-testid=key-9]', '[data-testid=key-0]', '[data-testid=key-1]', '[data-testid=key-2]', '[data-testid=key-3]', '[data-testid=key-4]', '[data-testid=key-5]', '[data-testid=key-6]', '[data-testid=key-7]'],
  'idle-wrong': ['idle', '[data-testid=key-0]', '[data-testid=key-9]', '[data-testid=dial-button]'],
  'talking-keypad': ['talking', '[data-testid=keypad]', '[data-testid=key-1]', '[data-testid="key-#"]'],
  'talking-settings': ['talking', '[data-testid=settings-button]'],
  'line-down-light': ['line-down', '[data-testid=light-line]'],
};

const [folder = 'dist-shots', only = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const site = await serve();
const browser = await launch();

/** @param {import('playwright-core').Page} page @param {string} path @param {string[]} clicks */
async function open(page, path, clicks = []) {
  await page.goto(`${site.url}/${path}`);
  await page.waitForSelector('main');
  for (const click of clicks) {
    if (click.includes('sign-in-kind')) await page.check(click, { force: true });
    else await page.click(click);
  }
}

/** @param {import('playwright-core').Page} page @param {string} file @param {number[]} size */
async function shoot(page, file, [width = 0, height = 0]) {
  await page.setViewportSize({ width, height });
  await page.screenshot({ path: `${folder}/${file}.png` });
}

const views = [...SCENES.map((scene) => [scene, scene]), ...Object.entries(STEPS).map(([name, steps]) => [name, ...steps])];
for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  const page = await browser.newPage({ colorScheme: scheme, reducedMotion: 'reduce' });
  page.on('console', (message) => message.type() === 'error' && console.error(page.url(), message.text()));
  for (const language of ['vi', 'en']) {
    for (const [name = '', scene, ...clicks] of views) {
      if (!`${scheme}-${language}-${name}`.includes(only)) continue;
      await open(page, `index.html?scene=${scene}&lang=${language}`, clicks);
      for (const [size, pixels] of Object.entries(SIZES)) await shoot(page, `${size}-${scheme}-${language}-${name}`, pixels);
      if (!name.startsWith('incoming')) continue;
      await open(page, `popup.html?scene=${scene}&lang=${language}`);
      await shoot(page, `popup-${scheme}-${language}-${name}`, [360, 200]);
    }
  }
  await page.close();
}
await browser.close();
await site.close();
