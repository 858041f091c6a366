import type { BridgeCommand } from './generated/BridgeCommand';
import type { BridgeView } from './generated/BridgeView';
import type { Command } from './generated/Command';
import type { Devices } from './generated/Devices';
import type { Event } from './generated/Event';
import type { LinkNews } from './generated/LinkNews';
import type { Meters } from './generated/Meters';
import type { Settings } from './generated/Settings';
import type { Snapshot } from './generated/Snapshot';

/** Before anything was chosen: `null` follows the system. */
export const NO_SETTINGS: Settings = {
  language: null,
  input: null,
  output: null,
  base: null,
  domain: null,
  callWaiting: false,
};

/** Before anything is known about the door for CRM pages. */
export const CLOSED_DOOR: BridgeView = {
  door: { type: 'closed' },
  doorFixed: false,
  asks: [],
  origins: [],
  calls: [],
  waitingNotes: 0,
  rules: { emergency: 'ask', premium: 'ask', international: 'ask' },
  fixedRules: [],
};

export type Unsubscribe = () => void;

/**
 * What stands behind the windows: the desktop shell, or a made-up phone in a plain browser.
 * The windows hold no call state; they draw the snapshot and send commands.
 */
export interface Host {
  command(command: Command): Promise<void>;
  /** Calls `listener` with the present snapshot as soon as it is known (`live` is false), then with each new one. */
  onSnapshot(listener: (snapshot: Snapshot, live: boolean) => void): Unsubscribe;
  onEvent(listener: (event: Event) => void): Unsubscribe;
  onMeters(listener: (meters: Meters) => void): Unsubscribe;
  /** Calls `listener` with the present devices as soon as they are known, then whenever one comes or goes. */
  onDevices(listener: (devices: Devices) => void): Unsubscribe;
  settings(): Promise<Settings>;
  /** Saves, and makes the chosen sound devices count at once. */
  saveSettings(settings: Settings): Promise<void>;
  /** Asks something of the door for CRM pages; what comes of it is seen in its next view. */
  door(command: BridgeCommand): Promise<void>;
  /** Calls `listener` with the door as it is as soon as it is known, then with each change. */
  onDoor(listener: (view: BridgeView) => void): Unsubscribe;
  /** Calls `listener` with each link for a call that another program hands over, also one that came before the window. */
  onLink(listener: (news: LinkNews) => void): Unsubscribe;
  /** Reads what was pasted: a link or a number, with or without words around it. */
  readLink(text: string): Promise<LinkNews>;
  /** From the popup: bring the main window to the front. */
  showMainWindow(): Promise<void>;
}

/** The host of this page: the shell where there is one, a made-up phone otherwise. */
export async function connect(): Promise<Host> {
  if ('__TAURI_INTERNALS__' in window) {
    return (await import('./tauri')).tauriHost();
  }
  return (await import('./fake/host')).fakeHost(new URLSearchParams(location.search));
}
