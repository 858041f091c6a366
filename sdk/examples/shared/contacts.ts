import type { Customer } from 'reo-agent-phone';

/** What a CRM knows of somebody. */
export interface Contact extends Customer {
  number: string;
}

const OUTCOMES = ['Solved', 'Call back', 'Wrong number'];

/** Made up; yours are on a server. */
export const CONTACTS: readonly Contact[] = [
  {
    id: 'C-1001',
    number: '0912345678',
    name: 'Nguyễn Thị Hoa',
    lines: [
      { label: 'Last order', value: 'DH-2231, on its way' },
      { label: 'Since', value: '2021' },
    ],
    outcomes: OUTCOMES,
  },
  { id: 'C-1002', number: '0987654321', name: 'Trần Văn Bình', lines: [{ label: 'Open ticket', value: 'T-77' }], outcomes: OUTCOMES },
];

/** Who has a number. */
export function contactOf(number: string): Contact | null {
  return CONTACTS.find((contact) => contact.number === number) ?? null;
}
