import type { ProblemCode } from '../generated/ProblemCode';
import type { vi } from './vi';
import type { link } from './vi.link';
import type { crm } from './vi.crm';

/** A problem in words: what happened (short enough for a headline), then what it means for the call and what to do. */
export interface ProblemText {
  title: string;
  text: string;
}

export type ProblemTexts = Record<ProblemCode, ProblemText>;

type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> };

export type CrmTexts = Shape<typeof crm>;

export type LinkTexts = Shape<typeof link>;

/** Every language has exactly the keys of the Vietnamese texts. */
export type Texts = Shape<typeof vi>;

/** Puts values in the `{places}` of a text. A place without a value becomes empty. */
export function fill(text: string, values: Record<string, string | number | undefined>): string {
  return text
    .replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
    .replace(/ \(\)|\s+$/g, '');
}
