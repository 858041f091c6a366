import { expect, test } from 'vitest';
import type { Environment, Page, PhoneEvent, Timing } from '../src';
import { SNAPSHOT, updateOf } from './door';
import { Locks, next, open, openDoor, SHUT, Storage, surroundings } from './page';

const RINGING: PhoneEvent = { type: 'callRinging', call: 'run-1' };
const ANSWERED: PhoneEvent = { type: 'callAnswered', call: 'run-1' };

test('after a reload the page is told what it missed, once and in order, and then stands where Reo stands', async () => {
  const door = await openDoor();
  const environment = surroundings();
  const first = open(door, { environment });
  const page = await door.page();
  const { tab } = await page.heard('hello');
  page.welcome({ seq: 4 });
  page.update(5, RINGING);
  await next((handler) => first.on('callRinging', handler));
  first.close();

  const second = open(door, { environment });
  const heard: unknown[] = [];
  second.on('event', (event, call) => heard.push([event.type, call?.id, second.snapshot?.now]));
  const again = await door.page();
  expect(await again.heard('hello')).toMatchObject({ tab, resume: { run: 'run', seq: 5 } });
  again.welcome({ seq: 6, missed: [updateOf(5, RINGING), updateOf(6, ANSWERED)], snapshot: { ...SNAPSHOT, now: 60 } });
  await second.opened();
  expect(heard).toEqual([['callAnswered', 'run-1', 6]]);
  expect(second.snapshot?.now).toBe(60);
});

test('a page that was away for too long is told that it missed something', async () => {
  const door = await openDoor();
  const phone = open(door);
  (await door.welcome({ seq: 4 })).hangUp();
  const lost = next<void>((handler) => phone.on('eventsLost', handler));
  await door.welcome({ run: 'other', seq: 1 });
  await lost;
  await phone.opened();
});

test('an update that is known already is told nobody', async () => {
  const door = await openDoor();
  const phone = open(door);
  const heard: PhoneEvent[] = [];
  phone.on('event', (event) => heard.push(event));
  const page = await door.welcome({ seq: 4 });
  page.update(4, RINGING);
  page.update(5, ANSWERED);
  await next((handler) => phone.on('callAnswered', handler));
  expect(heard).toEqual([ANSWERED]);
});

test('storage that throws costs the page its memory over a reload, and nothing else', async () => {
  const door = await openDoor();
  const phone = open(door, { environment: surroundings({ localStorage: SHUT, sessionStorage: SHUT }) });
  const page = await door.page();
  const { tab } = await page.heard('hello');
  page.welcome({ token: 'secret', seq: 7 });
  await phone.opened();
  page.hangUp();
  expect(await (await door.page()).heard('hello')).toMatchObject({ tab, token: 'secret', resume: { run: 'run', seq: 7 } });
});

/** Two tabs of one browser, the second a duplicate of the first. */
async function duplicated(more: Partial<Environment>, timing: Partial<Timing>): Promise<{ tabs: string[]; resume: unknown }> {
  const door = await openDoor();
  const sessionStorage = new Storage();
  const first = open(door, { environment: surroundings({ ...more, sessionStorage }) });
  const page = await door.page();
  const hello = await page.heard('hello');
  page.welcome({ seq: 4 });
  await first.opened();
  open(door, { environment: surroundings({ ...more, sessionStorage: sessionStorage.copy() }), timing });
  const other = await (await door.page()).heard('hello');
  return { tabs: [hello.tab, other.tab], resume: other.resume };
}

test.each([
  ['locks', { tabMs: 50 }, { locks: new Locks() as unknown as Environment['locks'] }],
  ['a channel', { tabAskMs: 50_000 }, { locks: null, BroadcastChannel }],
])('a duplicated tab takes a name of its own (by %s)', async (_, timing, more) => {
  const { tabs, resume } = await duplicated(more, timing);
  expect(new Set(tabs).size).toBe(2);
  expect(resume).toBeNull();
});

test('a tab that is reloaded by plain http keeps its name', async () => {
  const door = await openDoor();
  const environment = surroundings({ locks: null, BroadcastChannel });
  const first = open(door, { environment });
  const { tab } = await (await door.page()).heard('hello');
  first.close();
  open(door, { environment });
  expect(await (await door.page()).heard('hello')).toMatchObject({ tab });
});

test('a page that is left lets the next one have its name at once, unless the browser keeps it to come back to', async () => {
  const door = await openDoor();
  const window = new EventTarget();
  const page = { origin: 'https://crm.example', secure: true, document: new EventTarget(), window } as unknown as Page;
  const environment = surroundings();
  open(door, { environment: { ...environment, page } });
  const { tab } = await (await door.page()).heard('hello');
  window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));
  open(door, { environment: { ...environment, sessionStorage: (environment.sessionStorage as Storage).copy() } });
  expect((await (await door.page()).heard('hello')).tab).not.toBe(tab);
  window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
  open(door, { environment, timing: { tabMs: 60_000 } });
  expect((await (await door.page()).heard('hello')).tab).toBe(tab);
});
