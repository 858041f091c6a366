import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import App from '../../src/App.svelte';
import { DOORS, notes, openDoor } from '../../src/fake/doorScenes';
import { SCENES } from '../../src/fake/scenes';
import { call, signedIn } from '../../src/fake/snapshots';
import type { BridgeView } from '../../src/generated/BridgeView';
import type { Snapshot } from '../../src/generated/Snapshot';
import { open } from './recording';

const NARROW = 380;
const by = (id: string) => screen.getByTestId(id);
const gone = (id: string) => expect(screen.queryByTestId(id)).toBeNull();
const user = userEvent.setup();
const crm = (...calls: BridgeView['calls']) => openDoor({ calls });
const talking = call({ type: 'talking' });
const ended = call({ type: 'ended', cause: { type: 'hungUpThere' } });
const second = (phase: 'incoming' | 'talking') => call({ type: phase }, { id: 2, name: 'Hoàng Thị Mai' });
/** What was written down last. */
const written = (host: { doorCommands: unknown[] }) => host.doorCommands.at(-1);
const show = (snapshot: Snapshot, door: BridgeView) => {
  window.innerWidth = NARROW;
  return open(App, snapshot, door);
};
afterEach(() => {
  window.innerWidth = 1024;
  vi.useRealTimers();
});

it('is not offered where no page takes it', async () => {
  await show(SCENES.talking!(), crm(notes({ origin: null })));
  gone('notes');
  await user.keyboard('{Control>}n{/Control}');
  gone('note-pane');
});

it('opens with Ctrl+N, takes the keyboard, and closes with Esc', async () => {
  await show(SCENES.talking!(), crm(notes()));
  await user.keyboard('{Control>}n{/Control}');
  expect(document.activeElement).toBe(by('note-text'));
  expect(by('hang-up')).toBeTruthy();
  await user.keyboard('{Escape}');
  gone('note-pane');
  expect(by('call-card')).toBeTruthy();
});

it('is written down a moment after the last key, whole', async () => {
  vi.useFakeTimers();
  const { host, phone } = await show(SCENES.talking!(), crm(notes()));
  phone.toggleNote();
  phone.notes.write(1, { note: 'Hẹn' });
  vi.advanceTimersByTime(200);
  phone.notes.write(1, { note: 'Hẹn gọi lại' });
  vi.advanceTimersByTime(299);
  expect(host.doorCommands).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(host.doorCommands).toEqual([{ type: 'writeNote', call: 1, note: 'Hẹn gọi lại', outcome: null, finished: false }]);
});

it('is written down at once when the keyboard leaves it or the window goes', async () => {
  const { host } = await show(SCENES.talking!(), crm(notes()));
  await user.click(by('notes'));
  await user.keyboard('a');
  by('note-text').blur();
  expect(written(host)).toMatchObject({ note: 'a', finished: false });
  await user.type(by('note-text'), 'b');
  window.dispatchEvent(new Event('pagehide'));
  expect(written(host)).toMatchObject({ note: 'ab', finished: false });
});

it('keeps what is typed when an older view of the door arrives', async () => {
  const { host } = await show(SCENES.talking!(), crm(notes()));
  await user.click(by('notes'));
  await user.keyboard('mới');
  host.showDoor(crm(notes({ note: 'm' })));
  await tick();
  expect(by('note-text')).toHaveProperty('value', 'mới');
});

it('takes one outcome, or none', async () => {
  const { host } = await show(SCENES.talking!(), crm(notes()));
  await user.click(by('notes'));
  expect(by('note-finish')).toHaveProperty('disabled', true);
  await user.click(by('note-outcome-0'));
  await user.click(by('note-outcome-1'));
  expect(by('note-outcome-0').getAttribute('aria-pressed')).toBe('false');
  await user.click(by('note-finish'));
  expect(written(host)).toEqual({ type: 'writeNote', call: 1, note: '', outcome: 'Hẹn gọi lại', finished: true });
  await user.click(by('note-outcome-1'));
  expect(by('note-finish')).toHaveProperty('disabled', true);
});

it('is finished with Ctrl+Enter, and then tells whether the page has it', async () => {
  const { host } = await show(SCENES.talking!(), crm(notes()));
  await user.click(by('notes'));
  await user.keyboard('xong{Control>}{Enter}{/Control}');
  expect(written(host)).toMatchObject({ note: 'xong', finished: true });
  host.showDoor(crm(notes({ note: 'xong', finished: true })));
  await tick();
  gone('note-text');
  expect(by('note-state').textContent).toContain('Đang chờ trang CRM');
  host.showDoor(crm(notes({ note: 'xong', finished: true, delivered: true })));
  await tick();
  expect(by('note-state').textContent).toContain('Đã gửi cho trang CRM');
});

it('stays open when its call ends, and when that call is forgotten', async () => {
  const { host } = await show(signedIn({ calls: [talking] }), crm(notes({ customer: null })));
  await user.click(by('notes'));
  await user.keyboard('còn');
  host.show(signedIn({ calls: [ended], seq: 2 }));
  host.show(signedIn({ seq: 3 }));
  await tick();
  expect(by('note-text')).toHaveProperty('value', 'còn');
  expect(by('note-pane').textContent).toContain('Trần Văn Minh');
  expect(document.activeElement).toBe(by('note-text'));
});

it('leaves the keyboard while another call rings, steps aside when that is taken, and is one click away', async () => {
  const { host } = await show(signedIn({ calls: [talking] }), crm(notes()));
  await user.click(by('notes'));
  await user.keyboard('nửa câu');
  host.show(signedIn({ calls: [second('incoming')], seq: 2 }));
  await tick();
  expect(document.activeElement).toBe(by('note-text'));
  expect(by('accept')).toBeTruthy();
  host.show(signedIn({ calls: [second('talking')], seq: 3 }));
  await tick();
  gone('note-pane');
  expect(by('call-name').textContent).toBe('Hoàng Thị Mai');
  expect(written(host)).toMatchObject({ call: 1, note: 'nửa câu' });
  await user.click(by('note-bar-open'));
  expect(by('note-text')).toHaveProperty('value', 'nửa câu');
});

it('of the last call can be begun after it, or be waived', async () => {
  const { host } = await show(signedIn({ calls: [ended] }), crm(notes()));
  gone('note-bar');
  host.show(signedIn({ seq: 2 }));
  await tick();
  expect(by('note-bar').textContent).toContain('Chưa có ghi chú');
  await user.click(by('note-bar-dismiss'));
  gone('note-bar');
});

it('waits under its customer until it is finished', async () => {
  const { host } = await show(signedIn(), DOORS['note-left']!());
  expect(by('note-bar').textContent).toContain('Ghi chú chưa hoàn tất');
  await user.keyboard('{Control>}n{/Control}');
  expect(by('note-pane').textContent).toContain('Trần Văn Minh (VIP)');
  gone('note-bar');
  host.showDoor(crm(notes({ note: 'x', finished: true, delivered: true })));
  await user.click(by('note-close'));
  gone('note-bar');
});

it('lies beside the call where there is room', async () => {
  await open(App, SCENES.talking!(), crm(notes()));
  await user.click(by('notes'));
  expect(by('note-text')).toBeTruthy();
  expect(by('call-card')).toBeTruthy();
  await user.click(by('keypad'));
  expect(by('note-text')).toBeTruthy();
});
