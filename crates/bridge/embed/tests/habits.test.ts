// What pages of integrators have been seen to do, each tried in a page of our own.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { jquery } from '../jquery.mjs';
import { installOnce } from '../src/install';
import { hears, loadPage, page, take, told, TOKEN } from './crm';
import { Door } from './door';
import { AGENT, inbound, signedIn } from './state/fixture';

const DOMAIN = '0938828282';

let door: Door;

const settle = () => new Promise<void>((resolve) => setTimeout(resolve));
const init = () => page.csInit!(TOKEN, DOMAIN);

async function begin(): Promise<void> {
  init();
  await hears('csInitComplete');
  take();
  door.commands.length = 0;
}

beforeEach(() => {
  door = new Door(signedIn);
  loadPage({ dialog: false });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a page that calls csInit again when it failed', () => {
  const failing = () => ({ type: 'failed', problem: { code: 'tokenRejected', params: {} } }) as const;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    door.answer = failing;
    page.csInitError = (code) => {
      told.push(`csInitError ${code}`);
      init();
    };
  });

  it('rests in between', async () => {
    init();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(door.of('signIn')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(door.of('signIn')).toHaveLength(2);
    expect(take()).toEqual(['csInitError 401', 'csInitError 401']);
  });

  it('need not with a new token', async () => {
    page.csInitError = () => page.csInit!(`${TOKEN}new`, DOMAIN);
    init();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(door.of('signIn').map(({ token }) => token)).toEqual([TOKEN, `${TOKEN}new`]);
  });

  it('is signed in once when it asks twice', async () => {
    door.answer = () => ({ type: 'done', call: null });
    page.csInitError = () => undefined;
    page.csInit!(undefined, undefined);
    await vi.advanceTimersByTimeAsync(0);
    init();
    init();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told.filter((line) => line === 'csInitComplete')).toHaveLength(1);
  });
});

describe('a page that calls csInit', () => {
  it('before its user has a token asks nobody', async () => {
    page.csInit!(null, DOMAIN);
    await hears('csInitError 401');
    expect(door.urls).toEqual([]);
    await begin();
  });

  it('without a domain means that of its agent', async () => {
    page.csInit!(TOKEN, undefined);
    await hears('csInitComplete');
    expect(door.of('signIn').map(({ domain }) => domain)).toEqual([AGENT.domain]);
    page.csInit!(`x.${btoa('{"ipphone":"5001"}')}.y`, undefined);
    await vi.waitFor(() => expect(door.of('signIn').map(({ domain }) => domain)).toEqual([AGENT.domain, '']));
  });

  it('when it hears of a lost connection is signed in when that is back', async () => {
    await begin();
    page.csNotifyReconnecting = () => void init();
    door.drop();
    await hears('csInitComplete');
    expect(door.of('signIn')).toHaveLength(1);
    expect(take()).toEqual(['csShowCallStatus Online', 'csShowEnableVoice true', 'csShowDeviceType 1', 'csInitComplete']);
  });

  it('in its head is called by the title that comes later', async () => {
    document.title = '';
    init();
    document.title = 'CRM';
    await vi.waitFor(() => expect(door.hellos[0]).toMatchObject({ name: 'CRM' }));
  });
});

describe('a page that takes the voice back as soon as it loses it', () => {
  beforeEach(async () => {
    page.csShowEnableVoice = (on) => {
      told.push(`csShowEnableVoice ${on}`);
      if (!on) page.csEnableCall!();
    };
    await begin();
  });

  it('does so once, and not against another without end', async () => {
    for (const controlling of [false, true, false]) {
      door.control(controlling);
      await hears(`csShowEnableVoice ${controlling}`);
      take();
    }
    await settle();
    expect(door.of('takeControl')).toHaveLength(1);
  });

  it('does not ask again and again where it may not', async () => {
    door.answer = () => ({ type: 'refused', reason: 'scope', retryAfterMs: null });
    door.control(false);
    await vi.waitFor(() => expect(told).toEqual(['csShowEnableVoice false', 'csShowEnableVoice false']));
    await settle();
    expect(door.of('takeControl')).toHaveLength(1);
  });
});

it('a page of many views that loads the script with each of them has one phone', async () => {
  installOnce(window, null);
  const { csInit, csVoice } = page;
  await begin();
  installOnce(window, null);
  expect(page.csInit).toBe(csInit);
  expect(page.csVoice).toBe(csVoice);
  door.update({ calls: [inbound()] });
  await hears('csCallRinging 0901234567');
  expect(take()).toEqual(['csCurrentCallId s1', 'csCallRinging 0901234567']);
});

it('a page with a module loader of its own gets jQuery, and the loader nothing', async () => {
  const define = Object.assign(vi.fn(), { amd: {} });
  const run = new Function('define', 'module', `${await jquery()}; return window.jQuery`);
  const $ = run(define, { exports: {} }) as { fn: Record<string, unknown>; migrateVersion: string };
  expect(define).not.toHaveBeenCalled();
  expect($.fn.jquery).toMatch(/^3\./);
  expect($.fn.unload).toBeTypeOf('function');
});
