import type { Command } from '../generated/Command';
import type { Devices } from '../generated/Devices';
import type { Event } from '../generated/Event';
import type { Language } from '../generated/Language';
import type { Meters } from '../generated/Meters';
import type { Settings } from '../generated/Settings';
import type { Snapshot } from '../generated/Snapshot';
import { CLOSED_DOOR, type Host, NO_SETTINGS } from '../host';
import { FakeDoor } from './door';
import { DOORS } from './doorScenes';
import { readLink } from './links';
import { FakePhone } from './phone';
import { SCENES } from './scenes';

const DEVICES: Devices = {
  inputs: [
    { id: 'in-headset', name: 'Jabra Evolve2 40', isDefault: true },
    { id: 'in-built-in', name: 'Micro của máy tính', isDefault: false },
  ],
  outputs: [
    { id: 'out-headset', name: 'Jabra Evolve2 40', isDefault: true },
    { id: 'out-built-in', name: 'Loa của máy tính', isDefault: false },
  ],
};

/** Levels that move as speech does. */
function speech(snapshot: Snapshot): Meters {
  const at = Date.now() / 1000;
  const swell = (speed: number) => 0.06 + 0.25 * Math.abs(Math.sin(at * speed) * Math.sin(at * 0.7));
  const talking = snapshot.calls.some((call) => call.phase.type === 'talking' && !call.hold.local);
  return { input: swell(5.1), output: talking ? swell(3.7) : 0, call: null };
}

/**
 * A made-up phone for a plain browser. `?scene=` sets how it begins (see scenes.ts; without it, signed out and
 * ready to play a shift), `?lang=` the language, `?devices=none` a computer without sound, `?link=` a link that another program hands over.
 */
export function fakeHost(query: URLSearchParams): Host {
  const scene = query.get('scene');
  const phone = new FakePhone((SCENES[scene ?? ''] ?? SCENES['signed-out']!)(), scene === null || scene === 'live');
  const door = new FakeDoor(DOORS[scene ?? '']?.() ?? CLOSED_DOOR);
  let settings: Settings = { ...NO_SETTINGS, language: query.get('lang') as Language | null };
  return {
    command: async (command: Command) => phone.command(command),
    onSnapshot(listener) {
      listener(phone.snapshot, false);
      return phone.snapshots.add((snapshot) => listener(snapshot, true));
    },
    onEvent: (listener: (event: Event) => void) => phone.events.add(listener),
    onMeters(listener) {
      const tick = setInterval(() => listener(speech(phone.snapshot)), 100);
      return () => clearInterval(tick);
    },
    onDevices(listener) {
      listener(query.get('devices') === 'none' ? { inputs: [], outputs: [] } : DEVICES);
      return () => {};
    },
    settings: async () => settings,
    saveSettings: async (changed) => {
      settings = changed;
      phone.command({ type: 'setCallWaiting', on: changed.callWaiting });
    },
    door: async (command) => door.command(command),
    onDoor(listener) {
      listener(door.view);
      return door.views.add(listener);
    },
    onLink(listener) {
      const link = query.get('link');
      if (link !== null) listener(readLink(link));
      return () => {};
    },
    readLink: async (text) => readLink(text),
    showMainWindow: async () => {},
  };
}
