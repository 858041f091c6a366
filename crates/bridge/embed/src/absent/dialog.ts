// A small window in the page's corner that says what the user has to do. It has a tree of its own, so that neither the page's
// styles reach it nor its own the page; it takes no focus and keeps nobody from working.
import { STYLE } from './style';
import { TEXTS, type Words } from './texts';

/** Starts Reo, where it is installed. */
const START = 'reo://open';

export class Dialog {
  readonly #texts: Words;
  readonly #tryAgain: () => void;
  #host: HTMLElement | null = null;

  constructor(language: 'vi' | 'en', tryAgain: () => void) {
    this.#texts = TEXTS[language];
    this.#tryAgain = tryAgain;
  }

  get texts(): Words {
    return this.#texts;
  }

  /** Shows a text; with `actions` also what starts Reo and what tries again. */
  show(text: string, actions: boolean): void {
    this.hide();
    const host = document.createElement('reo-dialog');
    host.lang = this.#texts === TEXTS.vi ? 'vi' : 'en';
    const tree = host.attachShadow({ mode: 'open' });
    dress(tree);
    tree.append(this.#content(text, actions));
    (document.body ?? document.documentElement).append(host);
    this.#host = host;
  }

  hide(): void {
    this.#host?.remove();
    this.#host = null;
  }

  #content(text: string, actions: boolean): Node {
    const title = element('h2', { id: 'title', textContent: this.#texts.title });
    const words = element('p', { id: 'text', textContent: text });
    const box = element('div', {}, [title, words, this.#buttons(actions)]);
    box.setAttribute('role', 'dialog');
    box.setAttribute('aria-labelledby', 'title');
    box.setAttribute('aria-describedby', 'text');
    box.addEventListener('keydown', ({ key }) => key === 'Escape' && this.hide());
    // Read out without taking the focus from where the user is.
    words.setAttribute('role', 'status');
    return box;
  }

  #buttons(actions: boolean): HTMLElement {
    const { start, again, close } = this.#texts;
    const quiet = element('button', { type: 'button', textContent: close, onclick: () => this.hide() });
    if (!actions) return element('nav', {}, [quiet]);
    const link = element('a', { href: START, textContent: start, className: 'main' });
    const retry = element('button', { type: 'button', textContent: again, onclick: () => this.#tryAgain() });
    return element('nav', {}, [link, retry, quiet]);
  }
}

/** A sheet made by script also passes where the page's content security policy forbids `style` elements. */
function dress(tree: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    tree.adoptedStyleSheets = [sheet];
  } catch {
    tree.append(element('style', { textContent: STYLE }));
  }
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
  children: readonly Node[] = [],
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
