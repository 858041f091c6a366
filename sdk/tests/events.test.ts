import { expect, test, vi } from 'vitest';
import type { View } from '../src';
import { CALL, type PageEnd } from './door';
import { next, open, openDoor, until } from './page';

async function opened() {
  const door = await openDoor();
  const phone = open(door);
  const page: PageEnd = await door.welcome();
  await phone.opened();
  return { door, phone, page };
}

test('an event comes with its call', async () => {
  const { phone, page } = await opened();
  const heard = new Promise((resolve) => phone.on('callRinging', (event, call) => resolve([event, call])));
  page.update(1, { type: 'callRinging', call: CALL.id });
  expect(await heard).toEqual([{ type: 'callRinging', call: CALL.id }, CALL]);
});

test('a handler that fails disturbs no other, and is told of', async () => {
  const { phone, page } = await opened();
  const errors: unknown[] = [];
  phone.on('error', (error) => errors.push(error));
  phone.on('callAnswered', () => {
    throw new Error('thrown');
  });
  phone.on('callAnswered', async () => {
    throw new Error('rejected');
  });
  const last = next((handler) => phone.on('callAnswered', handler));
  page.update(1, { type: 'callAnswered', call: CALL.id });
  await last;
  await vi.waitFor(() => expect(errors).toEqual([new Error('thrown'), new Error('rejected')]));
});

test('a fault goes to the console when nobody listens for it, also when the one who listens fails', async () => {
  const { phone, page } = await opened();
  const console = vi.spyOn(globalThis.console, 'error').mockImplementation(() => undefined);
  page.send({ type: 'notUnderstood', requestId: null, reason: 'no such frame' });
  await vi.waitFor(() => expect(console).toHaveBeenCalledOnce());
  phone.on('error', async () => {
    throw new Error('again');
  });
  page.send({ type: 'notUnderstood', requestId: null, reason: 'no such frame' });
  await vi.waitFor(() => expect(console).toHaveBeenCalledTimes(2));
  console.mockRestore();
});

test('once is once, and a handler that was taken away hears nothing', async () => {
  const { phone, page } = await opened();
  const once = vi.fn();
  const never = vi.fn();
  phone.once('signedOut', once);
  phone.on('signedOut', never)();
  page.update(1, { type: 'signedOut' });
  page.update(2, { type: 'signedOut' }, { type: 'signedIn' });
  await next((handler) => phone.on('signedIn', handler));
  expect(once).toHaveBeenCalledOnce();
  expect(never).not.toHaveBeenCalled();
});

test('the view is a new object whenever something changed, and is never altered', async () => {
  const { phone, page } = await opened();
  const before: View = phone.view;
  const copy = structuredClone(before);
  page.update(1, { type: 'signedOut' });
  await next((handler) => phone.on('signedOut', handler));
  expect(phone.view).not.toBe(before);
  expect(before).toEqual(copy);
});

test('frames of a later version, and what is no frame at all, pass by', async () => {
  const { phone, page } = await opened();
  page.send({ type: 'weather' } as never);
  page.send('rain' as never);
  page.update(1, { type: 'signedOut' });
  await next((handler) => phone.on('signedOut', handler));
});

test('closing hangs up and leaves nothing behind', async () => {
  const { phone, page } = await opened();
  phone.close();
  await page.gone;
  expect(await until(phone, 'closed')).toMatchObject({ reason: 'closed', retrying: false });
  phone.retry();
  expect(phone.state.type).toBe('closed');
});

test('a handler may hang up', async () => {
  const { phone, page } = await opened();
  phone.on('signedOut', () => phone.close());
  page.update(1, { type: 'signedOut' });
  await page.gone;
  expect(phone.state).toMatchObject({ type: 'closed', reason: 'closed' });
});
