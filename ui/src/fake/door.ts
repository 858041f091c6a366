import type { BridgeCommand } from '../generated/BridgeCommand';
import type { BridgeView } from '../generated/BridgeView';
import type { CallNotes } from '../generated/CallNotes';
import { Listeners } from './listeners';

/** A made-up door for CRM pages: it obeys the agent and plays no pages but those that it begins with. */
export class FakeDoor {
  readonly views = new Listeners<BridgeView>();

  constructor(public view: BridgeView) {}

  command(command: BridgeCommand): void {
    switch (command.type) {
      case 'setOpen':
        return this.#change({ door: command.on ? { type: 'open', port: 21590 } : { type: 'closed' } });
      case 'agree':
        return this.#agree(command.ask, command.scopes ?? ['events', 'dial', 'control']);
      case 'decline':
        return this.#close(command.ask);
      case 'revoke':
        return this.#change({ origins: this.view.origins.filter(({ origin }) => origin !== command.origin) });
      case 'setRules':
        return this.#change({ rules: command.rules });
      case 'writeNote':
        return this.#write(command.call, { note: command.note, outcome: command.outcome, finished: command.finished });
    }
  }

  #change(change: Partial<BridgeView>): void {
    this.view = { ...this.view, ...change };
    this.views.tell(this.view);
  }

  #close(ask: number): void {
    this.#change({ asks: this.view.asks.filter(({ id }) => id !== ask) });
  }

  #agree(id: number, scopes: BridgeView['origins'][number]['scopes']): void {
    const ask = this.view.asks.find((ask) => ask.id === id);
    this.#close(id);
    if (ask?.what.type !== 'pair') return;
    const { origin, what } = ask;
    const known = this.view.origins.filter((other) => other.origin !== origin);
    const now = Date.now();
    const page = { origin, name: what.name, scopes, byPolicy: false, pages: 1, controlling: true, since: now, lastSeen: now };
    this.#change({ origins: [...known, page] });
  }

  /** A finished note is taken over a moment later. */
  #write(call: number, change: Partial<CallNotes>): void {
    this.#note(call, change);
    if (change.finished) setTimeout(() => this.#note(call, { delivered: true }), 500);
  }

  #note(call: number, change: Partial<CallNotes>): void {
    this.#change({ calls: this.view.calls.map((notes) => (notes.call === call ? { ...notes, ...change } : notes)) });
  }
}
