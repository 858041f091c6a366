// A CRM page as old ones are: it defines the events as globals and calls the functions as globals.
import { vi } from 'vitest';
import { install } from '../src/install';
import { EVENTS } from '../src/page/names';
import type { CsVoice } from '../src/page/page';
import type { User } from '../src/page/voice';

/** The globals. */
export const page = window as unknown as Record<string, (...args: unknown[]) => unknown> & {
  csVoice: CsVoice;
  csUser: User;
  reoOptions: unknown;
};

/** What the page was told. */
export const told: string[] = [];

/** A token as a CRM makes it, for the agent 5000. */
export const TOKEN = `e30.${btoa(JSON.stringify({ ipphone: '5000' }))}.x`;

export function loadPage(options: Record<string, unknown> = {}): void {
  sessionStorage.clear();
  localStorage.clear();
  document.body.replaceChildren();
  told.length = 0;
  page.reoOptions = options;
  for (const name of EVENTS) page[name] = (...args) => void told.push([name, ...args].map(String).join(' '));
  install(window, null);
}

/** Waits until the page was told something. */
export const hears = (line: string): Promise<void> => vi.waitFor(() => {
  if (!told.includes(line)) throw new Error(`${line} is not among ${told.join(', ')}`);
}, 5_000);

export function take(): string[] {
  return told.splice(0);
}
