// Reo cannot be had.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { providerScripts } from '../src/absent/fallback';
import { hears, loadPage, page, take, told, TOKEN } from './crm';
import { Door } from './door';
import { signedIn } from './state/fixture';

const PROVIDER = 'https://provider.example';

let door: Door;
/** Scripts that the page asked for, in order. */
let loaded: string[];
/** What the provider's scripts do when they run. */
let provider: Record<string, () => void>;

const init = () => page.csInit!(TOKEN, '0938828282');

const dialog = () => document.querySelector('reo-dialog')?.shadowRoot ?? null;
const text = () => dialog()?.getElementById('text')?.textContent ?? '';

/** jsdom loads no scripts: this stands in for the provider's host. */
function standIn(): void {
  const append = document.head.append.bind(document.head);
  vi.spyOn(document.head, 'append').mockImplementation((...nodes) => {
    for (const node of nodes) {
      if (!(node instanceof HTMLScriptElement)) append(node);
      else setTimeout(() => run(node));
    }
  });
}

function run(script: HTMLScriptElement): void {
  loaded.push(script.src);
  const program = provider[script.src.split('/').pop()!];
  program?.();
  script.dispatchEvent(new Event(program ? 'load' : 'error'));
}

beforeEach(() => {
  door = new Door(signedIn);
  door.isOpen = false;
  loaded = [];
  provider = {};
  standIn();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('the provider’s scripts', () => {
  it('are loaded in their order, and get the page’s token', async () => {
    const csInit = vi.fn();
    let atLast: unknown[] = [];
    provider = {
      'jquery.min.js': () => undefined,
      'cs_voice.js': () => {
        atLast = [page.csVoice, page.csCallout];
        page.csInit = csInit;
      },
    };
    loadPage({ provider: `${PROVIDER}/` });
    init();
    await vi.waitFor(() => expect(csInit).toHaveBeenCalledOnce());
    expect(csInit).toHaveBeenCalledWith(TOKEN, '0938828282');
    expect(atLast).toEqual([undefined, undefined]);
    expect(loaded).toEqual(
      ['jquery.min.js', 'jssip-3.2.10.js', 'init-3.0.7.js', 'web.push.js', 'cs_const.js', 'cs_voice.js'].map((name) => `${PROVIDER}/js/embed/${name}`),
    );
    expect(told).toEqual([]);
    expect(dialog()).toBeNull();
  });

  it('get the latest token, and no call that was wished for before', async () => {
    const csInit = vi.fn();
    provider = { 'cs_voice.js': () => (page.csInit = csInit), 'cs_const.js': () => page.csInit!('newer', '0938828282') };
    loadPage({ provider: PROVIDER });
    init();
    page.csCallout!('0901234567');
    await vi.waitFor(() => expect(csInit).toHaveBeenCalledWith('newer', '0938828282'));
    expect(take()).toEqual(['showCalloutInfo 0901234567', 'showCalloutError ERROR_CALLOUT_CONNECT undefined']);
  });

  it('are reached by what the page kept of ours before, and the page’s own functions by nothing', async () => {
    const [endCall, holdCall, csInit] = [vi.fn(), vi.fn(), vi.fn()];
    provider = { 'cs_voice.js': () => Object.assign(page, { endCall, csInit }) };
    loadPage({ provider: PROVIDER });
    const kept = { init: page.csInit!, hangUp: page.endCall!, hold: page.holdCall! };
    page.holdCall = (...args) => holdCall(...args) ?? kept.hold();
    init();
    await vi.waitFor(() => expect(csInit).toHaveBeenCalledOnce());
    kept.hangUp(1);
    kept.init('newer', '0938828282');
    page.holdCall!();
    expect(endCall).toHaveBeenCalledWith(1);
    expect(csInit).toHaveBeenLastCalledWith('newer', '0938828282');
    expect(holdCall).toHaveBeenCalledOnce();
  });

  it('come when the agent does not want the page', async () => {
    const csInit = vi.fn();
    provider = { 'cs_voice.js': () => (page.csInit = csInit) };
    door.isOpen = true;
    door.refuses = 'declined';
    loadPage({ provider: PROVIDER });
    init();
    await vi.waitFor(() => expect(csInit).toHaveBeenCalledOnce());
  });

  it('that cannot be had either leave the page with an error and its functions', async () => {
    loadPage({ provider: PROVIDER });
    init();
    await hears('csInitError REO_NOT_RUNNING');
    expect(typeof page.csCallout).toBe('function');
    expect(page.csVoice.hasCall).toBe(false);
    expect(text()).toContain('Reo');
  });

  it('spare the page’s own jQuery and keep its JsSIP', () => {
    const script = document.createElement('script');
    script.src = 'https://crm.example/js/embed/jssip-3.0.7.js?v=2';
    document.body.append(script);
    const own = Object.assign(Object.create(window), { document, jQuery: () => undefined });
    expect(providerScripts(own)).toEqual(['jssip-3.0.7.js', 'init-3.0.7.js', 'web.push.js', 'cs_const.js', 'cs_voice.js']);
    script.remove();
  });
});

describe('without them', () => {
  it('the page is told by a code, once, and the user in words', async () => {
    loadPage({ language: 'en' });
    init();
    await hears('csInitError REO_NOT_RUNNING');
    expect(text()).toContain('not running');
    const box = dialog()!.querySelector('[role=dialog]')!;
    expect(dialog()!.getElementById(box.getAttribute('aria-labelledby')!)!.textContent).toBe('Reo phone');
    expect(dialog()!.querySelector('a')!.getAttribute('href')).toBe('reo://open');
    const tries = door.urls.length;
    await vi.waitFor(() => expect(door.urls.length).toBeGreaterThan(tries), 5_000);
    expect(take()).toEqual(['csInitError REO_NOT_RUNNING']);
  });

  it('goes on by itself when Reo is found later', async () => {
    loadPage();
    init();
    await hears('csInitError REO_NOT_RUNNING');
    door.isOpen = true;
    await hears('csInitComplete');
    expect(dialog()).toBeNull();
  });

  it('gives a Reo that was here before a moment to come back', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(Date.now());
    loadPage();
    localStorage.setItem('reo.embed.met', '1');
    init();
    await vi.waitFor(() => expect(door.urls.length).toBeGreaterThan(4), 5_000);
    expect(told).toEqual([]);
    door.isOpen = true;
    await hears('csInitComplete');
    expect(told).not.toContain('csInitError REO_NOT_RUNNING');
  });

  it('says that the browser does not allow it', async () => {
    const query = async ({ name }: { name: string }) => {
      if (name !== 'local-network-access') throw new TypeError('unknown');
      return { state: 'denied' };
    };
    vi.stubGlobal('navigator', Object.create(navigator, { permissions: { value: { query } } }));
    loadPage({ language: 'vi' });
    init();
    await hears('csInitError REO_PERMISSION_DENIED');
    expect(text()).toContain('Trình duyệt');
  });

  it('may ask the agent again', async () => {
    door.isOpen = true;
    door.refuses = 'declined';
    loadPage({ language: 'en' });
    init();
    await hears('csInitError REO_DECLINED');
    door.refuses = null;
    const again = [...dialog()!.querySelectorAll('button')].find(({ textContent }) => textContent === 'Try again')!;
    again.click();
    await hears('csInitComplete');
    expect(door.hellos.at(-1)).toMatchObject({ pair: true });
  });

  it('shows the code that the agent compares', async () => {
    door.isOpen = true;
    door.pairs = '4711';
    loadPage();
    init();
    await vi.waitFor(() => expect(text()).toContain('4711'));
    door.welcome();
    await hears('csInitComplete');
    expect(dialog()).toBeNull();
  });

  it('shows nothing where the page does not want it', async () => {
    loadPage({ dialog: false });
    init();
    await hears('csInitError REO_NOT_RUNNING');
    expect(dialog()).toBeNull();
  });

  it('lets the user close the window by key', async () => {
    loadPage();
    init();
    await hears('csInitError REO_NOT_RUNNING');
    dialog()!.querySelector('button')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(dialog()).toBeNull();
  });
});
