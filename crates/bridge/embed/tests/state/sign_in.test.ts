import { describe, expect, it } from 'vitest';
import { AGENT, inbound, outbound, Scenario, signedIn, signedOut, talking } from './fixture';

const SIGNED_IN = ['csShowCallStatus Online', 'csShowEnableVoice true', 'csShowDeviceType 1', 'csInitComplete'];
const CALL = ['csCurrentCallId s1', 'csCallRinging 0901234567', 'csAcceptCall'];

describe('signing in', () => {
  it('is told in the order that pages rely on', () => {
    const page = new Scenario();
    page.signIn(signedOut);
    expect(page.take()).toEqual([]);
    page.update({ ...signedOut, session: { type: 'signingIn' } });
    page.update(signedIn, { type: 'signedIn' });
    expect(page.take()).toEqual(SIGNED_IN);
    expect(page.user).toEqual({ name: 'lan88', agent_id: '5000', extension: '5000', phone_no: '0901234567', role: 6 });
    expect(page.voice).toMatchObject({ enableVoice: true, callStatus: 'Online', deviceType: 1 });
  });

  it('is told at once where the agent is signed in already', () => {
    const page = new Scenario();
    page.signIn(signedIn);
    expect(page.take()).toEqual(SIGNED_IN);
  });

  it('tells nothing before Reo took it', () => {
    const page = new Scenario();
    page.put({ type: 'asked', extension: '5000' });
    page.put({ type: 'welcome', snapshot: { ...signedIn, calls: [inbound()] }, controlling: true, newRun: true });
    page.calls(inbound(talking));
    expect(page.take()).toEqual([]);
    expect(page.voice.enableVoice).toBe(false);
  });

  it('waits for the agent of the token where another one is signed in', () => {
    const page = new Scenario();
    page.put({ type: 'welcome', snapshot: signedIn, controlling: true, newRun: true });
    page.put({ type: 'asked', extension: '6000' });
    page.put({ type: 'taken' });
    expect(page.take()).toEqual([]);
    const agent = { ...AGENT, extension: '6000' };
    page.update({ ...signedIn, session: { type: 'signedIn', agent } });
    expect(page.take()).toEqual(SIGNED_IN);
  });

  it('that fails is told by the provider’s code, and may work later', () => {
    const page = new Scenario();
    page.signIn(signedOut);
    const problem = { code: 'domainExpired', params: {} };
    page.update({ ...signedOut, session: { type: 'signedOut', problem } }, { type: 'signInFailed', problem });
    expect(page.take()).toEqual(['csInitError 405']);
    expect(page.args).toEqual([405]);
    page.update(signedIn);
    expect(page.take()).toEqual(SIGNED_IN);
  });

  it('once more is told once more, but no call twice', () => {
    const page = Scenario.signedIn();
    page.calls(inbound(talking));
    page.take();
    page.put({ type: 'asked', extension: '5000' });
    expect(page.voice).toMatchObject({ hasCall: true, enableVoice: true });
    page.put({ type: 'taken' });
    expect(page.take()).toEqual(SIGNED_IN);
  });

  it('once more that is turned down leaves the page as it was', () => {
    const page = Scenario.signedIn();
    page.put({ type: 'asked', extension: '6000' });
    page.put({ type: 'notTaken', code: 'REO_DECLINED' });
    page.calls(inbound());
    expect(page.take()).toEqual(['csInitError REO_DECLINED', ...CALL.slice(0, 2)]);
  });
});

describe('a reload in a call', () => {
  it('brings the page to where it was', () => {
    const page = new Scenario();
    const call = inbound({ ...talking, muted: true, hold: { local: true, remote: false, pending: null } });
    page.signIn({ ...signedIn, calls: [call] });
    expect(page.take()).toEqual([...SIGNED_IN, ...CALL, 'csMuteCall', 'csHoldCall']);
  });

  it('brings back a call that the agent made', () => {
    const page = new Scenario();
    page.signIn({ ...signedIn, calls: [outbound({ serverCall: 's1', ...talking })] });
    const order = ['showCalloutInfo 0901234567', 'csCallRingingAgent', 'csCurrentCallId s1', 'csCallRinging 0901234567', 'csCustomerAccept'];
    expect(page.take()).toEqual([...SIGNED_IN, ...order]);
  });

  it('does not bring back one that is over', () => {
    const page = new Scenario();
    page.signIn({ ...signedIn, calls: [inbound({ phase: 'ended', cause: { type: 'missed' } })] });
    expect(page.take()).toEqual(SIGNED_IN);
  });
});

describe('what stands', () => {
  it('is told when it changes', () => {
    const page = Scenario.signedIn();
    page.update({ ...signedIn, status: { status: 'notAvailable', pending: null } });
    page.update({ ...signedIn, status: { status: 'noAnswer', pending: null } });
    const phone = { ...signedIn.device!, current: 3 };
    page.update({ ...signedIn, device: phone });
    expect(page.take()).toEqual([
      'csShowCallStatus Offline',
      'csShowCallStatus No Answer',
      'csShowCallStatus Online',
      'csShowDeviceType 3',
    ]);
    expect(page.voice.deviceType).toBe(3);
  });

  it('is no voice where it is another session’s or another page’s', () => {
    const page = Scenario.signedIn();
    page.update({ ...signedIn, voiceRight: false });
    page.put({ type: 'control', controlling: false });
    page.update(signedIn);
    page.put({ type: 'control', controlling: true });
    expect(page.take()).toEqual(['csShowEnableVoice false', 'csShowEnableVoice true']);
  });

  it('says that the agent has signed out, and in again', () => {
    const page = Scenario.signedIn();
    page.update(signedOut);
    expect(page.take()).toEqual(['csShowCallStatus Offline', 'csShowEnableVoice false']);
    page.update(signedIn);
    expect(page.take()).toEqual(['csShowCallStatus Online', 'csShowEnableVoice true']);
  });
});

describe('a connection that is lost', () => {
  const back = { type: 'welcome', controlling: true } as const;

  it('of the phone’s is told try by try', () => {
    const page = Scenario.signedIn();
    page.update(signedIn, { type: 'reconnecting', attempt: 3, total: 20 });
    page.update(signedIn, { type: 'givenUp' });
    expect(page.take()).toEqual(['csNotifyReconnecting 3 20', 'csOndisconnected']);
  });

  it('for a moment makes no difference, and nothing is told twice', () => {
    const page = Scenario.signedIn();
    page.calls(inbound());
    page.take();
    page.put({ type: 'away', attempt: 1, total: 20 });
    page.put({ ...back, snapshot: { ...signedIn, calls: [inbound(talking)] }, newRun: false });
    expect(page.take()).toEqual(['csNotifyReconnecting 1 20', 'csAcceptCall']);
  });

  it('for long takes the voice away until it is back', () => {
    const page = Scenario.signedIn();
    page.put({ type: 'gone' });
    expect(page.take()).toEqual(['csShowEnableVoice false', 'csOndisconnected']);
    page.put({ ...back, snapshot: signedIn, newRun: false });
    expect(page.take()).toEqual(['csShowEnableVoice true']);
  });

  it('because Reo was restarted ends the call and begins anew', () => {
    const page = Scenario.signedIn();
    page.calls(inbound(talking));
    page.put({ type: 'away', attempt: 1, total: 20 });
    page.take();
    page.put({ ...back, snapshot: signedOut, newRun: true });
    expect(page.take()).toEqual(['csEndCall']);
    page.put({ type: 'asked', extension: '5000' });
    page.put({ type: 'taken' });
    page.update(signedIn);
    expect(page.take()).toEqual(SIGNED_IN);
  });
});
