import type { CallId } from './generated/CallId';
import type { CallView } from './generated/CallView';
import type { Phase } from './generated/Phase';
import { group } from './format/number';
import { fill, type ProblemText, type Texts } from './i18n';
import type { Problem } from './generated/Problem';
import type { EndCause } from './generated/EndCause';
import type { Snapshot } from './generated/Snapshot';
import type { TransferTarget } from './generated/TransferTarget';

const ended = (call: CallView) => call.phase.type === 'ended';

/** How near a call is to the agent's ear: the lower, the nearer. */
function distance(call: CallView): number {
  switch (call.phase.type) {
    case 'talking':
      return (call.hold.pending ?? call.hold.local) ? 2 : 0;
    case 'answering':
    case 'connecting':
    case 'ringing':
      return 1;
    case 'incoming':
      return 3;
    default:
      return 4;
  }
}

/** The call in the agent's ear: of those that are up the nearest, of two equals the older. */
export function activeCall(calls: CallView[]): CallView | null {
  const up = calls.filter((call) => !ended(call));
  return up.reduce<CallView | null>((best, call) => (best && distance(best) <= distance(call) ? best : call), null);
}

/** The calls that are up besides the active one. */
export function otherCalls(calls: CallView[]): CallView[] {
  const active = activeCall(calls);
  return calls.filter((call) => call !== active && !ended(call));
}

/** The call to show: the one that is up, or else the last one that ended unless `closed`. */
export function shownCall(calls: CallView[], closed: CallId | null): CallView | null {
  const last = calls.at(-1) ?? null;
  return activeCall(calls) ?? (last && last.id !== closed ? last : null);
}

/** The call that rings here, for the popup. */
export function ringingCall(calls: CallView[]): CallView | null {
  return calls.find((call) => call.phase.type === 'incoming') ?? null;
}

/** Whom to show large: the name, or the number where no name is known. */
export function who(call: CallView, t: Texts): string {
  return call.name || group(call.number) || t.call.unknown;
}

/** The direction in words. */
export function directionWord(call: CallView, t: Texts): string {
  return t.call[call.direction];
}

/** Whom a call is given to, in words. */
export function targetWord(to: TransferTarget, snapshot: Snapshot, t: Texts): string {
  switch (to.type) {
    case 'colleague': {
      const name = snapshot.colleagues?.find((colleague) => colleague.extension === to.extension)?.name;
      return name ? `${name} (${to.extension})` : to.extension;
    }
    case 'queue':
      return fill(t.transfer.queueName, { id: to.id });
    case 'number':
      return group(to.number);
    case 'call': {
      const call = snapshot.calls.find((call) => call.id === to.call);
      return call ? who(call, t) : t.transfer.otherCall;
    }
  }
}

/** How a card looks as a whole. */
export type Tone = 'plain' | 'incoming' | 'talking' | 'muted' | 'held' | 'ended' | 'failed';

export function tone(call: CallView): Tone {
  switch (call.phase.type) {
    case 'incoming':
      return 'incoming';
    case 'talking':
      if (call.hold.local || call.hold.remote) return 'held';
      return call.muted ? 'muted' : 'talking';
    case 'ended':
      return call.phase.cause.type === 'failed' || call.phase.cause.type === 'missed' ? 'failed' : 'ended';
    default:
      return call.muted ? 'muted' : 'plain';
  }
}

/** Where the call stands, in words. */
export function phaseWord(phase: Phase, t: Texts): string {
  return phase.type === 'ended' ? causeText(phase.cause, t).title : t.phases[phase.type];
}

/** Why a call ended, in words. */
export function causeText(cause: EndCause, t: Texts): ProblemText {
  return cause.type === 'failed' ? problemText(cause.problem, t) : { title: t.ends[cause.type], text: '' };
}

/** A problem in words. */
export function problemText(problem: Problem, t: Texts): ProblemText {
  const words = t.problems[problem.code];
  return { title: fill(words.title, problem.params), text: fill(words.text, problem.params) };
}

/** The words on the button that helps; empty where nothing does. */
export function helpText({ code, help }: Problem, t: Texts): string {
  if (help === null) return '';
  const speaker = code === 'noSpeaker' || code === 'speakerLost';
  return help === 'chooseAudio' && speaker ? t.help.chooseSpeaker : t.help[help];
}

/** How long both sides talked until the end, if they did. */
export function talkTime(call: CallView): number | null {
  return call.answeredAt !== null && ended(call) ? call.since - call.answeredAt : null;
}
