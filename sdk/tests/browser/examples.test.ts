import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Call } from '../../src';
import { CALL, type Door, note, type PageEnd, SNAPSHOT } from '../door';
import { openDoor } from '../page';
import { chromiumContexts, serve } from './chromium';

const newContext = chromiumContexts();

const RINGING: Call = { ...CALL, number: '0912345678' };
const TALKING: Call = {
  ...RINGING,
  phase: 'talking',
  allowed: { answer: false, hangUp: true, hold: true, mute: true, digits: true, transfer: true },
};
const COLLEAGUES = [{ extension: '102', name: 'Minh' }];

async function opened(example: string): Promise<{ page: Page; door: Door; reo: PageEnd }> {
  const door = await openDoor();
  const page = await (await newContext()).newPage();
  await page.goto(`${await serve(fileURLToPath(new URL(`../../examples/${example}`, import.meta.url)))}/?port=${door.port}`);
  const reo = await door.page();
  await reo.heard('hello');
  return { page, door, reo };
}

/** Answers what the page asks for on its way, and gives the command that is waited for. */
async function click(page: Page, button: string, reo: PageEnd): Promise<unknown> {
  await page.getByRole('button', { name: button, exact: true }).click();
  const { requestId, command } = await reo.heard('command');
  reo.reply(requestId);
  return command;
}

test.each(['react', 'vue'])('the page in %s shows the connection, a customer, a call and a note', async (example) => {
  const { page, reo } = await opened(example);
  const status = page.getByRole('status');
  reo.send({ type: 'pairing', code: '4711', until: Date.now() + 60_000 });
  await status.getByText('4711').waitFor();

  reo.welcome({ snapshot: { ...SNAPSHOT, calls: [] } });
  await status.getByText('Connected').waitFor();
  await reo.heard('takeNotes');

  const started = { type: 'callStarted', call: RINGING.id, direction: 'inbound', number: RINGING.number } as const;
  reo.send({ type: 'update', seq: 1, events: [started], snapshot: { ...SNAPSHOT, calls: [RINGING] } });
  const shown = await reo.command('showCustomer');
  expect(shown.command).toMatchObject({ call: RINGING.id, customer: { id: 'C-1001', name: 'Nguyễn Thị Hoa' } });
  reo.reply(shown.requestId);
  await page.getByRole('heading', { name: 'Nguyễn Thị Hoa' }).waitFor();
  expect(await click(page, 'Answer', reo)).toEqual({ type: 'answer', call: RINGING.id });

  const answered = { type: 'callAnswered', call: RINGING.id } as const;
  reo.send({ type: 'update', seq: 2, events: [answered], snapshot: { ...SNAPSHOT, calls: [TALKING], colleagues: COLLEAGUES } });
  reo.reply((await reo.command('watchColleagues')).requestId);
  expect(await click(page, 'Hold', reo)).toEqual({ type: 'setHold', call: RINGING.id, on: true });
  expect(await click(page, 'Mute', reo)).toEqual({ type: 'setMute', call: RINGING.id, on: true });
  await page.getByLabel('Give to').selectOption({ label: 'Minh' });
  const given = await reo.command('transfer');
  expect(given.command.to).toEqual({ type: 'colleague', extension: '102' });
  reo.reply(given.requestId);
  expect(await click(page, 'Hang up', reo)).toEqual({ type: 'hangUp', call: RINGING.id });

  reo.send({ type: 'delivery', ...note(RINGING.id) });
  await reo.heard('received');
  await page.getByRole('listitem').filter({ hasText: 'wants a call on Monday' }).waitFor();
});

test.each(['react', 'vue'])('the page in %s dials, says why it did not work, and asks again when it is turned away', async (example) => {
  const { page, door, reo } = await opened(example);
  reo.welcome({ snapshot: { ...SNAPSHOT, calls: [] } });
  await reo.heard('takeNotes');
  await page.getByLabel('Number').fill('09x');
  await page.getByRole('button', { name: 'Call' }).click();
  const { requestId, command } = await reo.command('dial');
  expect(command.number).toBe('09x');
  reo.reply(requestId, { type: 'failed', problem: { code: 'numberBadCharacter', params: {} } });
  await page.getByRole('alert').getByText('numberBadCharacter').waitFor();

  reo.refuse('notPaired');
  await page.getByRole('button', { name: 'Ask again' }).click();
  expect(await (await door.page()).heard('hello')).toMatchObject({ pair: true });
});
