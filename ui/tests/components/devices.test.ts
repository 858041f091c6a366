import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import App from '../../src/App.svelte';
import { SCENES } from '../../src/fake/scenes';
import { device, signedIn } from '../../src/fake/snapshots';
import { open } from './recording';

const scene = (name: string) => open(App, SCENES[name]!());
const by = (id: string) => screen.getByTestId(id);
const user = userEvent.setup();

describe('where calls ring', () => {
  it.each([
    ['idle', 'Đổ chuông trên máy tính này'],
    ['ip-phone', 'Đổ chuông trên điện thoại IP'],
    ['mobile', 'Đổ chuông trên di động'],
    ['other-device', 'Đổ chuông trên thiết bị khác'],
    ['voice-elsewhere', 'Đổ chuông ở nơi khác'],
    ['device-pending', 'Đang chuyển sang điện thoại IP…'],
    ['sip', 'Đổ chuông trên máy tính này'],
  ])('is said in words: %s', async (name, words) => {
    await scene(name);
    expect(by('rings-here').textContent?.trim()).toBe(words);
  });

  it('goes back to this computer by one click, and follows a change made elsewhere', async () => {
    const { host } = await scene('mobile');
    await user.click(by('rings-computer'));
    expect(host.commands).toEqual([{ type: 'setDevice', device: 'computer', phone: null }]);
    host.show(signedIn({ seq: 2, device: device('ipPhone') }));
    await tick();
    expect(by('rings-here').textContent).toContain('điện thoại IP');
  });

  it.each([
    ['rings-while-signed-in', 'ipPhone'],
    ['rings-always', 'ipPhoneAlways'],
    ['rings-app', 'softphone'],
  ])('offers the kinds of IP phone in words: %s', async (choice, kind) => {
    const { host } = await scene('idle');
    await user.click(by('rings-ipPhone'));
    expect(by('rings-menu').textContent).toContain('Khi bạn đăng xuất, cuộc gọi sẽ đổ chuông trên điện thoại IP');
    await user.click(by(choice));
    expect(host.commands).toEqual([{ type: 'setDevice', device: kind, phone: null }]);
    expect(screen.queryByTestId('rings-menu')).toBeNull();
  });

  it('asks for the mobile number, checks it while it is typed, and gives the keyboard back', async () => {
    const { host } = await scene('idle');
    await user.click(by('rings-mobile'));
    expect(by('mobile-number')).toHaveProperty('value', '0912 345 678');
    await user.clear(by('mobile-number'));
    await user.type(by('mobile-number'), '09x');
    expect(by('rings-menu').textContent).toContain('Số di động không đúng');
    await user.clear(by('mobile-number'));
    await user.type(by('mobile-number'), '0903{Enter}');
    expect(by('rings-menu').textContent).toContain('Số di động không đúng');
    expect(host.commands).toEqual([]);
    await user.type(by('mobile-number'), ' 111 222{Enter}');
    expect(host.commands).toEqual([{ type: 'setDevice', device: 'mobile', phone: '0903111222' }]);
    expect(document.activeElement).toBe(by('rings-mobile'));
  });

  it.each([
    ['talking', 'Đang có cuộc gọi'],
    ['voice-elsewhere', 'Bạn đang nhận cuộc gọi ở nơi khác'],
  ])('cannot be changed in %s, and says why', async (name, why) => {
    const { host } = await scene(name);
    await user.click(by('rings-mobile'));
    expect(by('rings-why').textContent).toContain(why);
    await user.keyboard('{Escape}');
    expect(screen.queryByTestId('rings-why')).toBeNull();
    expect(host.commands).toEqual([]);
  });

  it('asks for one change at a time', async () => {
    const { host } = await scene('device-pending');
    await user.click(by('rings-mobile'));
    expect(host.commands).toEqual([]);
    expect(screen.queryByTestId('rings-menu')).toBeNull();
  });
});

describe('a call on another device', () => {
  it('is answered there, and only there', async () => {
    await scene('incoming-ip-phone');
    expect(by('voice-place').textContent).toContain('Nhấc máy trên điện thoại IP');
    expect(screen.queryByTestId('accept')).toBeNull();
    expect(screen.queryByTestId('silence')).toBeNull();
  });

  it('is steered from here as far as it may be', async () => {
    const { host } = await scene('talking-mobile');
    expect(by('voice-place').textContent).toContain('Tiếng ở trên di động');
    expect(by('keypad')).toHaveProperty('disabled', true);
    await user.click(by('hold'));
    await user.click(by('hang-up'));
    expect(host.commands.map(({ type }) => type)).toEqual(['setHold', 'hangUp']);
  });

  it('can be asked for without a line here', async () => {
    const { host } = await scene('ip-phone');
    await user.type(by('dial-field'), '0901234567{Enter}');
    expect(host.commands).toEqual([{ type: 'dial', number: '0901234567', service: null }]);
  });
});

describe('the voice right', () => {
  it('that was taken is said once, and can be taken back', async () => {
    const { host } = await scene('voice-taken');
    expect(by('trouble').dataset.code).toBe('voiceTaken');
    expect(screen.queryByTestId('notice')).toBeNull();
    await user.click(by('trouble-help'));
    expect(host.commands).toEqual([{ type: 'dismiss', notice: 1 }, { type: 'claimVoice' }]);
  });
});
