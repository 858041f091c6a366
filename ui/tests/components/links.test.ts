import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import App from '../../src/App.svelte';
import { SCENES } from '../../src/fake/scenes';
import { call as callView, SERVICES, signedIn } from '../../src/fake/snapshots';
import type { LinkNews } from '../../src/generated/LinkNews';
import { open } from './recording';

const scene = (name: string) => open(App, SCENES[name]!());
const by = (id: string) => screen.getByTestId(id);
const gone = (id: string) => expect(screen.queryByTestId(id)).toBeNull();
const user = userEvent.setup();
const call = (number = '0901234567', more = {}): LinkNews => ({
  type: 'call',
  number,
  extension: null,
  host: null,
  service: null,
  reference: null,
  ...more,
});

describe('a link from another program', () => {
  it('fills the number field, has the keyboard there, and calls only when the agent does', async () => {
    const { host, phone } = await scene('idle');
    host.link(call());
    await waitFor(() => expect(by('dial-field')).toHaveProperty('value', '0901 234 567'));
    await waitFor(() => expect(document.activeElement).toBe(by('dial-field')));
    gone('link-bar');
    await user.keyboard('{Enter}');
    expect(host.commands, 'a key of what was typed elsewhere').toEqual([]);
    phone.links.guard.reset(-2000);
    await user.keyboard('{Enter}');
    expect(host.commands).toEqual([{ type: 'dial', number: '0901234567', service: null }]);
  });

  it('waits in sight while a call is up, and until the agent has read how it ended', async () => {
    const { host } = await scene('talking');
    host.link(call('0912345678'));
    await tick();
    expect(by('link-bar').textContent).toContain('Gọi 0912 345 678?');
    expect(by('link-bar').textContent).toContain('khi cuộc gọi kết thúc');
    gone('link-fill-in');
    host.show({ ...SCENES['ended-busy']!(), seq: 2 });
    await tick();
    expect(by('end-cause').textContent).not.toBe('');
    await user.click(by('link-fill-in'));
    expect(by('dial-field')).toHaveProperty('value', '0912 345 678');
    gone('link-bar');
    expect(host.commands).toEqual([]);
  });

  it('waits for the agent to sign in', async () => {
    const { host } = await scene('signed-out');
    host.link(call());
    await tick();
    expect(by('link-bar').textContent).toContain('Đăng nhập xong');
    host.show({ ...SCENES['idle']!(), seq: 2 });
    await waitFor(() => expect(by('dial-field')).toHaveProperty('value', '0901 234 567'));
  });

  it('takes the place of an ended call, of settings and of what was typed; the newest counts', async () => {
    const { host } = await scene('ended');
    await user.click(by('settings-button'));
    host.link(call());
    await waitFor(() => expect(by('dial-field')).toHaveProperty('value', '0901 234 567'));
    host.link(call('0912345678'));
    await waitFor(() => expect(by('dial-field')).toHaveProperty('value', '0912 345 678'));
  });

  it('says why it is not followed, until that is read', async () => {
    const { host } = await scene('talking');
    host.link({ type: 'refused', reason: 'badParameter' });
    await tick();
    expect(by('link-bar').textContent).toContain('Reo không hiểu');
    await user.click(by('link-dismiss'));
    gone('link-bar');
  });

  it('can be dropped', async () => {
    const { host } = await scene('talking');
    host.link(call());
    await tick();
    await fireEvent.click(by('link-dismiss'));
    host.show({ ...SCENES['idle']!(), seq: 2 });
    await tick();
    expect(by('dial-field')).toHaveProperty('value', '');
  });

  it('shows what it said beside the number, as long as that number stands there', async () => {
    const { host, phone } = await scene('idle');
    host.link(call('0901234567', { extension: '12', host: 'sip.example.vn', reference: 'Đơn 7', service: 'x' }));
    await waitFor(() => expect(by('link-facts').textContent).toContain('Đơn 7'));
    for (const text of ['12', 'sip.example.vn', 'Bạn không có đầu số này']) expect(by('link-facts').textContent).toContain(text);
    phone.links.guard.reset(-2000);
    await user.click(by('dial-erase'));
    gone('link-facts');
  });

  it('keeps the extension at hand until it is keyed in', async () => {
    const { host } = await scene('idle');
    host.link(call('0901234567', { extension: '1#' }));
    await waitFor(() => expect(by('dial-field')).toHaveProperty('value', '0901 234 567'));
    const outbound = (phase: 'ringing' | 'talking') => callView({ type: phase }, { direction: 'outbound', number: '0901234567' });
    host.show(signedIn({ seq: 2, calls: [outbound('ringing')] }));
    host.show(signedIn({ seq: 3, calls: [outbound('talking')] }));
    await tick();
    expect(by('link-bar').textContent).toContain('Máy lẻ 1#');
    await user.click(by('link-press'));
    expect(host.commands.map((command) => 'digit' in command && command.digit)).toEqual(['1', '#']);
    gone('link-bar');
  });

  it('goes through the service that it names, for this one call', async () => {
    const { host, phone } = await open(App, signedIn({ services: SERVICES }));
    const other = SERVICES.find(({ isDefault }) => !isDefault)!;
    host.link(call('0901234567', { service: other.id }));
    await waitFor(() => expect(by('dial-service')).toHaveProperty('value', other.id));
    await user.click(by('dial-button'));
    expect(host.commands).toEqual([{ type: 'dial', number: '0901234567', service: other.id }]);
    phone.setDialText('');
    await tick();
    expect(by('dial-service')).not.toHaveProperty('value', other.id);
  });
});

describe('a pasted text', () => {
  it('gives its number', async () => {
    const { host } = await scene('idle');
    host.read = call('0912345678', { reference: 'T-7' });
    await user.type(by('dial-field'), '09');
    await user.paste('Gọi anh Minh: 0912 345 678 nhé');
    await waitFor(() => expect(by('dial-field')).toHaveProperty('value', '0912 345 678'));
    expect(host.pasted).toEqual(['Gọi anh Minh: 0912 345 678 nhé']);
    expect(host.commands).toEqual([]);
  });

  it('that is a link which is refused stands nowhere', async () => {
    const { host } = await scene('idle');
    host.read = { type: 'refused', reason: 'noNumber' };
    await user.click(by('dial-field'));
    await user.paste('https://example.vn/kanow/c2call?token=SECRET');
    await waitFor(() => expect(by('link-bar').dataset['reason']).toBe('noNumber'));
    expect(by('dial-field')).toHaveProperty('value', '');
    expect(document.body.innerHTML).not.toContain('SECRET');
    await user.type(by('dial-field'), '0');
    gone('link-bar');
  });

  it('without link or number stands there as it is', async () => {
    await scene('idle');
    await user.click(by('dial-field'));
    await user.paste('09o1\n234');
    await waitFor(() => expect(by('dial-field')).toHaveProperty('value', '09o1 234'));
    expect(by('dial-problem').textContent).toContain('ký tự không gọi được');
  });
});
