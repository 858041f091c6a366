import type { CallView } from '../generated/CallView';
import type { Phase } from '../generated/Phase';
import type { Snapshot } from '../generated/Snapshot';
import { bad, call, good, off, problem, signedIn, signedOut, working } from './snapshots';

const talking: Phase = { type: 'talking' };
const outbound: Partial<CallView> = { direction: 'outbound', queue: null };
const inCall = (phase: Phase, change: Partial<CallView> = {}, more: Partial<Snapshot> = {}) =>
  signedIn({ calls: [call(phase, change)], ...more });
const held = (local: boolean, remote: boolean, pending: boolean | null = null) => ({ hold: { local, remote, pending } });

/** Every state that a window can be in, by the name in `?scene=`. */
export const SCENES: Record<string, () => Snapshot> = {
  'signed-out': () => signedOut(),
  'signing-in': () => ({ ...signedOut(), session: { type: 'signingIn' } }),
  'sign-in-failed': () => signedOut(problem('tokenExpired')),
  idle: () => signedIn(),
  'not-available': () => signedIn({ status: { status: 'notAvailable', pending: null }, ready: false }),
  'status-pending': () => signedIn({ status: { status: 'notAvailable', pending: 'available' }, ready: false }),
  'no-answer': () =>
    signedIn({ status: { status: 'noAnswer', pending: null }, ready: false, trouble: problem('noAnswerStatus') }),
  incoming: () => inCall({ type: 'incoming' }),
  'incoming-unknown': () => inCall({ type: 'incoming' }, { name: null, queue: null, number: '02438251234' }),
  'incoming-long': () =>
    inCall(
      { type: 'incoming' },
      {
        name: 'Công ty Trách nhiệm Hữu hạn Thương mại Dịch vụ Xuất nhập khẩu Hoàng Gia Phát',
        queue: 'Hỗ trợ kỹ thuật sau bán hàng miền Trung',
        silenced: true,
      },
    ),
  answering: () => inCall({ type: 'answering' }),
  connecting: () => inCall({ type: 'connecting' }, outbound),
  ringing: () => inCall({ type: 'ringing' }, { ...outbound, name: null }),
  talking: () => inCall(talking),
  'talking-long': () => inCall(talking, { answeredAt: Date.now() - 4_215_000 }),
  muted: () => inCall(talking, { muted: true }),
  held: () => inCall(talking, held(true, false)),
  'muted-held': () => inCall(talking, { muted: true, ...held(true, false) }),
  'remote-held': () => inCall(talking, held(false, true)),
  'hold-pending': () => inCall(talking, held(false, false, true)),
  ending: () => inCall({ type: 'ending' }),
  internal: () => inCall(talking, { direction: 'internal', number: '5001', name: 'Lê Hoàng', line: null, queue: null }),
  ended: () => inCall({ type: 'ended', cause: { type: 'hungUpThere' } }, { answeredAt: Date.now() - 154_000 }),
  'ended-busy': () =>
    inCall({ type: 'ended', cause: { type: 'failed', problem: problem('customerBusy') } }, { ...outbound, name: null }),
  missed: () => inCall({ type: 'ended', cause: { type: 'missed' } }),
  'microphone-silent': () =>
    inCall(talking, {}, {
      health: { contactCentre: good, line: good, sound: bad('microphoneSilent') },
      trouble: problem('microphoneSilent'),
    }),
  reconnecting: () =>
    inCall(talking, {}, {
      health: { contactCentre: working, line: good, sound: good },
      trouble: problem('contactCentreLost', { attempt: '3', total: '20' }),
      ready: false,
    }),
  'line-down': () =>
    signedIn({
      health: { contactCentre: good, line: bad('lineUnreachable'), sound: good },
      trouble: problem('lineUnreachable'),
      ready: false,
    }),
  'no-microphone': () =>
    signedIn({
      health: { contactCentre: good, line: good, sound: bad('noMicrophone') },
      trouble: problem('noMicrophone'),
      ready: false,
    }),
  notice: () =>
    signedIn({
      notices: [
        { id: 1, at: Date.now(), problem: problem('statusRefused') },
        { id: 2, at: Date.now(), problem: problem('serverMessage', { text: 'Ca trực đổi sang 14 giờ từ thứ Hai.' }) },
      ],
    }),
  sip: () =>
    signedIn({
      session: { type: 'signedIn', agent: { name: 'Lan', extension: 'lan', domain: 'sip.example.vn' } },
      health: { contactCentre: off, line: good, sound: good },
      status: null,
    }),
};
