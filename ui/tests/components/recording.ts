import { render } from '@testing-library/svelte';
import type { Component } from 'svelte';
import type { BridgeCommand } from '../../src/generated/BridgeCommand';
import type { BridgeView } from '../../src/generated/BridgeView';
import type { Command } from '../../src/generated/Command';
import type { Event } from '../../src/generated/Event';
import type { LinkNews } from '../../src/generated/LinkNews';
import type { Settings } from '../../src/generated/Settings';
import type { Snapshot } from '../../src/generated/Snapshot';
import { CLOSED_DOOR, type Host, NO_SETTINGS } from '../../src/host';
import { Phone } from '../../src/state.svelte';

/** A host that shows given snapshots and writes down what it is told. */
export class RecordingHost implements Host {
  commands: Command[] = [];
  doorCommands: BridgeCommand[] = [];
  saved: Settings[] = [];
  shown = 0;
  #show: (snapshot: Snapshot, live: boolean) => void = () => {};
  #tell: (event: Event) => void = () => {};
  #link: (news: LinkNews) => void = () => {};
  /** What is read in whatever is pasted. */
  read: LinkNews = { type: 'refused', reason: 'notALink' };
  pasted: string[] = [];

  #showDoor: (view: BridgeView) => void = () => {};

  constructor(
    private present: Snapshot,
    private presentDoor: BridgeView = CLOSED_DOOR,
  ) {}

  /** A new snapshot arrives. */
  show(snapshot: Snapshot): void {
    this.present = snapshot;
    this.#show(snapshot, true);
  }

  /** The door has changed. */
  showDoor(view: BridgeView): void {
    this.#showDoor(view);
  }

  /** Another program hands over a link. */
  link(news: LinkNews): void {
    this.#link(news);
  }

  /** Something happens. */
  tell(event: Event): void {
    this.#tell(event);
  }

  async command(command: Command): Promise<void> {
    this.commands.push(command);
  }

  onSnapshot(listener: (snapshot: Snapshot, live: boolean) => void) {
    this.#show = listener;
    listener(this.present, false);
    return () => {};
  }

  async door(command: BridgeCommand): Promise<void> {
    this.doorCommands.push(command);
  }

  onDoor: Host['onDoor'] = (listener) => {
    this.#showDoor = listener;
    listener(this.presentDoor);
    return () => {};
  };

  onEvent: Host['onEvent'] = (listener) => {
    this.#tell = listener;
    return () => {};
  };
  onLink: Host['onLink'] = (listener) => {
    this.#link = listener;
    return () => {};
  };
  async readLink(text: string) {
    this.pasted.push(text);
    return this.read;
  }
  onMeters = () => () => {};
  onDevices: Host['onDevices'] = (listener) => {
    listener({ inputs: [{ id: 'mic', name: 'Mic A', isDefault: true }], outputs: [] });
    return () => {};
  };
  settings = async () => ({ ...NO_SETTINGS, language: 'vi' as const });
  async saveSettings(settings: Settings) {
    this.saved.push(settings);
  }
  async showMainWindow() {
    this.shown += 1;
  }
}

/** Shows a window on a snapshot. */
export async function open(window: Component<{ phone: Phone }>, snapshot: Snapshot, door?: BridgeView) {
  const host = new RecordingHost(snapshot, door);
  const phone = new Phone(host);
  await phone.start();
  render(window, { props: { phone } });
  return { host, phone };
}
