import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { BridgeView } from './generated/BridgeView';
import type { Devices } from './generated/Devices';
import type { Event } from './generated/Event';
import type { LinkNews } from './generated/LinkNews';
import type { Meters } from './generated/Meters';
import type { Settings } from './generated/Settings';
import type { Snapshot } from './generated/Snapshot';
import type { Host, Unsubscribe } from './host';

/** `listen` answers later than a component can unmount: keep the wish to stop until then. */
function subscribe<T>(name: string, listener: (payload: T) => void, begun = () => {}): Unsubscribe {
  let stopped = false;
  const started = listen<T>(name, ({ payload }) => {
    if (!stopped) listener(payload);
  });
  void started.then(begun);
  return () => {
    stopped = true;
    void started.then((stop) => stop());
  };
}

/** Snapshots may overtake each other on their way: an older one never replaces a newer one. */
function onSnapshot(listener: (snapshot: Snapshot, live: boolean) => void): Unsubscribe {
  let newest = -1;
  const take = (snapshot: Snapshot, live: boolean) => {
    if (snapshot.seq < newest) return;
    newest = snapshot.seq;
    listener(snapshot, live);
  };
  const stop = subscribe<Snapshot>('snapshot', (snapshot) => take(snapshot, true));
  void invoke<Snapshot>('snapshot').then((snapshot) => take(snapshot, false));
  return stop;
}

/** What is there now, by the command `ask`, then whatever `event` brings; what is there now never replaces something newer. */
function follow<T>(event: string, ask: string, listener: (payload: T) => void): Unsubscribe {
  let told = false;
  const stop = subscribe<T>(event, (payload) => {
    told = true;
    listener(payload);
  });
  void invoke<T>(ask).then((payload) => {
    if (!told) listener(payload);
  });
  return stop;
}

/** The event only says that there is one: the shell gives each link once, to whoever asks first. */
function onLink(listener: (news: LinkNews) => void): Unsubscribe {
  const take = () =>
    void invoke<LinkNews | null>('take_link').then((news) => {
      if (news) listener(news);
    });
  return subscribe('link', take, take);
}

/** The desktop shell. */
export function tauriHost(): Host {
  return {
    command: (command) => invoke('command', { command }),
    onSnapshot,
    onEvent: (listener) => subscribe<Event>('event', listener),
    onMeters: (listener) => subscribe<Meters>('meters', listener),
    onDevices: (listener) => follow<Devices>('devices', 'devices', listener),
    settings: () => invoke<Settings>('settings'),
    saveSettings: (settings) => invoke('save_settings', { settings }),
    door: (command) => invoke('bridge', { command }),
    onDoor: (listener) => follow<BridgeView>('bridge', 'bridge_view', listener),
    onLink,
    readLink: (text) => invoke<LinkNews>('read_link', { text }),
    showMainWindow: () => invoke('show_main_window'),
  };
}
