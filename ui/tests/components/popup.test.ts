import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import Popup from '../../src/Popup.svelte';
import { SCENES } from '../../src/fake/scenes';
import { open } from './recording';

const by = (id: string) => screen.getByTestId(id);
const user = userEvent.setup();
afterEach(() => vi.restoreAllMocks());

it('shows who calls, on which line and queue', async () => {
  await open(Popup, SCENES.incoming!());
  expect(by('call-name').textContent).toBe('Trần Văn Minh');
  expect(by('call-number').textContent).toBe('0901 234 567');
  expect(by('popup').textContent).toContain('1900 1000');
  expect(by('popup').textContent).toContain('Chăm sóc khách hàng');
});

it('clicks count at once', async () => {
  const { host } = await open(Popup, SCENES.incoming!());
  await user.click(by('accept'));
  await user.click(by('show-main'));
  expect(host.commands).toEqual([{ type: 'answer', call: 1 }]);
  expect(host.shown).toBe(1);
});

it('keys count only after a second', async () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(10_000);
  const { host } = await open(Popup, SCENES.incoming!());
  by('refuse').focus();
  clock.mockReturnValue(10_900);
  await user.keyboard('{Enter} ');
  expect(host.commands).toEqual([]);
  clock.mockReturnValue(11_100);
  await user.keyboard('{Enter}');
  expect(host.commands).toEqual([{ type: 'refuse', call: 1 }]);
});

it('takes no focus by itself', async () => {
  await open(Popup, SCENES.incoming!());
  expect(document.activeElement).toBe(document.body);
});
