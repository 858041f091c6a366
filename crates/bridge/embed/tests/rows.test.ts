import { describe, expect, it } from 'vitest';
import { given } from '../src/conformance/arguments';
import { CALLABLE, Rows } from '../src/conformance/rows';
import { TEXTS } from '../src/conformance/texts';
import { EVENTS } from '../src/page/names';

describe('a row', () => {
  it('of a function works when what it brings about has come', () => {
    const rows = new Rows();
    rows.told('csHoldCall', 'noHandler');
    expect(rows.row('holdCall').state).toBe('notYet');
    rows.called('holdCall', false);
    expect(rows.row('holdCall').state).toBe('called');
    rows.told('csHoldCall', 'noHandler');
    expect(rows.row('holdCall')).toMatchObject({ state: 'works', count: 1 });
  });

  it('of a function that only answers works when it does', () => {
    const rows = new Rows();
    rows.called('getHotline', false);
    rows.called('sendDTMF', true);
    expect([rows.row('getHotline').state, rows.row('sendDTMF').state]).toEqual(['works', 'failed']);
  });

  it('of an event says what became of it, and remembers a fault', () => {
    const rows = new Rows();
    rows.told('csEndCall', 'noHandler');
    expect(rows.row('csEndCall').state).toBe('seen');
    rows.told('csEndCall', 'handled');
    expect(rows.row('csEndCall').state).toBe('works');
    rows.told('csEndCall', 'failed');
    rows.told('csEndCall', 'handled');
    expect(rows.row('csEndCall').state).toBe('failed');
    rows.forgive();
    expect(rows.row('csEndCall').state).toBe('notYet');
  });
});

it('an integration is complete when nothing is missing', () => {
  const rows = new Rows();
  for (const name of CALLABLE) rows.called(name, false);
  for (const name of EVENTS.slice(1)) rows.told(name, 'handled');
  expect(rows.complete).toBe(false);
  rows.told(EVENTS[0], 'noHandler');
  expect(rows.complete).toBe(true);
  expect(rows.done).toBe(rows.all.length);
});

it('arguments at the end may be left out', () => {
  expect(given(['0901', ''])).toEqual(['0901']);
  expect(given(['', '7'])).toEqual(['', '7']);
  expect(given(['', ''])).toEqual([]);
});

it('everything has words in both languages', () => {
  for (const { about } of Object.values(TEXTS)) {
    for (const name of [...CALLABLE, ...EVENTS]) expect(about[name]).not.toBe('');
  }
});
