// The one call that an old page knows of. The oldest is told until it is over, then the next one.
import { BUSY, calloutError } from '../codes/callout';
import type { Call } from '../wire';
import type { ToldCall } from './state';
import type { News } from './news';
import type { Story } from './story';
import { tellTransfer, tellTransferEnd } from './transfer';
import { toldCall } from './view';

/** Tells what the page does not know yet of its call, and of the next one when that is over. */
export function tellCalls(story: Story, news: News): void {
  let over: string | null = null;
  for (let known = settled(story, over, news); known; known = settled(story, over, news)) {
    const call = toldCall(story.state);
    if (call) tellProgress(story, known, call, news);
    if (call && call.phase !== 'ended') return;
    over = known.id;
    tellEnd(story, known, call);
  }
}

/** The call that the page knows; else it is told of the next one that there is. */
function settled(story: Story, over: string | null, news: News): ToldCall | null {
  const { told, snapshot } = story.state;
  if (told.call) return (told.call = { ...told.call });
  const fresh = (call: Call) => call.phase !== 'ended' || (news.started.has(call.id) && call.id !== over);
  const next = snapshot?.calls.find(fresh);
  return next ? begin(story, next) : null;
}

function begin(story: Story, call: Call): ToldCall {
  const outbound = weCalled(call);
  const known: ToldCall = {
    id: call.id,
    outbound,
    ringingAgent: false,
    identified: false,
    ringing: false,
    answered: false,
    muted: false,
    held: false,
    transfer: null,
  };
  tellOvertaken(story, outbound);
  story.state.told.call = known;
  const announced = story.state.dialling !== null;
  story.state.dialling = null;
  if (outbound && !announced) story.tell('showCalloutInfo', call.number);
  return known;
}

/** Somebody called first: what the page wished for will not come, or comes after this call. */
function tellOvertaken(story: Story, outbound: boolean): void {
  if (outbound || story.state.dialling === null) return;
  story.state.dialling = null;
  story.tell('showCalloutError', BUSY.errorCode, BUSY.sipCode);
}

/** Of a call between agents the phase tells it, or that a page asked for it. */
function weCalled(call: Call): boolean {
  if (call.direction !== 'internal') return call.direction === 'outbound';
  return call.phase === 'connecting' || call.phase === 'ringing' || call.requestId !== null;
}

function tellProgress(story: Story, known: ToldCall, call: Call, news: News): void {
  if (known.outbound) tellOutbound(story, known, call);
  else tellInbound(story, known, call);
  tellMute(story, known, call);
  tellHold(story, known, call);
  tellTransfer(story, known, call, news);
}

function tellInbound(story: Story, known: ToldCall, call: Call): void {
  tellId(story, known, call);
  tellRinging(story, known, call);
  if (isAnswered(call)) tellAnswered(story, known, 'csAcceptCall');
}

function tellOutbound(story: Story, known: ToldCall, call: Call): void {
  const rings = call.phase === 'ringing' || isAnswered(call);
  if (rings || call.serverCall !== null) tellRingingAgent(story, known);
  if (!rings) return;
  tellId(story, known, call);
  tellRinging(story, known, call);
  if (isAnswered(call)) tellAnswered(story, known, 'csCustomerAccept');
}

const isAnswered = (call: Call): boolean => call.phase === 'talking' || call.answeredAt !== null;

function tellId(story: Story, known: ToldCall, call: Call): void {
  if (known.identified || call.serverCall === null) return;
  known.identified = true;
  story.tell('csCurrentCallId', call.serverCall);
}

function tellRinging(story: Story, known: ToldCall, call: Call): void {
  if (known.ringing) return;
  known.ringing = true;
  story.tell('csCallRinging', call.number);
}

/** The contact centre has begun: it rings the agent, and Reo answers that by itself. */
function tellRingingAgent(story: Story, known: ToldCall): void {
  if (known.ringingAgent) return;
  known.ringingAgent = true;
  story.tell('csCallRingingAgent');
}

function tellAnswered(story: Story, known: ToldCall, name: 'csAcceptCall' | 'csCustomerAccept'): void {
  if (known.answered) return;
  known.answered = true;
  story.tell(name);
}

function tellMute(story: Story, known: ToldCall, call: Call): void {
  if (known.muted === call.muted || call.phase === 'ended') return;
  known.muted = call.muted;
  story.tell(call.muted ? 'csMuteCall' : 'csUnMuteCall');
}

function tellHold(story: Story, known: ToldCall, call: Call): void {
  if (known.held === call.hold.local || call.phase === 'ended') return;
  known.held = call.hold.local;
  story.tell(call.hold.local ? 'csHoldCall' : 'csUnHoldCall');
}

/** `call` is `undefined` where the call is not even remembered any more. */
function tellEnd(story: Story, known: ToldCall, call: Call | undefined): void {
  const words = () => {
    const cause = call?.cause;
    if (cause?.type === 'transferred') tellTransferEnd(story, known);
    if (cause?.type === 'failed' && known.outbound && !known.answered) {
      const { errorCode, sipCode } = calloutError(cause.problem);
      story.tell('showCalloutError', errorCode, sipCode);
    } else {
      story.tell('csEndCall');
    }
  };
  story.lastWords({ call }, words);
  story.state.told.call = null;
  story.pause();
}
