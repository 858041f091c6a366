import { expect, it } from 'vitest';
import { centreAccount, centreErrors, centreForm, OTHER, sipAccount, sipErrors } from '../../src/components/signIn';
import { TEXTS } from '../../src/i18n';

const sip = { server: 'wss://sip.example.vn', domain: 'example.vn', user: 'lan', password: ' s ', displayName: ' ' };

it('begins with what was used the last time', () => {
  expect(centreForm(null, null)).toMatchObject({ provider: 'https://3c-capi.mobifone.vn', domain: '' });
  expect(centreForm('https://capi.caresoft.vn', 'kanow')).toMatchObject({ provider: 'https://capi.caresoft.vn', domain: 'kanow' });
  expect(centreForm('https://127.0.0.1:8443', 'x')).toMatchObject({ provider: OTHER, base: 'https://127.0.0.1:8443' });
});

it('names each field that is missing', () => {
  const form = { ...centreForm(null, null), provider: OTHER, base: 'tongdai.vn' };
  expect(Object.keys(centreErrors(form, TEXTS.vi)).sort()).toEqual(['base', 'domain', 'token']);
  expect(Object.keys(sipErrors({ ...sip, server: 'https://x', user: '' }, TEXTS.vi)).sort()).toEqual(['server', 'user']);
  expect(sipErrors(sip, TEXTS.vi)).toEqual({});
});

it('takes the spaces off that a paste brings, but not off a password', () => {
  const form = { provider: OTHER, base: ' https://tongdai.vn/ ', domain: ' kanow ', token: ' t \n' };
  expect(centreAccount(form)).toEqual({ type: 'contactCentre', base: 'https://tongdai.vn', domain: 'kanow', token: 't' });
  expect(sipAccount(sip)).toMatchObject({ type: 'sip', password: ' s ', displayName: null });
});
