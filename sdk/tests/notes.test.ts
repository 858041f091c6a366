import { expect, test, vi } from 'vitest';
import type { Delivery, Environment } from '../src';
import { note } from './door';
import { Locks, open, openDoor, Storage, surroundings } from './page';

/** A handler that ends when it is told to. */
function slow() {
  const calls: { id: string; done: () => void }[] = [];
  const handler = ({ id }: Delivery): Promise<void> => new Promise((done) => calls.push({ id, done }));
  return { calls, handler };
}

test('a note is confirmed once its handler is done, and not before', async () => {
  const door = await openDoor();
  const phone = open(door);
  const { calls, handler } = slow();
  phone.onNote(handler);
  const page = await door.welcome();
  await page.heard('takeNotes');
  page.send({ type: 'delivery', ...note('run-1') });
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  expect(page.isQuiet).toBe(true);
  calls[0]?.done();
  expect(await page.heard('received')).toEqual({ type: 'received', delivery: 'run-1' });
});

test('notes are asked for only when somebody takes them, once for each connection', async () => {
  const door = await openDoor();
  const phone = open(door);
  const page = await door.welcome();
  await phone.opened();
  phone.onNote(() => undefined)();
  phone.onNote(() => undefined);
  await page.heard('takeNotes');
  page.send({ type: 'delivery', ...note('run-1') });
  await page.heard('received');
  page.hangUp();
  await (await door.welcome()).heard('takeNotes');
});

test('a page that dies between its handler and the confirmation does not take the note over again', async () => {
  const door = await openDoor();
  const environment = surroundings();
  const first = open(door, { environment });
  const { calls, handler } = slow();
  first.onNote(handler);
  const page = await door.welcome();
  page.send({ type: 'delivery', ...note('run-1') });
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  first.close();
  calls[0]?.done();
  await vi.waitFor(() => expect(environment.localStorage?.getItem('reo.notes')).toContain('run-1'));

  const second = open(door, { environment });
  second.onNote(handler);
  const again = await door.welcome();
  await again.heard('takeNotes');
  again.send({ type: 'delivery', ...note('run-1') });
  await again.heard('received');
  expect(calls).toHaveLength(1);
});

test('a note that comes again while its handler is at it is taken over once', async () => {
  const door = await openDoor();
  const phone = open(door);
  const { calls, handler } = slow();
  phone.onNote(handler);
  const page = await door.welcome();
  await page.heard('takeNotes');
  page.send({ type: 'delivery', ...note('run-1') });
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  page.hangUp();
  const again = await door.welcome();
  await again.heard('takeNotes');
  again.send({ type: 'delivery', ...note('run-1') });
  again.send({ type: 'delivery', ...note('run-2') });
  await vi.waitFor(() => expect(calls.map(({ id }) => id)).toEqual(['run-1', 'run-2']));
  calls[0]?.done();
  expect(await again.heard('received')).toMatchObject({ delivery: 'run-1' });
});

test('a note given to a second tab while the first is at it is taken over once', async () => {
  const door = await openDoor();
  const shared = { localStorage: new Storage(), locks: new Locks() as unknown as Environment['locks'] };
  const { calls, handler } = slow();
  const tabs = [];
  for (let tab = 0; tab < 2; tab++) {
    open(door, { environment: surroundings(shared) }).onNote(handler);
    const page = await door.welcome();
    await page.heard('takeNotes');
    page.send({ type: 'delivery', ...note('run-1') });
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    tabs.push(page);
  }
  calls[0]?.done();
  for (const page of tabs) await page.heard('received');
  expect(calls).toHaveLength(1);
});

test('a note whose handler failed is not confirmed, and comes again', async () => {
  const door = await openDoor();
  const phone = open(door, { timing: { noteRetryMs: 10 } });
  const errors = vi.fn();
  phone.on('error', errors);
  let tries = 0;
  phone.onNote(async () => {
    tries++;
    if (tries < 3) throw new Error('the CRM is down');
  });
  const page = await door.welcome();
  await page.heard('takeNotes');
  page.send({ type: 'delivery', ...note('run-1') });
  await page.heard('received');
  expect(tries).toBe(3);
  expect(errors).toHaveBeenCalledTimes(2);
});

test('a note that comes when nobody takes it waits for a handler', async () => {
  const door = await openDoor();
  const phone = open(door);
  phone.onNote(() => undefined)();
  const stop = phone.onNote(() => undefined);
  const page = await door.welcome();
  await page.heard('takeNotes');
  stop();
  page.send({ type: 'delivery', ...note('run-1') });
  page.update(1, { type: 'signedOut' });
  await new Promise((resolve) => phone.on('signedOut', resolve));
  phone.onNote(() => undefined);
  expect(await page.heard('received')).toMatchObject({ delivery: 'run-1' });
});

test('only the last notes are kept in mind', async () => {
  const door = await openDoor();
  const environment = surroundings();
  const phone = open(door, { environment });
  phone.onNote(() => undefined);
  const page = await door.welcome();
  await page.heard('takeNotes');
  for (let index = 0; index < 510; index++) {
    page.send({ type: 'delivery', ...note(`run-${index}`) });
    await page.heard('received');
  }
  const kept = JSON.parse(environment.localStorage?.getItem('reo.notes') ?? '[]') as string[];
  expect(kept).toHaveLength(500);
  expect(kept.at(-1)).toBe('run-509');
});
