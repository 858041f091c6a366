import type { Environment } from './environment';

/** The browser's permission to reach this computer. `unknown` where the browser has no such thing. */
export type Permission = 'granted' | 'denied' | 'prompt' | 'unknown';

/**
 * Why nothing answered:
 * - `notRunning`: Reo is not running, or its door for CRM pages is closed.
 * - `permissionDenied`: the user, or an administrator, keeps this page from reaching the user's own computer ("Local network
 *   access" in Chromium; in a frame the attribute `allow="loopback-network; local-network-access"` is needed).
 * - `insecureContext`: most likely not running either, but the page came by plain http, and such pages may be kept from reaching
 *   this computer.
 * - `blockedByPage`: the page's own content security policy has no `ws://127.0.0.1:*` in `connect-src`.
 * - `noOrigin`: the page is a file or in a sandboxed frame. Reo lets in only pages with an http or https origin.
 */
export type Unreachable = 'notRunning' | 'permissionDenied' | 'insecureContext' | 'blockedByPage' | 'noOrigin';

/** The permission's name, and the one it had before Chromium 145. */
const NAMES = ['loopback-network', 'local-network-access'];

/** Never asks the user. */
export async function permission({ permissions }: Environment): Promise<Permission> {
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
    if (state === 'denied') return 'permissionDenied';
    if (page?.secure === false) return 'insecureContext';
    return 'notRunning';
  }

  end(): void {
    this.#environment.page?.document.removeEventListener('securitypolicyviolation', this.#violated);
  }

  readonly #violated = (event: SecurityPolicyViolationEvent): void => {
    if (this.#urls.some((url) => event.blockedURI !== '' && url.startsWith(event.blockedURI))) this.#isBlocked = true;
  };
}
