import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import vm from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { note } from './door';
import { openDoor } from './page';

const HERE = fileURLToPath(new URL('..', import.meta.url));

/** What `npm pack` would put in, folders of declarations left out. */
function packed(): string[] {
  const text = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: HERE, encoding: 'utf8' });
  const [{ files }] = JSON.parse(text) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path).filter((path) => !path.startsWith('dist/types/'));
}

test('the package holds the client, its licences and nothing else', () => {
  expect(packed().sort()).toEqual([
    'LICENSE-APACHE',
    'LICENSE-MIT',
    'README.md',
    'dist/index.js',
    'dist/index.js.map',
    'dist/reo.js',
    'dist/reo.js.map',
    'package.json',
  ]);
});

test('the browser bundle is one script that defines Reo', () => {
  const page = vm.createContext({});
  vm.runInContext(`${readFileSync(join(HERE, 'dist/reo.js'), 'utf8')}; names = Object.keys(Reo).sort()`, page);
  expect([...(page as { names: string[] }).names]).toEqual(['PORTS', 'Phone', 'ReoError', 'connect']);
});

const PROGRAM = `
import { WebSocket } from 'ws';
import { connect } from './dist/index.js';
const phone = connect({ url: process.argv[1], environment: { WebSocket } });
phone.onNote(() => Promise.reject(new Error('later')));
phone.on('error', () => phone.close());
phone.dial('0912345678').catch(({ kind }) => console.log(kind));
`;

test('nothing keeps a program alive when its phone is closed', async () => {
  const door = await openDoor();
  const running = promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROGRAM, door.url], { cwd: HERE });
  const page = await door.welcome();
  page.send({ type: 'delivery', ...note('run-1') });
  expect((await running).stdout).toBe('lost\n');
});

const USE = `
import { connect, type Call, type View } from 'reo-agent-phone';
const phone = connect({ name: 'Example CRM', scopes: ['events', 'dial'] });
phone.on('callStarted', (event, call) => { const number: string = event.number; const is: Call | null = call; return [number, is]; });
phone.on('view', (view: View) => view.state.type);
// @ts-expect-error: there is no such event
phone.on('callVanished', () => undefined);
export const call: Promise<string | null> = phone.dial('0912345678').then((done) => done.call);
`;

/** What the snippets of the README take for granted. */
const GIVEN = `
import type { Call, Phone, Socket } from 'reo-agent-phone';
declare global {
  const phone: Phone;
  const call: Call;
  const MyWebSocket: new (url: string) => Socket;
  function findCustomer(number: string): Promise<{ id: string; name: string }>;
  function saveNote(note: unknown): Promise<void>;
  function tokenOfAgent(): Promise<string>;
  function useSyncExternalStore<T>(subscribe: (changed: () => void) => () => void, read: () => T): T;
  function shallowRef<T>(value: T): { value: T };
}
`;

function snippets(): string[] {
  const text = readFileSync(join(HERE, 'README.md'), 'utf8');
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => `${code}\nexport {};`);
}

test.each(['node16', 'bundler'])('its types, and the snippets of the README, serve a program that resolves modules as %s', (resolution) => {
  const folder = mkdtempSync(join(tmpdir(), 'reo-sdk-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const place = join(folder, 'node_modules/reo-agent-phone');
  mkdirSync(place, { recursive: true });
  cpSync(join(HERE, 'package.json'), join(place, 'package.json'));
  cpSync(join(HERE, 'dist'), join(place, 'dist'), { recursive: true });
  const programs = [USE, ...snippets()].map((text, index) => [`program${index}.mts`, text] as const);
  const files = new Map([['given.d.mts', GIVEN], ...programs]);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const module = resolution === 'bundler' ? 'esnext' : resolution;
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', module, '--moduleResolution', resolution];
  execFileSync(process.execPath, [join(HERE, 'node_modules/typescript/bin/tsc'), ...options, ...files.keys()], { cwd: folder, stdio: 'inherit' });
});
