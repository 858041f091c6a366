import { expect, it } from 'vitest';
import { chromiumOnBuiltUi } from './chromium';
import { open, POPUP, SIZES, VIEWS } from './views.mjs';

const place = chromiumOnBuiltUi();

/** In the page: the controls that are drawn outside the window or outside the box that clips them. */
function lost(): string[] {
  const cut: string[] = [];
  for (const control of document.querySelectorAll<HTMLElement>('[data-testid]')) {
    const box = control.getBoundingClientRect();
    if (box.width <= 1 || control.closest('[data-testid=settings], .sign-in')) continue;
    let [top, left, bottom, right] = [0, 0, innerHeight, innerWidth];
    for (let outer = control.parentElement; outer; outer = outer.parentElement) {
      if (getComputedStyle(outer).overflowY === 'visible') continue;
      const clip = outer.getBoundingClientRect();
      [top, left] = [Math.max(top, clip.top), Math.max(left, clip.left)];
      [bottom, right] = [Math.min(bottom, clip.bottom), Math.min(right, clip.right)];
    }
    const inside = box.top >= top - 1 && box.left >= left - 1 && box.bottom <= bottom + 1 && box.right <= right + 1;
    if (!inside) cut.push(`${control.dataset.testid} ${Math.round(box.top)}-${Math.round(box.bottom)} of ${top}-${bottom}`);
  }
  return cut;
}

it.each(Object.entries(SIZES))('nothing is cut off in any view, size %s', async (_, viewport) => {
  const page = await place.browser.newPage({ viewport, reducedMotion: 'reduce' });
  for (const [at, view] of VIEWS.entries()) {
    await open(page, place.url, view, at % 2 ? 'vi' : 'en');
    expect(await page.evaluate(lost), view.name).toEqual([]);
  }
  await page.close();
});

it('nothing is cut off in the popup', async () => {
  const page = await place.browser.newPage({ viewport: POPUP });
  for (const scene of ['incoming', 'incoming-unknown', 'incoming-long']) {
    await page.goto(`${place.url}/popup.html?scene=${scene}&lang=vi`);
    await page.waitForSelector('main');
    expect(await page.evaluate(lost), scene).toEqual([]);
  }
  await page.close();
});

it('the hang-up is at the same place in every state of a call, and refuse is there too', async () => {
  const page = await place.browser.newPage({ viewport: SIZES.normal });
  const places = new Set<string>();
  for (const view of VIEWS) {
    await open(page, place.url, view);
    const end = page.locator('[data-testid=hang-up], [data-testid=refuse]');
    if ((await end.count()) > 0) places.add(JSON.stringify(await end.boundingBox()));
  }
  expect([...places]).toHaveLength(1);
  await page.close();
});

it('nothing moves when the system asks for less motion', async () => {
  const page = await place.browser.newPage({ viewport: SIZES.normal, reducedMotion: 'reduce' });
  for (const scene of ['incoming', 'status-pending', 'signing-in']) {
    await open(page, place.url, { scene, presses: [] });
    expect(await page.evaluate('document.getAnimations().length'), scene).toBe(0);
  }
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await page.evaluate('document.getAnimations().length')).toBeGreaterThan(0);
  await page.close();
});
