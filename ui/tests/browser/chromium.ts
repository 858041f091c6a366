import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launch, serve } from './site.mjs';

interface Place {
  browser: Browser;
  url: string;
}

/** The built UI served on the loopback, and a Chromium, for the tests of one file. */
export function chromiumOnBuiltUi(): Place {
  const place = {} as Place;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const site = await serve();
    place.url = site.url;
    place.browser = await launch();
    stop = async () => {
      await place.browser.close();
      await site.close();
    };
  });
  afterAll(() => stop());
  return place;
}

/** Lets a test fail on anything that the page complains of, such as a breach of the content security policy. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}
