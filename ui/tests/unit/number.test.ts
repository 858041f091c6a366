import { describe, expect, it } from 'vitest';
import { clean, diallable, group, regroup, strip } from '../../src/format/number';

describe('clean', () => {
  it.each([
    '+84 901 234 567',
    '0084901234567',
    '0901.234.567',
    '(090) 123-4567',
    ' 0901 234 567 ',
    '+84(0)901234567',
    '0901\u00a0234\u202f567',
  ])('writes %j as it is dialled', (text) => {
    expect(clean(text)).toEqual({ number: '0901234567' });
  });

  it.each([
    ['5001', '5001'],
    ['284_284', '284_284'],
    ['1900 1000', '19001000'],
    ['+1 415 555 0100', '0014155550100'],
  ])('takes %j', (text, number) => {
    expect(clean(text)).toEqual({ number });
  });

  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['+', 'empty'],
    ['09o1234567', 'badCharacter'],
    ['090+1234567', 'badCharacter'],
    ['_5', 'badCharacter'],
    ['012', 'badLength'],
    ['090123456789012', 'badLength'],
  ])('refuses %j as %s', (text, error) => {
    expect(clean(text)).toEqual({ error });
  });
});

describe('group', () => {
  it.each([
    ['0901234567', '0901 234 567'],
    ['02438251234', '024 3825 1234'],
    ['02253825123', '0225 382 512 3'],
    ['19001000', '1900 1000'],
    ['1900545415', '1900 545 415'],
    ['0014155550100', '00 141 555 5010 0'],
    ['+84901234567', '+84 901 234 567'],
    ['5001', '5001'],
    ['0901', '0901'],
    ['09012', '0901 2'],
    ['284_284', '284_284'],
    ['', ''],
  ])('shows %j as %j', (number, shown) => {
    expect(group(number)).toBe(shown);
  });

  it('never loses a digit', () => {
    for (let length = 0; length <= 15; length += 1) {
      for (const start of ['0', '00', '02', '024', '1', '1900', '9', '+84']) {
        const number = (start + '123456789012345').slice(0, length);
        expect(group(number).replaceAll(' ', '')).toBe(number);
      }
    }
  });
});

describe('regroup', () => {
  it('keeps the caret behind the digit that was typed', () => {
    expect(regroup('09012', 5)).toEqual({ text: '0901 2', caret: 6 });
    expect(regroup('09901 234 567', 3)).toEqual({ text: '0990 123 456 7', caret: 3 });
  });

  it('leaves alone what cannot be dialled', () => {
    expect(regroup('09a 1', 3)).toEqual({ text: '09a 1', caret: 3 });
  });
});

describe('diallable and strip', () => {
  it('accepts a number that is half typed', () => {
    expect(diallable('+84 9')).toBe(true);
    expect(diallable('090x')).toBe(false);
  });

  it('keeps the country code of another country', () => {
    expect(strip('+49 30 1234')).toBe('0049301234');
  });
});
