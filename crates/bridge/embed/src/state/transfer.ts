// A call that is given away, as the page is told of it.
import { saidNo, transferError } from '../codes/transfer';
import type { Call, Problem, Target } from '../wire';
import type { News } from './news';
import type { ToldCall, ToldTransfer } from './state';
import type { Story } from './story';

/** The colleague, as `csTransferCallSuccess` and `csTransferCallError` name them. Printed, it is the extension. */
export class TransferredAgent {
  constructor(readonly ipphone: string) {}

  get ipPhone(): string {
    return this.ipphone;
  }

  toString(): string {
    return this.ipphone;
  }
}

/** Whom the page named. */
export const agentNamed = (to: Target | null): TransferredAgent =>
  new TransferredAgent(to?.type === 'colleague' ? to.extension : '');

export function tellTransfer(story: Story, known: ToldCall, call: Call, news: News): void {
  const { transfer } = call;
  if (transfer) {
    story.state.giving = null;
    known.transfer ??= { to: transfer.to, accepted: false };
    if (transfer.stage === 'moving') tellAccepted(story, known);
    return;
  }
  const problem = news.transferFailed.get(call.id);
  if (!known.transfer) return problem && tellNotGiven(story, problem);
  if (problem || call.phase === 'talking') tellFailed(story, known, known.transfer, problem);
}

/** Of a transfer that never began the page hears once, and only if it was its own: there is an answer besides the event. */
export function tellNotGiven(story: Story, problem: Problem | null): void {
  const { giving } = story.state;
  if (giving === null) return;
  story.state.giving = null;
  story.tell('csTransferCallError', transferError(problem), agentNamed(giving));
}

/** The provider answers for a queue only when the call has gone there. */
function tellAccepted(story: Story, known: ToldCall): void {
  const transfer = known.transfer;
  if (!transfer || transfer.accepted || transfer.to?.type !== 'colleague') return;
  known.transfer = { ...transfer, accepted: true };
  story.tell('csTransferCallResponse', 'OK');
}

function tellFailed(story: Story, known: ToldCall, { to }: ToldTransfer, problem: Problem | undefined): void {
  known.transfer = null;
  if (to?.type === 'queue' || saidNo(problem)) story.tell('csTransferCallResponse', 'NOK');
  else story.tell('csTransferCallError', transferError(problem ?? null), agentNamed(to));
}

/** The call has gone to somebody else. */
export function tellTransferEnd(story: Story, known: ToldCall): void {
  const to = known.transfer?.to ?? null;
  if (to?.type === 'queue') return story.tell('csTransferCallResponse', 'OK');
  tellAccepted(story, known);
  story.tell('csTransferCallSuccess', agentNamed(to));
}
