import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { chromiumOnBuiltUi, complaintsOf } from './chromium';
import { open, POPUP, POPUP_SCENES, SIZES, VIEWS } from './views.mjs';

const place = chromiumOnBuiltUi();

/** What axe finds wrong, as `rule: where`. */
async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const result = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as axe.AxeResults;
  return result.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}

describe.each(['light', 'dark'] as const)('in the %s scheme', (colorScheme) => {
  it('axe finds nothing wrong with any view of the main window, in either width', async () => {
    const page = await place.browser.newPage({ colorScheme, reducedMotion: 'reduce' });
    const complaints = complaintsOf(page);
    for (const [at, view] of VIEWS.entries()) {
      await page.setViewportSize(at % 3 === 0 ? SIZES.wide : SIZES.normal);
      await open(page, place.url, view, at % 2 ? 'en' : 'vi');
      expect(await violations(page), view.name).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await page.close();
  }, 240_000);

  it('axe finds nothing wrong with the popup', async () => {
    const page = await place.browser.newPage({ colorScheme, viewport: POPUP, reducedMotion: 'reduce' });
    const complaints = complaintsOf(page);
    for (const scene of POPUP_SCENES) {
      await page.goto(`${place.url}/popup.html?scene=${scene}&lang=vi`);
      await page.waitForSelector('main');
      expect(await violations(page), scene).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });
});
