// Whether the page is being left. Old pages unregister in `unload` and put the device back; during a reload in a call both would
// do harm, and for a page that does not come back Reo does both by itself.

export class Leaving {
  #now = false;

  constructor(page: Window) {
    // The user may be asked whether to leave, and stay: then the page's next task runs.
    page.addEventListener('beforeunload', () => this.#during(), true);
    page.addEventListener('pagehide', () => (this.#now = true), true);
    page.addEventListener('pageshow', () => (this.#now = false), true);
  }

  get now(): boolean {
    return this.#now;
  }

  #during(): void {
    this.#now = true;
    setTimeout(() => (this.#now = false));
  }
}
