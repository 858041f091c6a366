import { expect, it } from 'vitest';
import { activeCall, causeText, helpText, otherCalls, phaseWord, problemText, ringingCall, shownCall, targetWord, tone, who } from '../../src/calls';
import { call, COLLEAGUES, problem, signedIn } from '../../src/fake/snapshots';
import { TEXTS } from '../../src/i18n';

const talking = call({ type: 'talking' }, { id: 2 });
const ended = call({ type: 'ended', cause: { type: 'hungUpHere' } }, { id: 1 });
const ringing = call({ type: 'incoming' }, { id: 3 });

it('the call that is up is shown before one that has ended', () => {
  expect(activeCall([ended, talking])).toBe(talking);
  expect(shownCall([talking, ended], null)).toBe(talking);
  expect(ringingCall([ended, talking, ringing])).toBe(ringing);
});

it('the call in the ear comes before one on hold, and that one before one that rings', () => {
  const hold = (local: boolean, pending: boolean | null = null) => ({ hold: { local, remote: false, pending } });
  const held = call({ type: 'talking' }, { id: 1, ...hold(true) });
  expect(activeCall([held, talking])).toBe(talking);
  expect(otherCalls([held, talking, ended])).toEqual([held]);
  expect(activeCall([ringing, held])).toBe(held);
  const dialled = call({ type: 'connecting' }, { id: 4 });
  expect(activeCall([call({ type: 'talking' }, { id: 1, ...hold(false, true) }), dialled])).toBe(dialled);
});

it('a target is named as far as it is known', () => {
  const shown = signedIn({ colleagues: COLLEAGUES, calls: [talking] });
  expect(targetWord({ type: 'colleague', extension: '5001' }, shown, TEXTS.vi)).toBe('Lê Hoàng (5001)');
  expect(targetWord({ type: 'colleague', extension: '5009' }, shown, TEXTS.vi)).toBe('5009');
  expect(targetWord({ type: 'queue', id: '7' }, shown, TEXTS.en)).toBe('queue 7');
  expect(targetWord({ type: 'number', number: '0901234567' }, shown, TEXTS.vi)).toBe('0901 234 567');
  expect(targetWord({ type: 'call', call: 2 }, shown, TEXTS.vi)).toBe('Trần Văn Minh');
  expect(targetWord({ type: 'call', call: 9 }, shown, TEXTS.en)).toBe('the other call');
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
