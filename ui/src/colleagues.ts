import type { Colleague } from './generated/Colleague';

/** A text as people search it: without case and marks. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().trim();
}

/** The colleagues whose name or extension fits what was typed, in the order in which they came. */
export function matching(colleagues: Colleague[], typed: string): Colleague[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return colleagues.filter(({ extension, name }) => {
    const facts = plain(`${extension} ${name ?? ''}`);
    return words.every((word) => facts.includes(word));
  });
}
