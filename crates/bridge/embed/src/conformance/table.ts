// The two tables: functions with a button each, events.
import { EVENTS, type EventName } from '../page/names';
import { announce, type CsVoice } from '../page/page';
import { ARGUMENTS, given, RARE, USUAL } from './arguments';
import { byId, idOf, make, write } from './dom';
import type { Recorder } from './recorder';
import { CALLABLE, type Callable } from './rows';
import type { Words } from './texts';

type Globals = Record<string, (...args: unknown[]) => unknown> & { csVoice: CsVoice };

/** What stands in the fields stays. */
export function drawTables(words: Words): void {
  const before = [...document.querySelectorAll<HTMLInputElement>('#functions input')].map(({ id, value }) => ({ id, value }));
  byId('functions').replaceChildren(table('functions', words, words.call, CALLABLE.map((name) => functionRow(name, words))));
  byId('events').replaceChildren(table('events', words, words.meaning, EVENTS.map((name) => eventRow(name, words))));
  for (const { id, value } of before) (byId(id) as HTMLInputElement).value = value;
}

function table(kind: 'functions' | 'events', words: Words, middle: string, rows: HTMLElement[]): HTMLElement {
  const heads = [words.name, middle, words.state, words.times, words.last];
  const head = make('tr', {}, ...heads.map((text) => make('th', { scope: 'col' }, text)));
  return make('table', {}, make('caption', {}, words[kind]), make('thead', {}, head), make('tbody', {}, ...rows));
}

function functionRow(name: Callable, words: Words): HTMLElement {
  const about = make('span', { class: 'about', id: idOf('about', name) }, words.about[name]);
  const button = make('button', { type: 'button', id: idOf('call', name), 'aria-describedby': about.id }, name);
  const fields = (ARGUMENTS[name] ?? []).map((argument) => field(name, argument, words));
  button.addEventListener('click', () => callByHand(name, fields.map((label) => label.querySelector('input')!.value.trim())));
  const cell = make('td', {}, about, ...fields);
  return row(name, make('th', { scope: 'row' }, button), cell);
}

function field(name: Callable, argument: string, words: Words): HTMLElement {
  const id = idOf(`arg-${argument}`, name);
  // Whoever looks over the shoulder, or at a screenshot, must not read a token.
  const type = argument === 'token' ? 'password' : 'text';
  const input = make('input', { id, type, value: USUAL[argument] ?? '', autocomplete: 'off', spellcheck: 'false' });
  return make('label', { for: id }, `${words.args[argument]} `, input);
}

function eventRow(name: EventName, words: Words): HTMLElement {
  const cell = make('td', {}, make('span', { class: 'about' }, words.about[name]));
  const args = RARE[name];
  if (args) {
    const button = make('button', { type: 'button', id: idOf('try', name) }, words.tryIt(name));
    button.addEventListener('click', () => announce(name, args));
    cell.append(button);
  }
  return row(name, make('th', { scope: 'row' }, name), cell);
}

function row(name: string, first: HTMLElement, second: HTMLElement): HTMLElement {
  const state = make('td', { class: 'state', id: idOf('state', name) });
  const times = make('td', { id: idOf('times', name) });
  const last = make('td', { class: 'last', id: idOf('last', name) });
  return make('tr', { id: idOf('row', name) }, first, second, state, times, last);
}

/** By its global name, as a page calls it. */
function callByHand(name: Callable, values: readonly string[]): void {
  const globals = window as unknown as Globals;
  if (name === 'csVoice.getCalloutServices') globals.csVoice.getCalloutServices();
  else globals[name]?.(...given(values));
}

export function fillTables(recorder: Recorder, words: Words): void {
  for (const { name, state, count } of recorder.rows.all) {
    byId(idOf('row', name)).dataset.state = state;
    write(byId(idOf('state', name)), words.states[state]);
    write(byId(idOf('times', name)), count === 0 ? '' : String(count));
    const latest = recorder.latest.get(name);
    write(byId(idOf('last', name)), latest ? `${clock(latest.at)} ${latest.text}` : '');
  }
}

/** To the millisecond. */
export const clock = (at: Date): string => `${at.toTimeString().slice(0, 8)}.${String(at.getMilliseconds()).padStart(3, '0')}`;

