import type { Environment } from './environment';

/** The browser's permission to reach this computer. `unknown` where the browser has no such thing. */
export type Permission = 'granted' | 'denied' | 'prompt' | 'unknown';

/**
 * Why nothing answered:
 * - `notRunning`: Reo is not running, or its door for CRM pages is closed.
 * - `permissionDenied`: the user, or an administrator, keeps this page from reaching the user's own computer ("Local network
 *   access" in Chromium; a page in a frame may need the attribute `allow="loopback-network; local-network-access"`).
 * - `insecureContext`: not running either, or the page came by plain http from a public address: browsers keep such pages from
 *   reaching this computer, and do not say so.
 * - `blockedByPage`: the page's own content security policy has no `ws://127.0.0.1:*` in `connect-src`.
 * - `noOrigin`: the page is a file or in a sandboxed frame. Reo lets in only pages with an http or https origin.
 */
export type Unreachable = 'notRunning' | 'permissionDenied' | 'insecureContext' | 'blockedByPage' | 'noOrigin';

/** The permission's name, and the one it had before Chromium 145. */
const NAMES = ['loopback-network', 'local-network-access'];

/** Never asks the user. A page that came by plain http is told `denied` even where nothing is, so it counts for nothing there. */
export async function permission({ permissions, page }: Environment): Promise<Permission> {
  if (page?.secure === false) return 'unknown';
  for (const name of NAMES) {
    try {
      const status = await permissions?.query({ name: name as PermissionName });
      if (status) return status.state;
    } catch {
      // Browsers throw at a name that they do not know.
    }
  }
  return 'unknown';
}

/** Tells why nothing answered at the addresses that were tried since it came into being. */
export class Reach {
  readonly #environment: Environment;
  readonly #urls: readonly string[];
  #isBlocked = false;

  constructor(environment: Environment, urls: readonly string[]) {
    this.#environment = environment;
    this.#urls = urls;
    environment.page?.document.addEventListener('securitypolicyviolation', this.#violated);
  }

  async why(): Promise<Unreachable> {
    const { page } = this.#environment;
    const state = await permission(this.#environment);
    if (page?.origin === 'null') return 'noOrigin';
    if (this.#isBlocked) return 'blockedByPage';
    if (page?.secure === false) return 'insecureContext';
    if (state === 'denied') return 'permissionDenied';
    return 'notRunning';
  }

  end(): void {
    this.#environment.page?.document.removeEventListener('securitypolicyviolation', this.#violated);
  }

  readonly #violated = (event: SecurityPolicyViolationEvent): void => {
    if (this.#urls.some((url) => event.blockedURI !== '' && url.startsWith(event.blockedURI))) this.#isBlocked = true;
  };
}
