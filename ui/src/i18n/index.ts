import type { Language } from '../generated/Language';
import { en } from './en';
import type { Texts } from './texts';
import { vi } from './vi';

export { fill } from './texts';
export type { ProblemText, Texts } from './texts';

export const TEXTS: Record<Language, Texts> = { vi, en };

/** Vietnamese, unless the system speaks English. */
export function systemLanguage(tags: readonly string[]): Language {
  return tags[0]?.toLowerCase().startsWith('en') ? 'en' : 'vi';
}
