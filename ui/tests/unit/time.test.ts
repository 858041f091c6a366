import { expect, it } from 'vitest';
import { timer } from '../../src/format/time';

it.each([
  [0, '00:00'],
  [999, '00:00'],
  [61_000, '01:01'],
  [3_599_999, '59:59'],
  [3_600_000, '1:00:00'],
  [4_215_000, '1:10:15'],
  [36_000_000, '10:00:00'],
  [-5_000, '00:00'],
])('shows %d ms as %s', (milliseconds, shown) => {
  expect(timer(milliseconds)).toBe(shown);
});
