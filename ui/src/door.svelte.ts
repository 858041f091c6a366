import type { BridgeCommand } from './generated/BridgeCommand';
import type { BridgeView } from './generated/BridgeView';
import type { CallId } from './generated/CallId';
import type { CallNotes } from './generated/CallNotes';
import type { Snapshot } from './generated/Snapshot';
import { CLOSED_DOOR, type Host, type Unsubscribe } from './host';

/** The door for CRM pages, as a window sees it. */
export class Door {
  view = $state.raw<BridgeView>(CLOSED_DOOR);
  #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Begins to listen; the result stops it. */
  start(): Unsubscribe {
    return this.#host.onDoor((view) => (this.view = view));
  }

  /** Asks something of the door; what comes of it is seen in its next view. */
  run(command: BridgeCommand): void {
    this.#host.door(command).catch(() => console.error(`the command ${command.type} did not reach the door`));
  }

  /** What pages and the agent have put down about a call. */
  notesOf(call: CallId): CallNotes | null {
    return this.view.calls.find((notes) => notes.call === call) ?? null;
  }
}

/** The snapshot with the names that CRM pages have given to customers. */
export function withCustomers(snapshot: Snapshot, notes: CallNotes[]): Snapshot {
  const name = (call: CallId) => notes.find((one) => one.call === call)?.customer;
  if (!snapshot.calls.some(({ id }) => name(id))) return snapshot;
  return { ...snapshot, calls: snapshot.calls.map((call) => ({ ...call, name: name(call.id) || call.name })) };
}
