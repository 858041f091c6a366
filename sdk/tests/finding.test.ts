import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Environment, Page, State } from '../src';
import { Door } from './door';
import { open, openDoor, surroundings, until } from './page';

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const door = await Door.open();
  const { port } = door;
  await door.close();
  return port;
}

/** Somebody who takes connections and says nothing. */
async function silent(): Promise<{ port: number; came: () => number; close: () => void }> {
  let count = 0;
  const server: Server = createServer(() => count++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, came: () => count, close: () => server.close() };
}

test('ports are tried in order, and the one that was good is tried first the next time', async () => {
  const second = await openDoor();
  const third = await openDoor();
  const environment = surroundings();
  const ports = [await freePort(), second.port, third.port];
  const phone = open(null, { environment, ports });
  await second.welcome();
  await phone.opened();
  phone.close();
  expect(third.isQuiet).toBe(true);

  open(null, { environment, ports: [third.port, second.port] });
  await second.welcome();
  expect(third.isQuiet).toBe(true);
});

test('a port that does not answer keeps nobody from the next one', async () => {
  const { port, close } = await silent();
  onTestFinished(close);
  const door = await openDoor();
  const phone = open(null, { ports: [port, door.port], timing: { staggerMs: 10 } });
  await door.welcome();
  await phone.opened();
});

test('a server that speaks something else is left for the next one', async () => {
  const other = await openDoor();
  const door = await openDoor();
  const phone = open(null, { ports: [other.port, door.port], timing: { staggerMs: 60_000 } });
  (await other.page()).hangUp();
  await door.welcome();
  await phone.opened();
});

test('a server that takes the hello and says nothing is hung up on', async () => {
  const other = await openDoor();
  const phone = open(other, { timing: { welcomeMs: 20 } });
  await (await other.page()).gone;
  expect(await until(phone, 'closed')).toMatchObject({ reason: 'notRunning', retrying: true });
});

test('it goes on trying until Reo runs', async () => {
  const port = await freePort();
  const phone = open(null, { ports: [port] });
  expect(await until(phone, 'closed')).toEqual({ type: 'closed', reason: 'notRunning', refusal: null, retrying: true });
  const door = await openDoor(port);
  await door.welcome();
  await phone.opened();
});

const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
const PAGE: Page = { origin: 'https://crm.example', secure: true, document: document as unknown as Page['document'] };

/** A browser that knows a permission under that name. */
function asking(name: string, state: PermissionState): Environment['permissions'] {
  const query = async (asked: { name: string }): Promise<PermissionStatus> => {
    if (asked.name !== name) throw new TypeError('unknown permission');
    return { state } as PermissionStatus;
  };
  return { query } as Environment['permissions'];
}

test.each([
  ['permissionDenied', { page: PAGE, permissions: asking('loopback-network', 'denied') }],
  ['permissionDenied', { page: PAGE, permissions: asking('local-network-access', 'denied') }],
  ['notRunning', { page: PAGE, permissions: asking('loopback-network', 'granted') }],
  ['insecureContext', { page: { ...PAGE, secure: false }, permissions: asking('loopback-network', 'denied') }],
  ['noOrigin', { page: { ...PAGE, origin: 'null' } }],
])('without an answer it says %s', async (reason, surrounding) => {
  const phone = open(null, { ports: [await freePort()], environment: surroundings(surrounding) });
  expect(await until(phone, 'closed')).toMatchObject({ reason, retrying: true });
});

test("a page whose own policy forbids it is told so", async () => {
  const port = await freePort();
  const { WebSocket } = surroundings();
  class Blocked extends WebSocket {
    constructor(url: string) {
      document.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), { blockedURI: url }));
      super(url);
    }
  }
  const phone = open(null, { ports: [port], environment: surroundings({ page: PAGE, WebSocket: Blocked }) });
  expect(await until(phone, 'closed')).toMatchObject({ reason: 'blockedByPage' });
});

test('while the browser asks the user it is never said that Reo is not running', async () => {
  const { port, came, close } = await silent();
  onTestFinished(close);
  const states: State[] = [];
  const environment = surroundings({ page: PAGE, permissions: asking('loopback-network', 'prompt') });
  const phone = open(null, { ports: [port], environment, timing: { searchMs: 20 } });
  phone.on('state', (state) => states.push(state));
  await vi.waitFor(() => expect(came()).toBeGreaterThan(3), 30_000);
  expect(states).toEqual([{ type: 'connecting', permission: 'prompt' }]);
});

test('a server that takes the connection and nothing more is not Reo', async () => {
  const { port, close } = await silent();
  onTestFinished(close);
  const phone = open(null, { ports: [port], timing: { searchMs: 20 } });
  expect(await until(phone, 'closed')).toMatchObject({ reason: 'notRunning', retrying: true });
});

test('a tab that is looked at again tries at once', async () => {
  const port = await freePort();
  const environment = surroundings({ page: PAGE });
  const phone = open(null, { ports: [port], environment, timing: { backoffMs: 3_600_000, backoffLimitMs: 3_600_000 } });
  await until(phone, 'closed');
  const door = await openDoor(port);
  document.dispatchEvent(new Event('visibilitychange'));
  await door.welcome();
  await phone.opened();
});
