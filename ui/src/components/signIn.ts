import type { Account } from '../generated/Account';
import type { Texts } from '../i18n';

/** The three names under which the contact centre is sold. */
export const PROVIDERS = [
  { name: 'MobiFone 3C', base: 'https://3c-capi.mobifone.vn' },
  { name: 'VinaPhone VCC', base: 'https://web.vcc-vinaphone.com.vn' },
  { name: 'CareSoft', base: 'https://capi.caresoft.vn' },
] as const;

/** The choice of an address that is none of the providers'. */
export const OTHER = 'other';

export interface CentreForm {
  provider: string;
  base: string;
  domain: string;
  token: string;
}

export interface SipForm {
  server: string;
  domain: string;
  user: string;
  password: string;
  displayName: string;
}

/** What is wrong with a field, in words; a form without an entry may be sent. */
export type Errors<Form> = Partial<Record<keyof Form, string>>;

/** The form as it begins, with what was used the last time. */
export function centreForm(base: string | null, domain: string | null): CentreForm {
  const known = PROVIDERS.some((provider) => provider.base === base);
  const provider = base === null ? PROVIDERS[0].base : known ? base : OTHER;
  return { provider, base: known ? '' : (base ?? ''), domain: domain ?? '', token: '' };
}

export const centreBase = (form: CentreForm): string =>
  (form.provider === OTHER ? form.base.trim() : form.provider).replace(/\/+$/, '');

export function centreErrors(form: CentreForm, t: Texts): Errors<CentreForm> {
  const errors: Errors<CentreForm> = {};
  if (!/^https?:\/\/[^\s/]+/.test(centreBase(form))) errors.base = t.signIn.badBase;
  if (!form.domain.trim()) errors.domain = t.signIn.needed;
  if (!form.token.trim()) errors.token = t.signIn.needed;
  return errors;
}

export function centreAccount(form: CentreForm): Account {
  return { type: 'contactCentre', base: centreBase(form), domain: form.domain.trim(), token: form.token.trim() };
}

export function sipErrors(form: SipForm, t: Texts): Errors<SipForm> {
  const errors: Errors<SipForm> = {};
  if (!/^wss?:\/\/[^\s/]+/.test(form.server.trim())) errors.server = t.signIn.badServer;
  for (const field of ['domain', 'user', 'password'] as const) {
    if (!form[field].trim()) errors[field] = t.signIn.needed;
  }
  return errors;
}

export function sipAccount(form: SipForm): Account {
  return {
    type: 'sip',
    server: form.server.trim(),
    domain: form.domain.trim(),
    user: form.user.trim(),
    authUser: null,
    password: form.password,
    displayName: form.displayName.trim() || null,
  };
}
