// The conformance page: loaded after the six scripts, as `custom.js` is.
import type { User } from '../page/voice';
import { EVENTS } from '../page/names';
import type { CsVoice } from '../page/page';
import { runCustom } from './custom';
import { byId, make, write } from './dom';
import { type Entry, Recorder } from './recorder';
import type { Row } from './rows';
import { clock, drawTables, fillTables } from './table';
import { TEXTS, type Words } from './texts';

declare global {
  interface Window {
    csVoice: CsVoice;
    csUser: User;
    reoOptions?: Record<string, unknown>;
    /** For tests. */
    conformance: { readonly rows: readonly Row[]; readonly complete: boolean };
  }
}

/** How often `csVoice` is looked at: a page may write to it at any time. */
const LOOK = 250;
/** Lines of the log. */
const LOG = 500;

const recorder = new Recorder((entry) => heard(entry));
let words: Words = TEXTS[/^vi/i.test(navigator.language) ? 'vi' : 'en'];

/** Served by Reo, this page finds Reo where it came from. */
function chooseOptions(): void {
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname);
  const own = loopback && location.port !== '' ? { ports: [Number(location.port)] } : {};
  window.reoOptions = { name: document.title, ...own, ...window.reoOptions };
}

function draw(): void {
  document.documentElement.lang = words === TEXTS.vi ? 'vi' : 'en';
  document.title = words.title;
  for (const part of document.querySelectorAll<HTMLElement>('[data-text]')) {
    write(part, String(words[part.dataset.text as keyof Words]));
  }
  drawTables(words);
  refresh();
}

function refresh(): void {
  const { rows } = recorder;
  fillTables(recorder, words);
  byId('verdict').dataset.complete = String(rows.complete);
  write(byId('verdict'), rows.complete ? words.complete : words.incomplete(rows.done, rows.all.length));
  showVoice();
}

function showVoice(): void {
  const { csVoice, csUser } = window;
  write(byId('voice'), JSON.stringify({ csVoice, csUser }, null, 2));
}

function heard(entry: Entry): void {
  const line = make('li', { 'data-outcome': entry.outcome }, make('time', {}, clock(entry.at)), ` ${entry.name}${entry.text}`);
  const log = byId('log');
  log.prepend(line);
  if (log.children.length > LOG) log.lastElementChild?.remove();
  refresh();
}

async function chosen(input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  if (!file) return;
  recorder.rows.forgive();
  const say = (text: string) => write(byId('custom-state'), text);
  try {
    say(words.customLoaded(file.name, await runCustom(file), EVENTS.length));
  } catch {
    say(words.customFailed(file.name));
  }
  refresh();
}

function listen(): void {
  byId('language').addEventListener('click', () => {
    words = words === TEXTS.vi ? TEXTS.en : TEXTS.vi;
    draw();
  });
  const custom = byId('custom') as HTMLInputElement;
  custom.addEventListener('change', () => void chosen(custom));
  setInterval(showVoice, LOOK);
}

recorder.watch(window);
window.conformance = {
  get rows() {
    return recorder.rows.all;
  },
  get complete() {
    return recorder.rows.complete;
  },
};
draw();
chooseOptions();
listen();
