import { expect, it } from 'vitest';
import { activeCall, causeText, helpText, phaseWord, problemText, ringingCall, shownCall, tone, who } from '../../src/calls';
import { call, problem } from '../../src/fake/snapshots';
import { TEXTS } from '../../src/i18n';

const talking = call({ type: 'talking' }, { id: 2 });
const ended = call({ type: 'ended', cause: { type: 'hungUpHere' } }, { id: 1 });
const ringing = call({ type: 'incoming' }, { id: 3 });

it('the call that is up is shown before one that has ended', () => {
  expect(activeCall([ended, talking])).toBe(talking);
  expect(shownCall([talking, ended], null)).toBe(talking);
  expect(ringingCall([ended, talking, ringing])).toBe(ringing);
});

it('an ended call is shown until it is closed', () => {
  expect(shownCall([ended], null)).toBe(ended);
  expect(shownCall([ended], 1)).toBeNull();
  expect(shownCall([], null)).toBeNull();
});

it('a caller without a name is shown by number', () => {
  expect(who(call({ type: 'incoming' }, { name: null }), TEXTS.vi)).toBe('0901 234 567');
  expect(who(call({ type: 'incoming' }, { name: null, number: '' }), TEXTS.vi)).toBe('Không rõ số');
});

it('hold shows before mute, since it is what the customer hears', () => {
  const held = { local: true, remote: false, pending: null };
  expect(tone(call({ type: 'talking' }, { muted: true }))).toBe('muted');
  expect(tone(call({ type: 'talking' }, { muted: true, hold: held }))).toBe('held');
  expect(tone(call({ type: 'talking' }))).toBe('talking');
  expect(tone(call({ type: 'ended', cause: { type: 'missed' } }))).toBe('failed');
});

it('a failed call says why, in words', () => {
  const busy = { type: 'failed', problem: problem('customerBusy') } as const;
  expect(causeText(busy, TEXTS.vi).title).toBe('Khách hàng đang bận');
  expect(phaseWord({ type: 'ended', cause: busy }, TEXTS.en)).toBe('The customer is busy');
  expect(problemText(problem('callFault', { status: '503' }), TEXTS.en).title).toBe('The call failed (503)');
  expect(problemText(problem('serverMessage', { text: 'Xin chào' }), TEXTS.vi).text).toBe('Xin chào');
});

it('the button for a lost loudspeaker does not speak of a microphone', () => {
  expect(helpText({ code: 'speakerLost', params: {}, help: 'chooseAudio' }, TEXTS.vi)).toBe('Chọn loa khác');
  expect(helpText({ code: 'microphoneLost', params: {}, help: 'chooseAudio' }, TEXTS.vi)).toBe('Chọn micro khác');
  expect(helpText(problem('customerBusy'), TEXTS.vi)).toBe('');
});
