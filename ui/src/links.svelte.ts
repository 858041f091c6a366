import type { CallView } from './generated/CallView';
import type { LinkedCall } from './generated/LinkedCall';
import type { LinkError } from './generated/LinkError';
import type { LinkNews } from './generated/LinkNews';
import { clean } from './format/number';
import { KeyGuard } from './keyguard';

/** Calls that links suggest. They wait for the number field and fill it; only the agent calls. */
export class Links {
  /** The newest, until the number field is free. */
  waiting = $state.raw<LinkedCall | null>(null);
  /** The one whose number stands in the field. */
  filled = $state.raw<LinkedCall | null>(null);
  /** The one whose number is being called. */
  called = $state.raw<LinkedCall | null>(null);
  /** Why the last one is not followed. */
  refused = $state.raw<LinkError | null>(null);
  /** A link brings the window under the agent's fingers: what they were typing elsewhere must not call. */
  readonly guard = new KeyGuard();

  /** Another program has handed one over. */
  take(news: LinkNews): void {
    this.guard.reset(performance.now());
    if (news.type === 'refused') {
      this.refused = news.reason;
    } else {
      this.refused = null;
      this.waiting = news;
    }
  }

  /** What a link said counts as long as its number stands in the field. */
  followText(text: string): void {
    this.refused = null;
    const cleaned = clean(text);
    if (!('number' in cleaned) || cleaned.number !== this.filled?.number) this.filled = null;
  }

  /** A call has begun: what its link said is still of use. */
  followCall(call: CallView): void {
    this.called = call.direction !== 'inbound' && call.number === this.filled?.number ? this.filled : null;
  }

  dismiss(): void {
    this.called = null;
    this.waiting = null;
    this.refused = null;
  }
}
