/* Takes a picture of every view: `npm run shots [-- folder [part of a view's name]]`. For people's eyes; no test. */
import { mkdirSync } from 'node:fs';
import { launch, serve } from './site.mjs';
import { open, POPUP, POPUP_SCENES, SIZES, VIEWS } from './views.mjs';

const [folder = 'shots', only = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const site = await serve();
const browser = await launch();

/** @param {import('playwright-core').Page} page @param {string} file @param {{ width: number, height: number }} size */
async function shoot(page, file, size) {
  await page.setViewportSize(size);
  await page.screenshot({ path: `${folder}/${file}.png` });
}

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  const page = await browser.newPage({ colorScheme: scheme, reducedMotion: 'reduce' });
  for (const language of ['vi', 'en']) {
    for (const view of VIEWS) {
      const name = `${scheme}-${language}-${view.name}`;
      if (!name.includes(only)) continue;
      await page.setViewportSize(SIZES.normal);
      await open(page, site.url, view, language);
      for (const [size, pixels] of Object.entries(SIZES)) await shoot(page, `${size}-${name}`, pixels);
      if (!POPUP_SCENES.includes(view.name)) continue;
      await page.goto(`${site.url}/popup.html?scene=${view.scene}&lang=${language}`);
      await page.waitForSelector('main');
      await shoot(page, `popup-${name}`, POPUP);
    }
  }
  await page.close();
}
await browser.close();
await site.close();
