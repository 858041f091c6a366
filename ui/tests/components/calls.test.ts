import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import App from '../../src/App.svelte';
import Popup from '../../src/Popup.svelte';
import { SCENES } from '../../src/fake/scenes';
import { call, signedIn } from '../../src/fake/snapshots';
import { open } from './recording';

const scene = (name: string) => open(App, SCENES[name]!());
const by = (id: string) => screen.getByTestId(id);
const user = userEvent.setup();

describe('two calls', () => {
  it('a waiting one stands as a bar above the present one, is announced, and can be taken or refused', async () => {
    const { host } = await scene('waiting');
    expect(by('call-name').textContent).toBe('Trần Văn Minh');
    expect(by('other-call').textContent).toContain('Hoàng Thị Mai');
    expect(by('other-call').textContent).toContain('0988 777 666');
    expect(by('announce-news').textContent).toBe('Có cuộc gọi chờ từ Hoàng Thị Mai');
    await user.click(by('other-take'));
    await user.click(by('other-refuse'));
    expect(host.commands).toEqual([
      { type: 'answer', call: 2 },
      { type: 'refuse', call: 2 },
    ]);
  });

  it('a held one is taken back by one click', async () => {
    const { host } = await scene('two-calls');
    expect(by('call-name').textContent).toBe('Hoàng Thị Mai');
    expect(by('other-call').textContent).toContain('Đang giữ máy');
    await user.click(by('other-take'));
    expect(host.commands).toEqual([{ type: 'setHold', call: 1, on: false }]);
  });

  it('the popup says what becomes of the present one', async () => {
    await open(Popup, SCENES.waiting!());
    expect(by('call-name').textContent).toBe('Hoàng Thị Mai');
    expect(by('popup-beside').textContent).toBe('Nghe: cuộc gọi hiện tại được giữ máy');
  });
});

describe('what is asked for and not yet confirmed', () => {
  it.each([
    ['mute-pending', 'Đang tắt mic…', 'mute'],
    ['hold-pending', 'Đang giữ máy…', 'hold'],
    ['resume-pending', 'Đang nối lại…', 'hold'],
  ])('is shown as such: %s', async (name, words, button) => {
    await scene(name);
    expect(by('call-banner').textContent).toContain(words);
    expect(by(button).getAttribute('aria-busy')).toBe('true');
  });

  it('a transfer is told on the card when its pane is closed', async () => {
    await scene('transfer-asking');
    expect(by('call-banner').textContent).toContain('Đang hỏi Lê Hoàng (5001)…');
  });
});

describe('calling out', () => {
  it('through the default service, until another one is chosen', async () => {
    const { host } = await scene('services');
    await user.type(by('dial-field'), '0901234567{Enter}');
    await user.selectOptions(by('dial-service'), '12');
    await user.keyboard('{Enter}');
    await user.click(by('dial-button'));
    const services = host.commands.map((command) => command.type === 'dial' && command.service);
    expect(services.at(0)).toBe('11');
    expect(services.at(-1)).toBe('12');
  });

  it('a single service is no choice', async () => {
    await open(App, signedIn({ services: [{ id: '11', description: '', isDefault: true }] }));
    expect(screen.queryByTestId('dial-service')).toBeNull();
  });

  it.each(['{Enter}', '{ArrowUp}'])('%s in the empty field brings back the last number', async (key) => {
    const dialled = call({ type: 'ended', cause: { type: 'hungUpThere' } }, { direction: 'outbound', number: '0988777666' });
    const { host } = await open(App, signedIn({ calls: [{ ...dialled, phase: { type: 'connecting' } }] }));
    host.show(signedIn({ seq: 2 }));
    await tick();
    await user.click(by('dial-field'));
    await user.keyboard(key);
    expect(by('dial-field')).toHaveProperty('value', '0988 777 666');
    expect(host.commands).toEqual([]);
    await user.keyboard('{Enter}');
    expect(host.commands).toEqual([{ type: 'dial', number: '0988777666', service: null }]);
  });

  it('a call that failed for our own device is offered again', async () => {
    const { host } = await scene('redial');
    await user.click(screen.getByText('Gọi lại số này'));
    expect(host.commands).toEqual([{ type: 'dismiss', notice: 1 }, { type: 'redial' }]);
  });
});

it('call waiting is a setting', async () => {
  const { host } = await scene('idle');
  await user.click(by('settings-button'));
  await user.click(by('call-waiting'));
  expect(host.saved.at(-1)).toMatchObject({ callWaiting: true });
  expect(by('on-sign-out').textContent).toContain('điện thoại IP');
});

it('nothing looks ready while the phone is not, whatever the lights say', async () => {
  await open(App, signedIn({ ready: false }));
  expect(by('status-switch').className).toContain('blocked');
  expect(by('status-switch').textContent).toContain('Chưa nhận được cuộc gọi');
});
