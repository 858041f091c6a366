// A little help to make elements.

export type Child = Node | string;

export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The element with that id; the page that loads this has it. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/** An id that a name may stand in. */
export const idOf = (prefix: string, name: string): string => `${prefix}-${name.replace('.', '-')}`;

/** Changes nothing that stands already, so that nothing is read out twice. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
