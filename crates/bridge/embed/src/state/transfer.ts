// A call that is given away, as the page is told of it.
import { saidNo, transferError } from '../codes/transfer';
import type { Call, Problem, Target } from '../wire';
import type { News } from './news';
import type { ToldCall } from './state';
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
    known.transfer ??= { to: transfer.to, accepted: false };
    if (transfer.stage === 'moving') tellAccepted(story, known);
    return;
  }
  const problem = news.transferFailed.get(call.id);
  const stays = known.transfer !== null && call.phase === 'talking';
  if (problem || stays) tellFailed(story, known, problem);
}

/** The provider answers for a queue only when the call has gone there. */
function tellAccepted(story: Story, known: ToldCall): void {
  const transfer = known.transfer;
  if (!transfer || transfer.accepted || transfer.to?.type !== 'colleague') return;
  known.transfer = { ...transfer, accepted: true };
  story.tell('csTransferCallResponse', 'OK');
}

function tellFailed(story: Story, known: ToldCall, problem: Problem | undefined): void {
  const to = known.transfer?.to ?? null;
  known.transfer = null;
  if (to?.type === 'queue' || saidNo(problem)) story.tell('csTransferCallResponse', 'NOK');
  else story.tell('csTransferCallError', transferError(problem), agentNamed(to));
}

/** The call has gone to somebody else. */
export function tellTransferEnd(story: Story, known: ToldCall): void {
  const to = known.transfer?.to ?? null;
  if (to?.type === 'queue') return story.tell('csTransferCallResponse', 'OK');
  tellAccepted(story, known);
  story.tell('csTransferCallSuccess', agentNamed(to));
}
