// The provider's own scripts, loaded from where they always were: the page then works in the browser as before.

const FOLDER = '/js/embed/';
const LAST = 'cs_voice.js';
const JSSIP = ['jssip-3.0.7.js', 'jssip-3.2.10.js'];

/** File names in the order in which old pages load them. jQuery only where the page has none: the page's own has its plugins. */
export function providerScripts(page: Window & { jQuery?: unknown }): string[] {
  const wanted = [...page.document.scripts].map(({ src }) => src.split(/[?#]/)[0]!.split('/').pop());
  const jssip = JSSIP.find((name) => wanted.includes(name)) ?? 'jssip-3.2.10.js';
  const rest = [jssip, 'init-3.0.7.js', 'web.push.js', 'cs_const.js', LAST];
  return page.jQuery ? rest : ['jquery.min.js', ...rest];
}

/**
 * One after the other; `makeRoom` before the one that defines the functions. A script that cannot be had does not stop those after
 * it.
 */
export async function loadProvider(provider: string, page: Window, makeRoom: () => void): Promise<void> {
  for (const name of providerScripts(page)) {
    if (name === LAST) makeRoom();
    await load(provider + FOLDER + name, page.document);
  }
}

function load(src: string, page: Document): Promise<void> {
  return new Promise((resolve) => {
    const script = page.createElement('script');
    script.src = src;
    script.onload = script.onerror = () => resolve();
    page.head.append(script);
  });
}
