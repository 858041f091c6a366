// What simply stands: status, voice, device, an offer of a colleague's. Told when it differs from what was told.
import type { TransferRequest } from '../page/voice';
import type { Story } from './story';
import { callStatus, enableVoice, userOf } from './view';

export function tellLevels(story: Story): void {
  tellStatus(story);
  tellEnableVoice(story);
  tellDevice(story);
}

function tellStatus(story: Story): void {
  const now = callStatus(story.state);
  if (story.state.told.callStatus === now) return;
  story.state.told.callStatus = now;
  story.tell('csShowCallStatus', now);
}

export function tellEnableVoice(story: Story): void {
  const now = enableVoice(story.state);
  if (story.state.told.enableVoice === now) return;
  story.state.told.enableVoice = now;
  story.tell('csShowEnableVoice', now);
}

function tellDevice(story: Story): void {
  const now = story.state.snapshot?.device?.current;
  if (now === undefined || story.state.told.deviceType === now) return;
  story.state.told.deviceType = now;
  story.tell('csShowDeviceType', now);
}

/** A call that a colleague offers; as at the provider, only the page that has the voice is asked. */
export function tellOffer(story: Story): void {
  const { told } = story.state;
  const offer = offered(story);
  if (offer?.callId === told.offer?.callId) return;
  told.offer = offer;
  if (offer) story.tell('csNewCallTransferRequest', offer);
}

function offered({ state }: Story): TransferRequest | null {
  const offer = state.snapshot?.transferOffer;
  if (!offer || offer.accepted || !enableVoice(state)) return null;
  return { callId: offer.serverCall, dropAgentId: offer.from, newAgentId: userOf(state).agent_id };
}
