import { beforeAll, expect, it } from 'vitest';
import { chromiumOnBuiltUi } from './chromium';
import { open, POPUP, POPUP_SCENES, SIZES, VIEWS } from './views.mjs';

const place = chromiumOnBuiltUi();

/** What is scrolled where there is little room. */
const SCROLLED = '[data-testid=settings], [data-testid=note-outcomes], .sign-in, [role=listbox] > *, [data-testid=ask] + [data-testid=ask]';

/** In the page: the controls that are drawn outside the window or outside the box that clips them. */
function lost(scrolled: string): string[] {
  const cut: string[] = [];
  for (const control of document.querySelectorAll<HTMLElement>('[data-testid]')) {
    const box = control.getBoundingClientRect();
    if (box.width <= 1 || !control.checkVisibility() || control.closest(scrolled)) continue;
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

/** What is cut off, and where a call is ended, by size; each view is opened once and then made larger and smaller. */
const cut: Record<string, Record<string, string[]>> = {};
const ends: Record<string, Set<string>> = {};

beforeAll(async () => {
  const page = await place.browser.newPage({ reducedMotion: 'reduce' });
  for (const [view, language] of VIEWS.flatMap((view) => [[view, 'vi'] as const, [view, 'en'] as const])) {
    await page.setViewportSize(SIZES.normal);
    await open(page, place.url, view, language);
    for (const [size, pixels] of Object.entries(SIZES)) {
      await page.setViewportSize(pixels);
      // What follows the width does so before the next frame.
      await page.evaluate('new Promise(requestAnimationFrame)');
      const here = await page.evaluate(lost, SCROLLED);
      if (here.length > 0) (cut[size] ??= {})[`${language} ${view.name}`] = here;
      const end = page.locator('[data-testid=hang-up], [data-testid=refuse], [data-testid=offer-card] + * [data-testid=offer-refuse]');
      if ((await end.count()) > 0) (ends[size] ??= new Set()).add(JSON.stringify(await end.boundingBox()));
    }
  }
  await page.close();
}, 240_000);

it.each(Object.keys(SIZES))('nothing is cut off in any view, size %s', (size) => {
  expect(cut[size] ?? {}).toEqual({});
});

it.each(Object.keys(SIZES))('hang-up and refuse are at one place in every state of a call, size %s', (size) => {
  expect([...(ends[size] ?? [])]).toHaveLength(1);
});

it('nothing is cut off in the popup', async () => {
  const page = await place.browser.newPage({ viewport: POPUP });
  for (const scene of POPUP_SCENES) {
    await page.goto(`${place.url}/popup.html?scene=${scene}&lang=vi`);
    await page.waitForSelector('main');
    expect(await page.evaluate(lost, SCROLLED), scene).toEqual([]);
  }
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
