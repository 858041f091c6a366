// What the conformance page sees of an integration.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Entry, Recorder } from '../src/conformance/recorder';
import { hears, loadPage, page, TOKEN } from './crm';
import { Door } from './door';
import { inbound, signedIn } from './state/fixture';

let door: Door;
let recorder: Recorder;
let entries: Entry[];

beforeEach(() => {
  door = new Door(signedIn);
  loadPage({ dialog: false });
  entries = [];
  recorder = new Recorder((entry) => entries.push(entry));
  recorder.watch(window as never);
});

afterEach(() => vi.unstubAllGlobals());

const state = (name: string) => recorder.rows.row(name).state;

it('a sign-in makes its rows good, and its token is not written down', async () => {
  page.csInit!(TOKEN, '0938828282');
  await hears('csInitComplete');
  await vi.waitFor(() => expect(state('csInit')).toBe('works'));
  expect(['csShowCallStatus', 'csShowEnableVoice', 'csShowDeviceType', 'csInitComplete'].map(state)).toEqual(Array(4).fill('works'));
  expect(JSON.stringify(entries)).not.toContain(TOKEN);
  expect(entries[0]).toMatchObject({ name: 'csInit', text: '("…", "0938828282")', outcome: 'returned' });
});

it('what a function answers is written down', () => {
  page.isCsHasCall!();
  page.csVoice.getCalloutServices();
  expect(entries.map(({ text }) => text)).toEqual(['() → false', '() → []']);
  expect([state('isCsHasCall'), state('csVoice.getCalloutServices')]).toEqual(['works', 'works']);
});

it('a handler that is missing or fails is told apart', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  page.csInit!(TOKEN, '0938828282');
  await hears('csInitComplete');
  delete (page as unknown as Record<string, unknown>).csCurrentCallId;
  page.csCallRinging = () => {
    throw new Error('of the page');
  };
  door.update({ calls: [inbound()] });
  await vi.waitFor(() => expect(state('csCallRinging')).toBe('failed'));
  expect(state('csCurrentCallId')).toBe('seen');
  error.mockRestore();
});
