import { expect, it } from 'vitest';
import { KeyGuard } from '../../src/keyguard';

const down = { type: 'keydown', code: 'Enter' };
const up = { type: 'keyup', code: 'Enter' };

it('keys count only after the first second', () => {
  const guard = new KeyGuard();
  guard.reset(5_000);
  expect(guard.swallows(down, 5_999)).toBe(true);
  expect(guard.swallows(up, 5_999)).toBe(true);
  expect(guard.swallows(down, 6_000)).toBe(false);
  expect(guard.swallows(up, 6_001)).toBe(false);
});

it('a key that was down already when the second ends does not count until it is pressed anew', () => {
  const guard = new KeyGuard();
  guard.reset(0);
  expect(guard.swallows(down, 900)).toBe(true);
  expect(guard.swallows(down, 1_100)).toBe(true);
  expect(guard.swallows(up, 1_200)).toBe(true);
  expect(guard.swallows(down, 1_300)).toBe(false);
});
