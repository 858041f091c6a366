// The one place where what happens becomes what the page sees: pure, (state, input) to (state, steps).
import { initError } from '../codes/init';
import type { Colleague, PhoneEvent } from '../wire';
import { tellCalls } from './call';
import { tellEnableVoice, tellLevels, tellOffer } from './levels';
import { type News, newsOf, NO_NEWS } from './news';
import type { Input, State, Step } from './state';
import { Story } from './story';
import { tellNotGiven } from './transfer';
import { agentOf } from './view';

export function reduce(before: State, input: Input): { state: State; steps: Step[] } {
  const story = new Story(before);
  apply(story, input);
  return { state: story.state, steps: story.steps() };
}

function apply(story: Story, input: Input): void {
  const { state } = story;
  switch (input.type) {
    case 'asked':
      return asked(story, input.extension);
    case 'taken':
      return taken(story);
    case 'notTaken':
      state.signIn = state.told.complete ? 'taken' : 'none';
      return story.tell('csInitError', input.code);
    case 'welcome':
      return welcome(story, input);
    case 'update':
      return update(story, input);
    case 'control':
      state.controlling = input.controlling;
      return catchUp(story, NO_NEWS);
    case 'away':
      return away(story, input);
    case 'gone':
      return gone(story);
    default:
      return pageDid(story, input);
  }
}

type OfPage = Exclude<Input, { type: 'asked' | 'taken' | 'notTaken' | 'welcome' | 'update' | 'control' | 'away' | 'gone' }>;

function pageDid(story: Story, input: OfPage): void {
  const { state } = story;
  switch (input.type) {
    case 'dial':
      state.dialling = { number: input.number, call: null };
      return story.tell('showCalloutInfo', input.number);
    case 'dialled':
      if (state.dialling) state.dialling = { ...state.dialling, call: input.call };
      return;
    case 'notDialled':
      if (state.dialling === null) return;
      state.dialling = null;
      return story.tell('showCalloutError', input.error.errorCode, input.error.sipCode);
    case 'give':
      state.giving = input.to;
      return;
    case 'notGiven':
      return tellNotGiven(story, input.problem);
    case 'askColleagues':
      state.questions += 1;
      return state.snapshot?.colleagues ? answerQuestions(story) : undefined;
    case 'noColleagues':
      state.questions = 0;
      return;
    case 'say':
      return story.tell(...input.tell);
  }
}

function asked(story: Story, extension: string | null): void {
  const { state } = story;
  const agent = agentOf(state.snapshot);
  state.signIn = 'asked';
  state.stale = agent && extension !== null && agent.extension !== extension ? agent.extension : null;
}

/** A page that signs in once more hears the whole of it once more, but no call twice. */
function taken(story: Story): void {
  const { state } = story;
  if (state.signIn !== 'asked') return;
  state.signIn = 'taken';
  signInAnew(state);
  catchUp(story, NO_NEWS);
}

function signInAnew({ told }: State): void {
  told.callStatus = null;
  told.enableVoice = null;
  told.deviceType = null;
  told.complete = false;
}

function welcome(story: Story, { snapshot, controlling, newRun }: Extract<Input, { type: 'welcome' }>): void {
  const { state } = story;
  Object.assign(state, { snapshot, controlling, reachable: true, questions: 0 });
  if (newRun) {
    if (state.signIn === 'taken') state.signIn = 'asked';
    signInAnew(state);
  }
  forgetDialled(story);
  catchUp(story, NO_NEWS);
}

/** A call that came into being and was over while the page was away. */
function forgetDialled(story: Story): void {
  const { dialling, snapshot } = story.state;
  if (!dialling?.call || snapshot?.calls.some(({ id }) => id === dialling.call)) return;
  story.state.dialling = null;
  story.tell('csEndCall');
}

function update(story: Story, { events, snapshot }: Extract<Input, { type: 'update' }>): void {
  const { state } = story;
  Object.assign(state, { snapshot, reachable: true });
  for (const event of events) tellEvent(story, event);
  catchUp(story, newsOf(events));
}

/** Events that leave nothing behind in the snapshot. */
function tellEvent(story: Story, event: PhoneEvent): void {
  const { state } = story;
  if (event.type === 'signInFailed' && state.signIn === 'taken' && !state.told.complete) {
    story.tell('csInitError', initError(event.problem));
  }
  if (!state.told.complete) return;
  if (event.type === 'reconnecting') story.tell('csNotifyReconnecting', event.attempt, event.total);
  if (event.type === 'givenUp') story.tell('csOndisconnected');
  if (event.type === 'colleaguesListed') answerQuestions(story);
}

function answerQuestions(story: Story): void {
  const { state } = story;
  const list = (state.snapshot?.colleagues ?? []).map(transferAgent);
  for (; state.questions > 0; state.questions -= 1) story.tell('csListTransferAgent', list);
}

/** As the provider lists them: those who are free. */
const transferAgent = ({ extension, name }: Colleague) => ({
  ipPhone: extension,
  userName: name ?? extension,
  agentStatus: 'AVAILABLE',
  callStatus: 'READY',
});

function away(story: Story, { attempt, total }: Extract<Input, { type: 'away' }>): void {
  story.state.reachable = false;
  if (story.state.told.complete) story.tell('csNotifyReconnecting', attempt, total);
}

function gone(story: Story): void {
  story.state.reachable = false;
  if (!story.state.told.complete) return;
  tellEnableVoice(story);
  story.tell('csOndisconnected');
}

/** Tells whatever the page does not know yet, in the order that pages rely on. */
function catchUp(story: Story, news: News): void {
  if (!present(story.state)) return tellEnded(story, news);
  tellLevels(story);
  if (!story.state.told.complete) {
    story.state.told.complete = true;
    story.tell('csInitComplete');
  }
  tellCalls(story, news);
  tellOffer(story);
}

/** The agent whom the page signed in is, or was just now, signed in. */
function present({ signIn, snapshot, stale, told }: State): boolean {
  if (signIn !== 'taken') return false;
  const agent = agentOf(snapshot);
  return told.complete || (agent !== null && agent.extension !== stale);
}

/** Before anybody is signed in, a call that the page knows can only end. */
function tellEnded(story: Story, news: News): void {
  if (story.state.told.call) tellCalls(story, news);
}
