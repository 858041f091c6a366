import type { NumberError } from '../generated/NumberError';

/** Separators that people type and paste: spaces (plain, fixed, narrow), dots, dashes, brackets, slashes. */
const SEPARATORS = /[ \u00a0\u202f.\-()/\u2010-\u2013]/g;
const DIALLABLE = /^\+?[\d_]*$/;

export type Cleaned = { number: string } | { error: NumberError };

/** Takes the separators out and writes `+84` and `0084` as `0`. The phone judges again; this is for the field. */
export function strip(text: string): string {
  const bare = text.trim().replace(SEPARATORS, '');
  const national = /^(?:\+84|0084)0?(.*)$/.exec(bare);
  if (national) return `0${national[1]}`;
  return bare.startsWith('+') ? `00${bare.slice(1)}` : bare;
}

/** Whether a text holds only what can stand in a number, be it half typed. */
export function diallable(text: string): boolean {
  return DIALLABLE.test(text.trim().replace(SEPARATORS, ''));
}

/** The number as it is dialled, or why it cannot be. */
export function clean(text: string): Cleaned {
  if (!diallable(text)) return { error: 'badCharacter' };
  const number = strip(text);
  if (number === '' || number === '00') return { error: 'empty' };
  if (number.includes('_')) {
    return /^\d+_\d+$/.test(number) ? { number } : { error: 'badCharacter' };
  }
  const colleague = /^[1-9]\d{0,6}$/.test(number);
  const customer = /^\d{8,13}$/.test(number);
  return colleague || customer ? { number } : { error: 'badLength' };
}

/** How many digits each group has, from the left; the last one repeats. */
function pattern(digits: string): number[] {
  if (/^02[48]/.test(digits)) return [3, 4, 4];
  if (digits.startsWith('00')) return [2, 3, 3, 4];
  if (/^1[89]00/.test(digits) && digits.length <= 8) return [4, 4];
  return [4, 3, 3];
}

/** A number grouped the Vietnamese way: `0901 234 567`, `024 3825 1234`, `1900 1000`. Extensions stay whole. */
export function group(number: string): string {
  const plus = number.startsWith('+84') ? '+84' : '';
  const digits = number.slice(plus.length);
  if (!/^\d+$/.test(digits)) return number;
  if (plus) return [plus, ...split(digits, [3, 3, 3])].join(' ');
  if (digits.length < 8 && !digits.startsWith('0')) return number;
  return split(digits, pattern(digits)).join(' ');
}

function split(digits: string, sizes: number[]): string[] {
  const groups: string[] = [];
  let at = 0;
  while (at < digits.length) {
    const size = sizes[Math.min(groups.length, sizes.length - 1)] ?? 3;
    groups.push(digits.slice(at, at + size));
    at += size;
  }
  return groups;
}

/** Groups what is being typed, and says where the caret belongs afterwards. */
export function regroup(text: string, caret: number): { text: string; caret: number } {
  if (!diallable(text)) return { text, caret };
  const before = text.slice(0, caret).replace(SEPARATORS, '').length;
  const grouped = group(text.replace(SEPARATORS, ''));
  let at = 0;
  for (let seen = 0; at < grouped.length && seen < before; at += 1) {
    if (grouped[at] !== ' ') seen += 1;
  }
  return { text: grouped, caret: at };
}
