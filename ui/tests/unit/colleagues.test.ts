import { expect, it } from 'vitest';
import { matching, plain } from '../../src/colleagues';
import { COLLEAGUES } from '../../src/fake/snapshots';

const found = (typed: string) => matching(COLLEAGUES, typed).map(({ extension }) => extension);

it('a name is found without its marks and in any order', () => {
  expect(plain(' Đỗ Quang VINH ')).toBe('do quang vinh');
  expect(found('vinh do')).toEqual(['5003']);
  expect(found('Hà')).toEqual(['5002']);
});

it('an extension is found by any part, and nothing typed is everybody', () => {
  expect(found('284')).toEqual(['284_284']);
  expect(found('500')).toEqual(['5001', '5002', '5003']);
  expect(found(' ')).toHaveLength(4);
  expect(found('nobody')).toEqual([]);
});
