/** The part of a WebSocket that is used. */
export interface Socket {
  onopen: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  send(text: string): void;
  close(): void;
}

/** The part of `Storage` that is used. */
export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** What the client uses of its surroundings. `null` where there is none: it then does without. */
export interface Environment {
  WebSocket: new (url: string) => Socket;
  localStorage: Store | null;
  sessionStorage: Store | null;
  locks: Pick<LockManager, 'request'> | null;
  BroadcastChannel: (new (name: string) => BroadcastChannel) | null;
  permissions: Pick<Permissions, 'query'> | null;
  /** The page itself; `null` outside a browser. */
  page: Page | null;
}

/** What is known of the page. */
export interface Page {
  /** `null` as a text for a page that has none: a file, a sandboxed frame. */
  origin: string;
  /** As in `isSecureContext`: https, or from this computer. */
  secure: boolean;
  /** For `securitypolicyviolation` and `visibilitychange`. */
  document: Pick<Document, 'addEventListener' | 'removeEventListener' | 'visibilityState'>;
  /** For `pagehide`. */
  window?: Pick<Window, 'addEventListener' | 'removeEventListener'>;
}

/** The browser's. */
export function browser(): Environment {
  return {
    WebSocket: globalThis.WebSocket,
    localStorage: orNull(() => globalThis.localStorage),
    sessionStorage: orNull(() => globalThis.sessionStorage),
    locks: orNull(() => navigator.locks),
    BroadcastChannel: orNull(() => globalThis.BroadcastChannel),
    permissions: orNull(() => navigator.permissions),
    page: orNull(() => ({
      origin: globalThis.origin,
      secure: globalThis.isSecureContext,
      document: globalThis.document,
      window: globalThis.window,
    })),
  };
}

/** Where a browser keeps something from a page, reading the name alone may throw. */
function orNull<T>(read: () => T): T | null {
  try {
    return typeof window === 'undefined' ? null : (read() ?? null);
  } catch {
    return null;
  }
}
