import type { DeviceType } from './generated/DeviceType';
import type { Snapshot } from './generated/Snapshot';
import type { IconName } from './components/icons';
import type { Texts } from './i18n';

/** The devices that an agent thinks of; the contact centre tells more kinds apart. */
export type DeviceKind = 'computer' | 'ipPhone' | 'mobile' | 'softphone' | 'other';

export function deviceKind(device: DeviceType): DeviceKind {
  if (typeof device === 'object') return 'other';
  return device === 'ipPhoneAlways' ? 'ipPhone' : device;
}

const ICON: Record<DeviceKind, IconName> = {
  computer: 'computer',
  ipPhone: 'deskPhone',
  mobile: 'mobile',
  softphone: 'headset',
  other: 'deskPhone',
};

export const deviceIcon = (device: DeviceType): IconName => ICON[deviceKind(device)];

/** The device in words, to stand inside a sentence. */
export const deviceWord = (device: DeviceType, t: Texts): string => t.devices[deviceKind(device)];

/** Where the next call rings, in words. Calls that ring on a computer ring where the voice right is. */
export function ringsWord(device: DeviceType, snapshot: Snapshot, t: Texts): string {
  const kind = deviceKind(device);
  const elsewhere = kind === 'computer' && snapshot.status !== null && !snapshot.voiceRight;
  return elsewhere ? t.rings.elsewhere : t.rings[kind];
}

/** Why the device cannot be changed now, in words; empty when it can. */
export function whyFixed(snapshot: Snapshot, t: Texts): string {
  if (snapshot.device?.canChange || snapshot.device?.pending) return '';
  if (snapshot.calls.some((call) => call.phase.type !== 'ended')) return t.rings.inCall;
  return snapshot.health.contactCentre.state === 'good' && !snapshot.voiceRight ? t.rings.noVoice : t.rings.notNow;
}
