import type { LinkTexts } from './texts';

/** Links that ask for a call. */
export const link: LinkTexts = {
  link: {
    call: 'Call {number}?',
    afterCall: 'The number goes to the number field when the call is over.',
    afterSignIn: 'Once you are signed in, it is in the number field.',
    fillIn: 'Put it in the number field',
    keys: 'Extension {keys}',
    press: 'Key it in',
    dismiss: 'Drop this link',
    refused: 'This link cannot be used',
    reasons: {
      notALink: 'It is not a link for a call.',
      tooLong: 'It is far too long.',
      badEscape: 'It is broken. Copy it again, or type the number.',
      badParameter: 'It says something that Reo does not know. Type the number.',
      otherCountry: 'Its number counts in another country only. Type it with the code of the country, beginning with +.',
      severalNumbers: 'There are several numbers in it. Copy only the one to call.',
      noNumber: 'There is no number to call in it.',
      badCharacter: 'Its number has characters that cannot be dialled.',
      badLength: 'Its number is too short or too long.',
    },
    extension: 'Extension, to key in once somebody answers',
    host: 'Server in the link',
    reference: 'Reference',
    noService: 'You do not have this line',
  },
};
