// The words of the window that a page shows, one file a language.
import type { InitCode } from '../codes/init';
import { en } from './en';
import { vi } from './vi';

export interface Words {
  title: string;
  /** The agent has to agree in Reo's window, where the same code stands. */
  pairing: (code: string) => string;
  notRunning: string;
  permissionDenied: string;
  insecurePage: string;
  blocked: string;
  declined: string;
  busy: string;
  version: string;
  start: string;
  again: string;
  close: string;
}

export const TEXTS: Record<'vi' | 'en', Words> = { vi, en };

/** What is wrong and what helps; `null` for what is no matter of Reo's. */
export function words(code: InitCode, texts: Words): string | null {
  switch (code) {
    case 'REO_NOT_RUNNING':
      return texts.notRunning;
    case 'REO_PERMISSION_DENIED':
      return texts.permissionDenied;
    case 'REO_INSECURE_PAGE':
      return texts.insecurePage;
    case 'REO_BLOCKED_BY_PAGE':
      return texts.blocked;
    case 'REO_DECLINED':
      return texts.declined;
    case 'REO_BUSY':
      return texts.busy;
    case 'REO_VERSION':
      return texts.version;
    default:
      return null;
  }
}
