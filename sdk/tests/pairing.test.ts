import { expect, test } from 'vitest';
import { ReoError, type View } from '../src';
import { next, open, openDoor, surroundings, until } from './page';

test('a new page shows the code, is let in, and shows its token the next time', async () => {
  const door = await openDoor();
  const environment = surroundings();
  const phone = open(door, { environment, name: 'Example CRM', scopes: ['events'] });
  const page = await door.page();
  expect(await page.heard('hello')).toMatchObject({
    versions: [1],
    name: 'Example CRM',
    scopes: ['events'],
    token: null,
    pair: true,
    resume: null,
  });
  page.send({ type: 'pairing', code: '4711', until: 60_000 });
  expect(await until(phone, 'pairing')).toEqual({ type: 'pairing', code: '4711', until: 60_000 });
  page.welcome({ token: 'secret', scopes: ['events'] });
  await phone.opened();
  expect(phone.scopes).toEqual(['events']);
  const shown = next<View>((handler) => phone.on('view', handler));
  page.send({ type: 'scopes', scopes: ['events', 'answer'] });
  expect((await shown).scopes).toEqual(['events', 'answer']);
  phone.close();

  open(door, { environment });
  expect(await (await door.page()).heard('hello')).toMatchObject({ token: 'secret' });
});

test('an agent who says no is not asked again until somebody wants it', async () => {
  const door = await openDoor();
  const phone = open(door);
  const page = await door.page();
  await page.heard('hello');
  page.refuse('declined');
  const failure = await phone.opened().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ReoError);
  expect(failure).toMatchObject({ kind: 'notConnected', code: 'declined' });
  expect(phone.state).toEqual({ type: 'closed', reason: 'refused', refusal: 'declined', retrying: false });

  phone.retry();
  const second = await door.page();
  expect(await second.heard('hello')).toMatchObject({ pair: false });
  second.refuse('notPaired');
  await until(phone, 'closed');

  phone.pair();
  expect(await (await door.page()).heard('hello')).toMatchObject({ pair: true });
});

test('a page that shall not ask by itself asks when it is told to', async () => {
  const door = await openDoor();
  const phone = open(door, { pair: false });
  const page = await door.page();
  expect(await page.heard('hello')).toMatchObject({ pair: false });
  page.refuse('notPaired');
  expect(await until(phone, 'closed')).toMatchObject({ refusal: 'notPaired', retrying: false });
  phone.pair();
  expect(await (await door.page()).heard('hello')).toMatchObject({ pair: true });
});

test('a page that comes too often comes again when it may, and asks nothing then', async () => {
  const door = await openDoor();
  const phone = open(door);
  const page = await door.page();
  await page.heard('hello');
  page.refuse('tooMany', 20);
  expect(await until(phone, 'closed')).toMatchObject({ refusal: 'tooMany', retrying: true });
  expect(await (await door.page()).heard('hello')).toMatchObject({ pair: false });
});

test('a page whose right is taken away stays out', async () => {
  const door = await openDoor();
  const phone = open(door);
  const page = await door.welcome();
  await phone.opened();
  const closed = until(phone, 'closed');
  page.refuse('notPaired');
  expect(await closed).toMatchObject({ reason: 'refused', refusal: 'notPaired', retrying: false });
  expect(phone.controlling).toBe(false);
  expect(door.isQuiet).toBe(true);
});

test('another page may take control, and this one may take it back', async () => {
  const door = await openDoor();
  const phone = open(door);
  const page = await door.welcome();
  await phone.opened();
  expect(phone.controlling).toBe(true);
  const lost = next<boolean>((handler) => phone.on('control', handler));
  page.send({ type: 'control', controlling: false });
  expect(await lost).toBe(false);
  const taken = phone.takeControl();
  page.reply((await page.command('takeControl')).requestId);
  await taken;
});
