import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import App from '../../src/App.svelte';
import Popup from '../../src/Popup.svelte';
import { SCENES } from '../../src/fake/scenes';
import { call, COLLEAGUES, problem, signedIn } from '../../src/fake/snapshots';
import { open } from './recording';

const scene = (name: string) => open(App, SCENES[name]!());
const by = (id: string) => screen.getByTestId(id);
const user = userEvent.setup();
const talking = () => signedIn({ seq: 2, calls: [call({ type: 'talking' })], colleagues: COLLEAGUES });
const given = ({ commands }: { commands: { type: string }[] }) => commands.filter(({ type }) => type === 'transfer');

/** The pane of a call at a contact centre, with its colleagues. */
async function opened() {
  const shown = await scene('talking');
  await user.keyboard('{Control>}t{/Control}');
  shown.host.show(talking());
  await tick();
  return shown;
}

beforeEach(() => localStorage.clear());

describe('to a colleague', () => {
  it('opens by Ctrl+T with the search focused, the call above it, and watches the list only while open', async () => {
    const { host } = await opened();
    expect(document.activeElement).toBe(by('colleague-search'));
    expect(by('call-strip').textContent).toContain('Trần Văn Minh');
    expect(by('hang-up')).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(screen.queryByTestId('transfer-pane')).toBeNull();
    expect(host.commands).toEqual([
      { type: 'watchColleagues', on: true },
      { type: 'watchColleagues', on: false },
    ]);
  });

  it('needs nothing but arrows and Enter', async () => {
    const { host } = await opened();
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}{Enter}');
    expect(given(host)).toEqual([{ type: 'transfer', call: 1, to: { type: 'colleague', extension: '5002' } }]);
  });

  it('finds by name without marks, and by extension', async () => {
    const { host } = await opened();
    await user.keyboard('do vinh');
    expect(by('colleagues').children).toHaveLength(1);
    await user.keyboard('{Enter}');
    expect(given(host)).toEqual([{ type: 'transfer', call: 1, to: { type: 'colleague', extension: '5003' } }]);
    await user.keyboard(' zz');
    expect(by('colleagues-none').textContent).toContain('do vinh zz');
  });

  it('keeps the chosen colleague when the list comes anew', async () => {
    const { host } = await opened();
    await user.keyboard('{ArrowDown}');
    host.show({ ...talking(), seq: 3, colleagues: COLLEAGUES.slice(1) });
    await tick();
    await user.keyboard('{Enter}');
    expect(given(host)).toEqual([{ type: 'transfer', call: 1, to: { type: 'colleague', extension: '5002' } }]);
  });

  it('says before anything is sent that a muted call cannot go', async () => {
    const { host } = await scene('muted');
    await user.click(by('transfer'));
    host.show({ ...SCENES.muted!(), seq: 2, colleagues: COLLEAGUES });
    await tick();
    expect(by('transfer-problem').dataset.code).toBe('transferMutedOrHeld');
    await user.keyboard('{Enter}');
    expect(given(host)).toEqual([]);
  });

  it('shows who is asked and the seconds that are left', async () => {
    const { host } = await opened();
    host.show({ ...SCENES['transfer-asking']!(), seq: 3 });
    await tick();
    expect(by('transfer-progress').textContent).toContain('Đang hỏi Lê Hoàng (5001)…');
    expect(Number(by('countdown').dataset.seconds)).toBeGreaterThan(4);
    expect(Number(by('countdown').dataset.seconds)).toBeLessThan(8);
  });

  it('says in the pane why it came to nothing, and not a second time above it', async () => {
    const { host } = await opened();
    const refused = problem('transferRefused');
    host.tell({ type: 'transferFailed', call: 1, problem: refused });
    host.show({ ...talking(), seq: 3, notices: [{ id: 4, at: Date.now(), problem: refused }] });
    await tick();
    expect(by('transfer-problem').textContent).toContain('Đồng nghiệp từ chối nhận cuộc gọi');
    expect(screen.queryByTestId('notice')).toBeNull();
    await user.keyboard('{Escape}');
    expect(by('notice').textContent).toContain('Đồng nghiệp từ chối nhận cuộc gọi');
  });

  it('closes with the call, and the end says that it was transferred', async () => {
    const { host } = await opened();
    host.show({ ...SCENES.transferred!(), seq: 3 });
    await tick();
    expect(screen.queryByTestId('transfer-pane')).toBeNull();
    expect(by('end-cause').textContent).toContain('Đã chuyển cuộc gọi');
  });
});

describe('to a queue', () => {
  it('takes an id and offers those that were used lately', async () => {
    const { host } = await opened();
    await user.click(by('transfer-to-queue'));
    await user.click(by('queue-transfer'));
    expect(given(host)).toEqual([]);
    await user.type(by('queue-id'), ' 12 {Enter}');
    expect(given(host)).toEqual([{ type: 'transfer', call: 1, to: { type: 'queue', id: '12' } }]);
    await user.keyboard('{Escape}');
    await user.click(by('transfer'));
    await user.click(by('transfer-to-queue'));
    await user.click(by('queue-used'));
    expect(given(host)).toHaveLength(2);
  });
});

describe('with a plain SIP account', () => {
  it('goes to any number at once, or asks there first', async () => {
    const { host } = await scene('sip-talking');
    await user.click(by('transfer'));
    await user.keyboard('0901234567{Enter}');
    await user.click(by('transfer-ask'));
    expect(host.commands).toEqual([
      { type: 'transfer', call: 1, to: { type: 'number', number: '0901234567' } },
      { type: 'dial', number: '0901234567', service: null },
    ]);
  });

  it('joins two calls: the held one is given to the other side of the present one', async () => {
    const { host } = await scene('sip-two-calls');
    await user.click(by('transfer'));
    expect(document.activeElement).toBe(by('transfer-connect'));
    await user.keyboard('{Enter}');
    expect(host.commands).toEqual([{ type: 'transfer', call: 1, to: { type: 'call', call: 2 } }]);
  });
});

describe('an offer of a colleague', () => {
  it('is a card with sender, customer and the time left, and is announced', async () => {
    const { host } = await scene('offer');
    expect(by('offer-customer').textContent).toBe('Trần Văn Minh');
    expect(by('offer-from').textContent).toContain('5001');
    expect(by('countdown')).toBeTruthy();
    expect(by('announce-news').textContent).toContain('5001');
    await user.click(by('offer-accept'));
    await user.click(by('offer-refuse'));
    expect(host.commands).toEqual([
      { type: 'answerTransfer', accept: true },
      { type: 'answerTransfer', accept: false },
    ]);
  });

  it('closes what lies over the stage, and waits for the call once accepted', async () => {
    const { host } = await scene('idle');
    await user.click(by('settings-button'));
    host.show({ ...SCENES.offer!(), seq: 2 });
    await tick();
    expect(by('offer-card')).toBeTruthy();
    host.show({ ...SCENES['offer-accepted']!(), seq: 3 });
    await tick();
    expect(by('offer-from').textContent).toContain('Đã nhận');
    expect(screen.queryByTestId('offer-accept')).toBeNull();
  });

  it('stays in sight when a call comes in beside it', async () => {
    const { host } = await scene('offer-beside');
    expect(by('accept')).toBeTruthy();
    await user.click(by('offer-accept'));
    expect(host.commands).toEqual([{ type: 'answerTransfer', accept: true }]);
  });

  it('can be answered in the popup', async () => {
    const { host } = await open(Popup, SCENES.offer!());
    expect(by('offer-customer').textContent).toBe('Trần Văn Minh');
    await user.click(by('offer-refuse'));
    expect(host.commands).toEqual([{ type: 'answerTransfer', accept: false }]);
  });
});
