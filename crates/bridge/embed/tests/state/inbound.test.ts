import { describe, expect, it } from 'vitest';
import { ended, inbound, Scenario, signedIn, talking } from './fixture';

const RING = 'csCallRinging 0901234567';

describe('an inbound call', () => {
  it('rings, is answered and ends', () => {
    const page = Scenario.signedIn();
    page.calls(inbound());
    expect(page.take()).toEqual(['csCurrentCallId s1', RING]);
    page.calls(inbound({ phase: 'answering' }));
    expect(page.take()).toEqual([]);
    page.calls(inbound(talking));
    expect(page.take()).toEqual(['csAcceptCall']);
    page.calls(inbound({ ...talking, ...ended({ type: 'hungUpThere' }) }));
    expect(page.take()).toEqual(['csEndCall']);
    page.calls();
    expect(page.take()).toEqual([]);
  });

  it('rings at once and is named when the ring message comes after the INVITE', () => {
    const page = Scenario.signedIn();
    page.calls(inbound({ serverCall: null }));
    expect(page.take()).toEqual([RING]);
    page.calls(inbound());
    expect(page.take()).toEqual(['csCurrentCallId s1']);
  });

  it('may be answered before it is named', () => {
    const page = Scenario.signedIn();
    page.calls(inbound({ serverCall: null }));
    page.calls(inbound({ serverCall: null, ...talking }));
    page.calls(inbound(talking));
    expect(page.take()).toEqual([RING, 'csAcceptCall', 'csCurrentCallId s1']);
  });

  it('is told whole when it begins and ends in one step', () => {
    const page = Scenario.signedIn();
    const over = inbound(ended({ type: 'missed' }));
    const started = { type: 'callStarted', call: 'r1', direction: 'inbound', number: over.number } as const;
    page.update({ ...signedIn, calls: [over] }, started);
    expect(page.take()).toEqual(['csCurrentCallId s1', RING, 'csEndCall']);
    page.calls(over);
    expect(page.take()).toEqual([]);
  });

  it('is told as answered when the answer and the end come together', () => {
    const page = Scenario.signedIn();
    page.calls(inbound());
    page.take();
    page.calls(inbound({ answeredAt: 5, ...ended({ type: 'hungUpThere' }) }));
    expect(page.take()).toEqual(['csAcceptCall', 'csEndCall']);
  });

  it('has its facts in csVoice whenever a handler is called', () => {
    const page = Scenario.signedIn();
    page.calls(inbound({ name: 'Anh Minh' }));
    const info = {
      callId: 's1',
      caller: '0901234567',
      callerName: 'Anh Minh',
      line: '19001000',
      callDirection: 1,
      agentId: '5000',
      queueDescription: 'Sales',
    };
    expect(page.voices[0]).toMatchObject({ hasCall: true, isRinging: true, isAnswering: false, isCallout: false, callInfo: info });
    page.calls(inbound(talking));
    expect(page.voice).toMatchObject({ hasCall: true, isRinging: false, isAnswering: true });
    page.take();
    page.calls(inbound(ended({ type: 'hungUpHere' })));
    expect(page.voices[0]).toMatchObject({ hasCall: false, isAnswering: false, callInfo: { callId: 's1' } });
    expect(page.voice).toMatchObject({ hasCall: false, callInfo: null });
  });

  it('that came second is told when the first is over', () => {
    const page = Scenario.signedIn();
    const second = inbound({ id: 'r2', serverCall: 's2', number: '0902' });
    page.calls(inbound(talking));
    page.take();
    page.calls(inbound(talking), second);
    expect(page.take()).toEqual([]);
    page.calls(inbound({ ...talking, ...ended({ type: 'hungUpHere' }) }), second);
    expect(page.voices.map(({ hasCall, callInfo }) => [hasCall, callInfo?.callId])).toEqual([
      [false, 's1'],
      [true, 's2'],
      [true, 's2'],
    ]);
    expect(page.take()).toEqual(['csEndCall', 'csCurrentCallId s2', 'csCallRinging 0902']);
  });

  it('that is forgotten by the time it is heard of again has ended', () => {
    const page = Scenario.signedIn();
    page.calls(inbound(talking));
    page.take();
    page.calls();
    expect(page.take()).toEqual(['csEndCall']);
    expect(page.voice.hasCall).toBe(false);
  });

  it('is a colleague’s when it is internal and rings', () => {
    const page = Scenario.signedIn();
    page.calls(inbound({ direction: 'internal', number: '5001' }));
    expect(page.take()).toEqual(['csCurrentCallId s1', 'csCallRinging 5001']);
    expect(page.voice).toMatchObject({ isCallout: false, callInfo: { callDirection: 3 } });
  });
});

describe('hold and mute', () => {
  it('are told when they stand, not when they are asked for', () => {
    const page = Scenario.signedIn();
    page.calls(inbound(talking));
    page.take();
    const hold = (local: boolean, pending: boolean | null) => ({ local, remote: false, pending });
    page.calls(inbound({ ...talking, hold: hold(false, true) }));
    expect(page.take()).toEqual([]);
    page.calls(inbound({ ...talking, hold: hold(true, null) }));
    page.calls(inbound({ ...talking, hold: hold(true, null), muted: true }));
    expect(page.voice).toMatchObject({ isHold: true, isMute: true });
    page.calls(inbound({ ...talking, muted: true }));
    page.calls(inbound(talking));
    expect(page.take()).toEqual(['csHoldCall', 'csMuteCall', 'csUnHoldCall', 'csUnMuteCall']);
  });

  it('of the far side are no matter of the page', () => {
    const page = Scenario.signedIn();
    page.calls(inbound(talking));
    page.take();
    page.calls(inbound({ ...talking, hold: { local: false, remote: true, pending: null } }));
    expect(page.take()).toEqual([]);
  });
});
