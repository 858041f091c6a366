import type { Ask } from './generated/Ask';
import type { AskKind } from './generated/AskKind';
import type { CallView } from './generated/CallView';
import { who } from './calls';
import { group } from './format/number';
import { fill, type Texts } from './i18n';

/** What a page may do, in the order in which it is told. */
export const SCOPES = ['events', 'agents', 'dial', 'control', 'answer'] as const;
export type Scope = (typeof SCOPES)[number];

/** What a page may do, in one sentence. */
export function scopeWords(scopes: readonly Scope[], t: Texts): string {
  const words = SCOPES.filter((scope) => scopes.includes(scope)).map((scope) => t.asks.scopes[scope]);
  return words.length > 0 ? words.join(', ') : t.asks.nothing;
}

/** The question itself. */
export function askTitle({ what }: Ask, t: Texts): string {
  const values = {
    number: what.type === 'dial' ? group(what.number) : '',
    extension: what.type === 'signIn' ? what.extension : '',
  };
  return fill(t.asks.titles[what.type], values);
}

/** What more there is to know before a yes. */
export function askText(what: AskKind, calls: CallView[], t: Texts): string {
  switch (what.type) {
    case 'pair':
      return what.name ? fill(t.asks.pair, { name: what.name }) : '';
    case 'dial':
      return t.asks.dial[what.kind];
    case 'answer': {
      const call = calls.find(({ id }) => id === what.call);
      return fill(t.asks.answer, { who: call ? who(call, t) : t.call.unknown });
    }
    case 'takeOver':
      return fill(t.asks.takeOver, { from: what.from });
    case 'signIn':
      return fill(t.asks.signIn, { domain: what.domain });
  }
}
