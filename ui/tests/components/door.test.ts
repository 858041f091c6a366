import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import App from '../../src/App.svelte';
import Popup from '../../src/Popup.svelte';
import { asked, DOORS, notes, openDoor } from '../../src/fake/doorScenes';
import { SCENES } from '../../src/fake/scenes';
import { signedIn, signedOut } from '../../src/fake/snapshots';
import { open } from './recording';

const scene = (name: string) => open(App, SCENES[name]!(), DOORS[name]?.());
const by = (id: string) => screen.getByTestId(id);
const user = userEvent.setup();
/** A question takes clicks when it has stood for a moment. */
const settled = () => expect.poll(() => by('ask-agree').hasAttribute('disabled'), { timeout: 10_000 }).toBe(false);

describe('a question of a page', () => {
  it('tells who asks and the code, and gives everything but answering', async () => {
    const { host } = await scene('ask-pair');
    expect(by('ask-origin').textContent).toBe('https://crm.hoasen.example.vn');
    expect(by('ask-text').textContent).toContain('CRM Hoa Sen');
    expect(by('ask-code').textContent).toBe('4827');
    expect(by('ask-scope-answer')).toHaveProperty('checked', false);
    await settled();
    await user.click(by('ask-agree'));
    expect(host.doorCommands).toEqual([{ type: 'agree', ask: 1, scopes: ['events', 'dial', 'control', 'agents'] }]);
  });

  it('gives what the agent ticks, and nothing without a tick', async () => {
    const { host } = await scene('ask-pair');
    await settled();
    for (const scope of ['agents', 'dial', 'control', 'events']) await user.click(by(`ask-scope-${scope}`));
    expect(by('ask-agree')).toHaveProperty('disabled', true);
    await user.click(by('ask-scope-answer'));
    await user.click(by('ask-scope-events'));
    await user.click(by('ask-agree'));
    expect(host.doorCommands).toEqual([{ type: 'agree', ask: 1, scopes: ['events', 'answer'] }]);
  });

  it('takes no click at the moment when it comes up, a refusal excepted', async () => {
    const { host } = await scene('ask-dial');
    await user.click(by('ask-agree'));
    expect(host.doorCommands).toEqual([]);
    await user.click(by('ask-decline'));
    expect(host.doorCommands).toEqual([{ type: 'decline', ask: 1 }]);
  });

  it.each([
    ['ask-dial', 'Gọi 113?', 'số khẩn cấp', 'Gọi'],
    ['ask-answer', 'Cho trang này nghe máy?', 'Cuộc gọi của Trần Văn Minh', 'Đồng ý'],
    ['ask-sign-in', 'Đăng nhập máy nhánh 5007?', '0938828282', 'Đăng nhập'],
  ])('%s is put in words', async (name, title, text, yes) => {
    const { host } = await scene(name);
    expect(by('ask').getAttribute('aria-label')).toBe(title);
    expect(by('ask-text').textContent).toContain(text);
    expect(by('announce-ask').textContent).toContain(title);
    await settled();
    expect(by('ask-agree').textContent?.trim()).toBe(yes);
    await user.click(by('ask-agree'));
    expect(host.doorCommands).toEqual([{ type: 'agree', ask: 1, scopes: null }]);
  });

  it('warns of a server that Reo does not know', async () => {
    await scene('ask-sign-in');
    expect(by('ask-server').textContent).toContain('tongdai.la.example.com');
  });

  it('leaves the keyboard where it is, and goes when it is answered', async () => {
    const { host } = await open(App, signedIn());
    by('dial-field').focus();
    await user.keyboard('0901');
    host.showDoor(DOORS['ask-pair']!());
    await tick();
    expect(by('ask')).toBeTruthy();
    await user.keyboard('234');
    expect(by('dial-field')).toHaveProperty('value', '0901 234');
    host.showDoor(openDoor());
    await tick();
    expect(screen.queryByTestId('ask')).toBeNull();
  });

  it('is put to an agent who is signed out as well', async () => {
    await open(App, signedOut(), DOORS['ask-pair']!());
    expect(by('ask-code').textContent).toBe('4827');
  });

  it('only tells what the page may do during a call, until asked', async () => {
    await scene('ask-pair-talking');
    const summary = by('ask-scopes');
    expect(summary.closest('details')).toHaveProperty('open', false);
    expect(summary.textContent).toContain('xem cuộc gọi, xem đồng nghiệp, gọi đi, điều khiển cuộc gọi');
  });
});

describe('the popup', () => {
  it('shows a question, and leads to the main window for its answer', async () => {
    const { host } = await open(Popup, signedIn(), DOORS['ask-pair']!());
    expect(by('popup-ask').textContent).toContain('4827');
    expect(by('ask-origin').textContent).toBe('https://crm.hoasen.example.vn');
    await user.click(by('show-main'));
    expect(host.shown).toBe(1);
    expect(host.doorCommands).toEqual([]);
  });

  it('shows the customer as the page knows them, with the first line', async () => {
    await open(Popup, SCENES.incoming!(), openDoor({ calls: [notes()] }));
    expect(by('call-name').textContent).toBe('Trần Văn Minh (VIP)');
    expect(by('popup-line').textContent).toBe('Lần trước: 12/11, hỏi về hóa đơn tháng 10');
  });

  it('shows a call before a question, and says that a page would answer it', async () => {
    await open(Popup, SCENES.incoming!(), asked({ type: 'answer', call: 1 }));
    expect(by('accept')).toBeTruthy();
    expect(by('popup-asked').textContent).toContain('Trang CRM muốn nghe máy');
  });
});

describe('CRM pages in the settings', () => {
  const settings = async (name: string) => {
    const shown = await scene(name);
    await user.click(by('settings-button'));
    return shown;
  };

  it('are switched on, and off', async () => {
    const { host } = await settings('idle');
    expect(by('door-open')).toHaveProperty('checked', false);
    await user.click(by('door-open'));
    host.showDoor(openDoor());
    await tick();
    expect(by('door-state').textContent).toContain('21590');
    await user.click(by('door-open'));
    expect(host.doorCommands).toEqual([
      { type: 'setOpen', on: true },
      { type: 'setOpen', on: false },
    ]);
  });

  it('cannot be switched where the administrator has decided', async () => {
    await settings('crm-fixed');
    expect(by('door-open')).toHaveProperty('disabled', true);
    expect(by('door-state').textContent).toContain('Do quản trị viên đặt.');
    expect(screen.queryByTestId('origin-revoke')).toBeNull();
    expect(by('rule-premium')).toHaveProperty('disabled', true);
    expect(by('rule-emergency')).toHaveProperty('disabled', false);
  });

  it('say in words that there is no port', async () => {
    await settings('crm-no-port');
    expect(by('door-state').textContent).toContain('mọi cổng đều đang bị chương trình khác dùng');
  });

  it('list who may come in and what for, and send a page away after a second thought', async () => {
    const { host } = await settings('crm-pages');
    const [crm, intranet] = screen.getAllByTestId('origin').map((row) => within(row));
    expect(crm!.getByTestId('origin-presence').textContent).toBe('Đang điều khiển điện thoại');
    expect(intranet!.getByTestId('origin-presence').textContent).toContain('20/11');
    expect(intranet!.getByText('Được phép: xem cuộc gọi')).toBeTruthy();
    await user.click(intranet!.getByTestId('origin-revoke'));
    await user.click(intranet!.getByTestId('origin-revoke-no'));
    await user.click(intranet!.getByTestId('origin-revoke'));
    expect(host.doorCommands).toEqual([]);
    await user.click(intranet!.getByTestId('origin-revoke-yes'));
    expect(host.doorCommands).toEqual([{ type: 'revoke', origin: 'http://intranet:8080' }]);
  });

  it('keep the other rules when one is changed', async () => {
    const { host } = await settings('crm-pages');
    await user.selectOptions(by('rule-premium'), 'refuse');
    const rules = { emergency: 'ask', premium: 'refuse', international: 'ask' };
    expect(host.doorCommands).toEqual([{ type: 'setRules', rules }]);
  });

  it('tell how many notes wait for a page', async () => {
    await settings('crm-pages');
    expect(by('waiting-notes').textContent).toContain('2');
  });

  it('are offered on the sign-in page', async () => {
    const { host } = await scene('signed-out');
    await user.click(by('door-open'));
    expect(host.doorCommands).toEqual([{ type: 'setOpen', on: true }]);
  });
});

it('the call card shows the customer as the page knows them', async () => {
  await scene('customer');
  expect(by('call-name').textContent).toBe('Trần Văn Minh (VIP)');
  expect(by('call-number').textContent).toBe('0901 234 567');
  expect(by('customer-lines').textContent).toContain('Doanh nghiệp 200 Mbps');
});
