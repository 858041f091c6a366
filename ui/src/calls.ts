import type { CallId } from './generated/CallId';
import type { CallView } from './generated/CallView';
import type { Phase } from './generated/Phase';
import { group } from './format/number';
import { fill, type ProblemText, type Texts } from './i18n';
import type { Problem } from './generated/Problem';
import type { EndCause } from './generated/EndCause';

const ended = (call: CallView) => call.phase.type === 'ended';

/** The call that is up: the oldest that has not ended. */
export function activeCall(calls: CallView[]): CallView | null {
  return calls.find((call) => !ended(call)) ?? null;
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
