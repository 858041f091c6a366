import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chromiumOnBuiltUi, complaintsOf } from './chromium';
import { POPUP, SIZES } from './views.mjs';

const place = chromiumOnBuiltUi();
let page: Page;
let complaints: string[];

beforeEach(async () => {
  page = await place.browser.newPage({ viewport: SIZES.normal });
  complaints = complaintsOf(page);
});
afterEach(async () => {
  expect(complaints).toEqual([]);
  await page.close();
});

const show = (path: string) => page.goto(`${place.url}/${path}`);
const by = (id: string) => page.getByTestId(id);
const focused = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.testid ?? null);
/** Waits for the phase of the call on the stage. */
const phase = (name: string) => page.locator(`[data-testid=call-phase][data-phase=${name}]`).waitFor();

it('a shift without a mouse: sign in, dial, mute, hold, keys, hang up', async () => {
  await show('index.html?lang=vi');
  await by('sign-in-domain').focus();
  await page.keyboard.type('0938828282');
  await page.keyboard.press('Tab');
  await page.keyboard.type('a-token');
  await page.keyboard.press('Enter');
  await by('dial-pad').waitFor();

  await page.keyboard.type('0901234567');
  expect(await by('dial-field').inputValue()).toBe('0901 234 567');
  await page.keyboard.press('Enter');
  await phase('connecting');
  expect(await focused(), 'the card has the keyboard').toBe('call-card');
  await phase('talking');

  await page.keyboard.press('Space');
  await page.locator('[data-tone=muted]').waitFor();
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+h');
  await page.locator('[data-tone=held]').waitFor();
  await page.keyboard.press('Control+h');
  await page.locator('[data-tone=talking]').waitFor();

  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('keypad');
  await page.keyboard.press('Enter');
  await page.keyboard.type('12#');
  expect(await by('sent-digits').textContent()).toBe('12#');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  expect(await by('sent-digits').count()).toBe(0);
  await phase('talking');

  await by('hang-up').focus();
  await page.keyboard.press('Enter');
  await phase('ended');
  expect(await by('end-cause').textContent()).toContain('Bạn đã kết thúc cuộc gọi');
  await page.keyboard.press('Escape');
  await by('dial-pad').waitFor();
});

it('a call is given away without a mouse, and stays after a refusal', async () => {
  await show('index.html?scene=talking&lang=vi');
  await phase('talking');
  await page.keyboard.press('Control+t');
  await by('colleagues').waitFor();
  expect(await focused()).toBe('colleague-search');
  await page.keyboard.type('thu ha');
  await page.keyboard.press('Enter');
  await by('countdown').waitFor();
  await page.locator('[data-testid=transfer-problem][data-code=transferRefused]').waitFor();
  expect(await focused(), 'the search has the keyboard again').toBe('colleague-search');

  await page.keyboard.type('5001');
  await page.keyboard.press('Enter');
  await phase('ended');
  expect(await by('end-cause').textContent()).toContain('Đã chuyển cuộc gọi');
});

it('calls are made to ring on a mobile, and here again, without a mouse', async () => {
  await show('index.html?scene=idle&lang=vi');
  await by('rings-mobile').focus();
  await page.keyboard.press('Enter');
  expect(await focused()).toBe('mobile-number');
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=rings-here][data-device=mobile]').waitFor();
  await by('rings-computer').focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=rings-here][data-device=computer]').waitFor();
});

it('a note is written, left alone and finished without a mouse', async () => {
  await show('index.html?scene=customer&lang=vi');
  await by('call-card').focus();
  await page.keyboard.press('Control+n');
  expect(await focused()).toBe('note-text');
  await page.keyboard.type('Hẹn 15h #2');
  await page.keyboard.press('Control+h');
  await page.locator('[data-tone=held]').waitFor();
  await page.keyboard.press('Shift+Tab');
  expect(await focused(), 'the outcomes come before the text').toBe('note-outcome-3');
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await page.waitForFunction('document.activeElement?.dataset.testid === "call-card"');
  await page.keyboard.press('Control+n');
  expect(await by('note-text').inputValue()).toBe('Hẹn 15h #2');
  await page.keyboard.press('Control+Enter');
  await page.locator('[data-testid=note-state][data-delivered=true]').waitFor();
});

it('a page is let in without a mouse, and the question never takes the keyboard', async () => {
  await show('index.html?scene=ask-pair&lang=vi');
  await by('ask-code').waitFor();
  expect(await focused()).toBeNull();
  await by('ask-scope-answer').focus();
  await page.keyboard.press('Space');
  await page.locator('[data-testid=ask-agree]:enabled').focus();
  await page.keyboard.press('Enter');
  await by('ask').waitFor({ state: 'detached' });
  await by('settings-button').click();
  await by('origin').waitFor();
  expect(await by('origin').textContent()).toContain('nghe máy thay bạn');
});

it('an offer is accepted, and its call comes', async () => {
  await show('index.html?scene=offer&lang=vi');
  await by('offer-accept').focus();
  await page.keyboard.press('Enter');
  await phase('talking');
});

it('a wrong token is explained, and the form keeps what was typed', async () => {
  await show('index.html?lang=vi');
  await by('sign-in-domain').fill('0938828282');
  await by('sign-in-token').fill('expired');
  await by('sign-in-button').click();
  await by('sign-in-problem').waitFor();
  expect(await by('sign-in-problem').textContent()).toContain('Mã đăng nhập đã hết hạn');
  expect(await by('sign-in-domain').inputValue()).toBe('0938828282');
});

it('a customer who is busy is told in words', async () => {
  await show('index.html?scene=idle&lang=vi');
  await by('dial-field').fill('0901 000 486');
  await by('dial-button').click();
  await phase('ended');
  expect(await by('end-cause').textContent()).toContain('Khách hàng đang bận');
});

it('a call can be taken in the window, and its timer runs', async () => {
  await show('index.html?scene=incoming&lang=vi');
  await by('accept').click();
  await phase('talking');
  await expect.poll(() => by('call-timer').textContent(), { timeout: 5000 }).toBe('00:01');
});

it('settings take the keyboard and give it back', async () => {
  await show('index.html?scene=idle&lang=vi');
  await by('settings-button').focus();
  await page.keyboard.press('Enter');
  expect(await focused()).toBe('settings');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('settings-close');
  await page.keyboard.press('Escape');
  expect(await focused()).toBe('settings-button');
});

it('every stop of the Tab key shows a focus ring', async () => {
  for (const scene of ['signed-out', 'idle', 'talking', 'incoming', 'waiting', 'offer', 'ask-pair', 'customer', 'note-left']) {
    await show(`index.html?scene=${scene}&lang=vi`);
    await page.waitForSelector('main');
    const stops = new Set<string>();
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press('Tab');
      const [name, ring] = await page.evaluate(() => {
        const at = document.activeElement as HTMLElement;
        const shown = at.matches('input[type=radio]') ? at.closest('label')! : at;
        return [at === document.body ? '' : (at.dataset.testid ?? at.outerHTML), getComputedStyle(shown).outlineStyle];
      });
      if (!name) continue;
      stops.add(name);
      expect(ring, `${scene}: ${name}`).toBe('solid');
    }
    expect(stops.size, scene).toBeGreaterThan(4);
  }
});

it('a reason is shown when a light gets the keyboard', async () => {
  await show('index.html?scene=line-down&lang=vi');
  const reason = page.locator('#light-line');
  await page.mouse.move(0, 639);
  expect(await reason.isVisible()).toBe(false);
  await by('light-contact-centre').focus();
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('light-line');
  expect(await reason.isVisible()).toBe(true);
});

it('the popup swallows keys at first, and obeys them later', async () => {
  await page.setViewportSize(POPUP);
  await page.clock.install();
  await show('popup.html?scene=incoming&lang=vi');
  await by('refuse').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  expect(await by('refuse').count()).toBe(1);
  await page.clock.runFor(1100);
  await page.keyboard.press('Enter');
  await by('refuse').waitFor({ state: 'detached' });
});
