import { expect, test, vi } from 'vitest';
import { ReoError } from '../src';
import { CALL } from './door';
import { open, openDoor, until } from './page';

const fault = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

test('a command is fulfilled with what it made', async () => {
  const door = await openDoor();
  const phone = open(door);
  const page = await door.welcome();
  await phone.opened();
  const dialled = phone.dial('0912 345 678', { service: 'S1' });
  const { requestId, command } = await page.command('dial');
  expect(command).toEqual({ type: 'dial', number: '0912 345 678', service: 'S1' });
  page.reply(requestId, { type: 'done', call: 'run-2' });
  expect(await dialled).toEqual({ call: 'run-2' });
});

test('a call is named by itself or by its id', async () => {
  const door = await openDoor();
  const phone = open(door);
  const page = await door.welcome();
  await phone.opened();
  void fault(phone.hold(CALL));
  expect((await page.command('setHold')).command).toEqual({ type: 'setHold', call: CALL.id, on: true });
  void fault(phone.transferToQueue(CALL.id, 'Q1'));
  expect((await page.command('transfer')).command.to).toEqual({ type: 'queue', id: 'Q1' });
});

test('failures tell what can be done about them', async () => {
  const door = await openDoor();
  const phone = open(door);
  const page = await door.welcome();
  await phone.opened();

  const failed = fault(phone.dial('x'));
  const problem = { code: 'numberBadCharacter', params: {} };
  page.reply((await page.command('dial')).requestId, { type: 'failed', problem });
  expect(await failed).toBeInstanceOf(ReoError);
  expect(await failed).toMatchObject({ kind: 'failed', code: 'numberBadCharacter', problem });

  const refused = fault(phone.redial());
  page.reply((await page.command('redial')).requestId, { type: 'refused', reason: 'tooMany', retryAfterMs: 5_000 });
  expect(await refused).toMatchObject({ kind: 'refused', code: 'tooMany', retryAfterMs: 5_000 });

  const odd = fault(phone.setDevice(99));
  page.send({ type: 'notUnderstood', requestId: (await page.command('setDevice')).requestId, reason: 'no such device' });
  expect(await odd).toMatchObject({ kind: 'notUnderstood', message: 'no such device' });
});

test('the page knows when the agent is asked', async () => {
  const door = await openDoor();
  const phone = open(door);
  const page = await door.welcome();
  await phone.opened();
  const asked = vi.fn();
  phone.on('asking', asked);
  const onAsking = vi.fn(() => {
    throw new Error('a fault of the page');
  });
  const errors = vi.fn();
  phone.on('error', errors);
  const answered = phone.answer(CALL, { onAsking });
  const { requestId } = await page.command('answer');
  page.send({ type: 'asking', requestId, until: 30_000 });
  page.reply(requestId);
  await answered;
  expect(asked).toHaveBeenCalledWith({ requestId, until: 30_000 });
  expect(onAsking).toHaveBeenCalledWith(30_000);
  expect(errors).toHaveBeenCalledOnce();
});

test('after a reconnect a command is sent again under the same name', async () => {
  const door = await openDoor();
  const phone = open(door);
  const page = await door.welcome();
  const dialled = phone.dial('0912345678', { requestId: 'wish-7' });
  expect(await page.command('dial')).toMatchObject({ requestId: 'wish-7' });
  page.hangUp();
  const again = await door.welcome();
  expect(await again.command('dial')).toMatchObject({ requestId: 'wish-7' });
  again.reply('wish-7', { type: 'done', call: 'run-2' });
  expect(await dialled).toEqual({ call: 'run-2' });
});

test('a command that another run of Reo got is never sent again', async () => {
  const door = await openDoor();
  const phone = open(door);
  const page = await door.welcome();
  const dialled = fault(phone.dial('0912345678'));
  await page.command('dial');
  page.hangUp();
  const other = await door.welcome({ run: 'other' });
  expect(await dialled).toMatchObject({ kind: 'lost', code: 'restarted' });
  void fault(phone.signOut());
  await other.command('signOut');
});

test('a command waits for the connection, and not for ever', async () => {
  const door = await openDoor();
  const patient = open(door);
  const shown = patient.showWindow();
  const page = await door.welcome();
  page.reply((await page.command('showWindow')).requestId);
  await shown;

  const hasty = open(door, { timing: { patienceMs: 20 } });
  expect(await fault(hasty.dial('0912345678'))).toMatchObject({ kind: 'notConnected', code: 'connecting' });
});

test('a command that was on its way when Reo went for good is lost', async () => {
  const door = await openDoor();
  const phone = open(door, { timing: { patienceMs: 20 } });
  const page = await door.welcome();
  const dialled = fault(phone.dial('0912345678'));
  await page.command('dial');
  await door.close();
  expect(await dialled).toMatchObject({ kind: 'lost' });
});

test('a command at a time when nothing is connected fails at once and says why', async () => {
  const door = await openDoor();
  const phone = open(door);
  const page = await door.page();
  await page.heard('hello');
  const waiting = fault(phone.dial('0912345678'));
  page.refuse('declined');
  await until(phone, 'closed');
  expect(await waiting).toMatchObject({ kind: 'notConnected', code: 'refused' });
  expect(await fault(phone.dial('0912345678'))).toMatchObject({ kind: 'notConnected', code: 'declined' });
  phone.close();
  expect(await fault(phone.dial('0912345678'))).toMatchObject({ kind: 'notConnected', code: 'closed' });
});

test('the same name twice is one command', async () => {
  const door = await openDoor();
  const phone = open(door);
  const page = await door.welcome();
  const both = [phone.dial('0912345678', { requestId: 'one' }), phone.dial('0912345678', { requestId: 'one' })];
  page.reply((await page.command('dial')).requestId, { type: 'done', call: 'run-2' });
  expect(await Promise.all(both)).toEqual([{ call: 'run-2' }, { call: 'run-2' }]);
  expect(page.isQuiet).toBe(true);
});

test('colleagues are watched on after a reconnect, until the page wants it no more', async () => {
  const door = await openDoor();
  const phone = open(door, { scopes: ['events', 'agents'] });
  const page = await door.welcome();
  await phone.opened();
  const watching = phone.watchColleagues();
  page.reply((await page.command('watchColleagues')).requestId);
  await watching;
  page.hangUp();
  const again = await door.welcome();
  const { requestId, command } = await again.command('watchColleagues');
  expect(command.on).toBe(true);
  again.reply(requestId);
  const stopped = phone.watchColleagues(false);
  const stop = await again.command('watchColleagues');
  expect(stop.command.on).toBe(false);
  again.reply(stop.requestId);
  await stopped;
  again.hangUp();
  const last = await door.welcome();
  void fault(phone.redial());
  await last.command('redial');
});

test('what Reo would not answer, or would hang up for, is not sent', async () => {
  const door = await openDoor();
  const phone = open(door);
  await door.welcome();
  await phone.opened();
  const name = 'ă'.repeat(40_000);
  expect(await fault(phone.showCustomer(CALL, { name }))).toMatchObject({ kind: 'notUnderstood', code: 'tooLong' });
  expect(await fault(phone.redial({ requestId: 'x'.repeat(65) }))).toMatchObject({ kind: 'notUnderstood', code: 'requestId' });
  expect(phone.state.type).toBe('open');
});
