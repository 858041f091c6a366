import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import App from '../../src/App.svelte';
import { SCENES } from '../../src/fake/scenes';
import { call, signedIn } from '../../src/fake/snapshots';
import { open } from './recording';

const scene = (name: string) => open(App, SCENES[name]!());
const by = (id: string) => screen.getByTestId(id);
const user = userEvent.setup();

describe('signing in', () => {
  it('sends the account of a contact centre and remembers where', async () => {
    const { host } = await scene('signed-out');
    await user.selectOptions(by('sign-in-provider'), 'other');
    await user.type(by('sign-in-base'), 'https://127.0.0.1:8443');
    await user.type(by('sign-in-domain'), 'kanow');
    await user.type(by('sign-in-token'), 'abc{Enter}');
    const account = { type: 'contactCentre', base: 'https://127.0.0.1:8443', domain: 'kanow', token: 'abc' };
    expect(host.commands).toEqual([{ type: 'signIn', account }]);
    expect(host.saved.at(-1)).toMatchObject({ base: 'https://127.0.0.1:8443', domain: 'kanow' });
    expect(JSON.stringify(host.saved)).not.toContain('abc');
  });

  it('sends a SIP account', async () => {
    const { host } = await scene('signed-out');
    await user.click(by('sign-in-kind-sip'));
    for (const [field, text] of Object.entries({ server: 'wss://s', 'sip-domain': 'd', user: 'lan', password: 'p' })) {
      await user.type(by(`sign-in-${field}`), text);
    }
    await user.click(by('sign-in-button'));
    expect(host.commands[0]).toMatchObject({ type: 'signIn', account: { type: 'sip', server: 'wss://s', user: 'lan' } });
  });

  it('sends nothing while a field is missing, says which, and goes there', async () => {
    const { host } = await scene('signed-out');
    await user.click(by('sign-in-button'));
    expect(host.commands).toEqual([]);
    expect(screen.getAllByText('Cần điền ô này.')).toHaveLength(2);
    expect(document.activeElement).toBe(by('sign-in-domain'));
  });

  it('says why the last try failed, and keeps what was typed', async () => {
    const { host } = await scene('signed-out');
    await user.type(by('sign-in-domain'), 'kanow');
    host.show(SCENES['signing-in']!());
    host.show({ ...SCENES['sign-in-failed']!(), seq: 3 });
    await tick();
    expect(by('sign-in-problem').textContent).toContain('Mã đăng nhập đã hết hạn');
    expect(by('sign-in-domain')).toHaveProperty('value', 'kanow');
  });
});

describe('dialling', () => {
  it('cleans a pasted number, and Enter calls it', async () => {
    const { host } = await scene('idle');
    await user.click(by('dial-field'));
    await user.paste('+84 (0)901-234-567');
    expect(by('dial-field')).toHaveProperty('value', '0901 234 567');
    await user.keyboard('{Enter}');
    expect(host.commands).toEqual([{ type: 'dial', number: '0901234567', service: null }]);
  });

  it('says at once that letters cannot be dialled', async () => {
    const { host } = await scene('idle');
    await user.type(by('dial-field'), '09o1{Enter}');
    expect(by('dial-problem').textContent).toContain('Số có ký tự không gọi được');
    expect(by('dial-field').getAttribute('aria-describedby')).toBe('dial-problem');
    expect(host.commands).toEqual([]);
  });

  it('takes digits typed anywhere, and from the keys on the screen', async () => {
    const { host } = await scene('idle');
    await user.keyboard('09012');
    expect(by('dial-field')).toHaveProperty('value', '0901 2');
    await user.click(by('key-3'));
    expect(by('dial-field')).toHaveProperty('value', '0901 23');
    await user.click(by('dial-erase'));
    expect(by('dial-field')).toHaveProperty('value', '0901 2');
    await user.click(by('dial-button'));
    expect(by('dial-problem').textContent).toContain('Số quá ngắn hoặc quá dài');
    expect(host.commands).toEqual([]);
  });

  it('says that the line is down instead of dialling into nothing', async () => {
    const { host } = await scene('line-down');
    await user.type(by('dial-field'), '0901234567{Enter}');
    expect(by('dial-problem').textContent).toContain('Chưa gọi được lúc này');
    expect(host.commands).toEqual([]);
  });
});

describe('a call', () => {
  it('rings with accept, refuse and silence', async () => {
    const { host } = await scene('incoming');
    await user.click(by('silence'));
    await user.click(by('refuse'));
    await user.click(by('accept'));
    expect(host.commands.map(({ type }) => type)).toEqual(['silence', 'refuse', 'answer']);
    expect(by('announce-ring').textContent).toBe('Cuộc gọi đến từ Trần Văn Minh');
  });

  it('is muted by Space on the card, held by Ctrl+H, and never ended by Esc', async () => {
    const { host } = await scene('talking');
    by('call-card').focus();
    await user.keyboard(' {Control>}h{/Control}{Escape}');
    expect(host.commands).toEqual([
      { type: 'setMute', call: 1, on: true },
      { type: 'setHold', call: 1, on: true },
    ]);
  });

  it('Space on a button presses the button only', async () => {
    const { host } = await scene('talking');
    by('hold').focus();
    await user.keyboard(' ');
    expect(host.commands).toEqual([{ type: 'setHold', call: 1, on: true }]);
  });

  it('sends typed digits as DTMF and shows them on the keypad', async () => {
    const { host } = await scene('talking');
    await user.click(by('keypad'));
    await user.click(by('key-5'));
    await user.keyboard('1#');
    expect(host.commands.map((command) => command.type === 'sendDigit' && command.digit)).toEqual(['5', '1', '#']);
    expect(by('sent-digits').textContent).toBe('51#');
    await user.keyboard('{Escape}');
    expect(screen.queryByTestId('sent-digits')).toBeNull();
    expect(screen.getByTestId('hang-up')).toBeTruthy();
  });

  it('shows mute and hold on the whole card, in words too', async () => {
    const { host } = await scene('talking');
    expect(by('call-card').dataset.tone).toBe('talking');
    host.show(signedIn({ seq: 2, calls: [call({ type: 'talking' }, { muted: true })] }));
    await tick();
    expect(by('call-card').dataset.tone).toBe('muted');
    expect(by('call-banner').textContent).toContain('Mic tắt');
    expect(by('mute').textContent).toContain('Bật mic');
  });

  it('ends with the cause in words; a digit goes back to the dial pad', async () => {
    await scene('ended-busy');
    expect(by('end-cause').textContent).toContain('Khách hàng đang bận');
    await user.keyboard('0');
    expect(by('dial-field')).toHaveProperty('value', '0');
  });

  it('announces the end of a ring', async () => {
    const { host } = await scene('incoming');
    host.show({ ...SCENES.missed!(), seq: 2 });
    await tick();
    expect(by('announce-ring').textContent).toBe('');
    expect(by('announce-step').textContent).toBe('Hết chuông. Gọi nhỡ từ Trần Văn Minh');
  });

  it('a call that comes in closes what lies over the stage', async () => {
    const { host } = await scene('idle');
    await user.click(by('settings-button'));
    host.show({ ...SCENES.incoming!(), seq: 2 });
    await tick();
    expect(screen.queryByTestId('settings')).toBeNull();
    expect(by('accept')).toBeTruthy();
  });
});

describe('status, trouble and settings', () => {
  it('does not look ready while calls cannot come through', async () => {
    await scene('line-down');
    expect(by('status-switch').className).not.toContain('available');
    expect(by('status-switch').textContent).toContain('Chưa nhận được cuộc gọi');
  });

  it.each([
    ['idle', 'notAvailable'],
    ['not-available', 'available'],
    ['no-answer', 'available'],
  ])('one click in %s asks for %s', async (name, status) => {
    const { host } = await scene(name);
    await user.click(by('status-switch'));
    expect(host.commands).toEqual([{ type: 'setStatus', status }]);
  });

  it('a change that is under way cannot be asked for twice', async () => {
    const { host } = await scene('status-pending');
    await user.click(by('status-switch'));
    expect(host.commands).toEqual([]);
    expect(by('status-switch').getAttribute('aria-busy')).toBe('true');
  });

  it('each light gives its reason', async () => {
    await scene('line-down');
    const light = by('light-line');
    const reason = document.getElementById(light.getAttribute('aria-describedby')!);
    expect(light.dataset.state).toBe('bad');
    expect(reason?.textContent).toContain('Đường thoại bị ngắt');
  });

  it('the help button opens the choice of microphones in the middle of a call, beside the hang-up', async () => {
    const { host } = await scene('microphone-silent');
    await user.click(by('trouble-help'));
    await user.selectOptions(by('choose-microphone'), 'mic');
    expect(host.saved.at(-1)).toMatchObject({ input: 'mic' });
    expect(by('hang-up')).toBeTruthy();
    expect(by('sign-out')).toHaveProperty('disabled', true);
  });

  it('notices are dismissed by their own id, the newest first', async () => {
    const { host } = await scene('notice');
    expect(by('notice').textContent).toContain('Ca trực đổi sang 14 giờ');
    await user.click(by('notice-dismiss'));
    expect(host.commands).toEqual([{ type: 'dismiss', notice: 2 }]);
  });

  it('changes the language at once and signs out', async () => {
    const { host } = await scene('idle');
    await user.click(by('settings-button'));
    await user.click(by('language-en'));
    expect(document.documentElement.lang).toBe('en');
    expect(by('status-switch').textContent).toContain('Available');
    await user.click(by('sign-out'));
    expect(host.commands).toEqual([{ type: 'signOut' }]);
  });
});
