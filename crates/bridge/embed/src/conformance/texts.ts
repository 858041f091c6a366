// The words of the conformance page, one file a language.
import type { EventName } from '../page/names';
import { en } from './en';
import type { Callable, RowState } from './rows';
import { vi } from './vi';

export interface Words {
  title: string;
  intro: string;
  language: string;
  signIn: string;
  token: string;
  domain: string;
  functions: string;
  events: string;
  custom: string;
  customHint: string;
  customLoaded: (file: string, defined: number, all: number) => string;
  customFailed: (file: string) => string;
  voice: string;
  log: string;
  name: string;
  meaning: string;
  call: string;
  tryIt: (name: string) => string;
  result: string;
  state: string;
  times: string;
  last: string;
  complete: string;
  incomplete: (done: number, all: number) => string;
  states: Record<RowState, string>;
  /** Labels of the fields for arguments. */
  args: Record<string, string>;
  about: Record<Callable | EventName, string>;
}

export const TEXTS: Record<'vi' | 'en', Words> = { vi, en };
