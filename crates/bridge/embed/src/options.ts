// What the page's programmer may choose: in `window.reoOptions`, or as data attributes of the script's tag.

/** Everything may be left out. */
export interface Options {
  /** Base address of the provider, such as `https://3c-capi.mobifone.vn`. */
  provider: string | null;
  /** What to do when Reo cannot be had: load the provider's own scripts, or call `csInitError`. */
  whenAbsent: 'fallback' | 'error';
  /** Show a small window of Reo's where the user has to do something. */
  dialog: boolean;
  /** Ports to look for Reo at; `undefined` for the usual ones. */
  ports: number[] | undefined;
  /** What the page calls itself in Reo's window. */
  name: string;
  language: 'vi' | 'en';
  /** Base address of the contact centre to sign in to; `null` for the one that Reo knows. */
  base: string | null;
}

type Given = Record<string, unknown>;

/** `given` is `window.reoOptions`, which comes before the attributes of `script`. */
export function readOptions(given: unknown, script: DOMStringMap, page: Document): Options {
  const all: Given = { ...script, ...(isRecord(given) ? given : {}) };
  const provider = address(all.provider);
  return {
    provider,
    whenAbsent: provider !== null && all.whenAbsent !== 'error' ? 'fallback' : 'error',
    dialog: all.dialog !== false && all.dialog !== 'false',
    ports: ports(all.ports),
    // A page that calls `csInit` in its head may have no title yet.
    get name() {
      return text(all.name) ?? page.title;
    },
    language: language(text(all.language) ?? page.documentElement.lang ?? ''),
    base: address(all.base) ?? provider,
  };
}

const isRecord = (value: unknown): value is Given => typeof value === 'object' && value !== null;

const text = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

/** Without the slash at its end; only the web's schemes, since scripts are loaded from there. */
function address(value: unknown): string | null {
  const given = text(value);
  return given !== null && /^https?:\/\//i.test(given) ? given.replace(/\/+$/, '') : null;
}

/** As a list, or as `21590,21591` in an attribute. */
function ports(value: unknown): number[] | undefined {
  const list = Array.isArray(value) ? value : (text(value) ?? '').split(/[\s,]+/).filter(Boolean);
  const numbers = list.map(Number).filter((port) => Number.isInteger(port) && port > 0 && port < 65536);
  return numbers.length > 0 ? numbers : undefined;
}

/** Vietnamese, unless the page or the browser says otherwise. */
function language(wanted: string): 'vi' | 'en' {
  const chosen = wanted || navigator.language || 'vi';
  return /^vi/i.test(chosen) ? 'vi' : 'en';
}
