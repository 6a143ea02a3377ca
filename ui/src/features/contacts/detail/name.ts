/** How a contact's name stands at the head of its page. */
import type { Contact } from '../../../backend';

export interface NamePart {
  text: string;
  reading: string;
  field: 'family' | 'given' | 'company' | 'display';
}

/** The parts in the order they are said: family first, unless the display name begins with the given name. */
export function nameParts(contact: Contact): NamePart[] {
  if (contact.kind === 'company') {
    const text = contact.company || contact.display_name;
    return text === '' ? [] : [{ text, reading: contact.company_reading, field: 'company' }];
  }
  const family: NamePart = { text: contact.family_name, reading: contact.family_reading, field: 'family' };
  const given: NamePart = { text: contact.given_name, reading: contact.given_reading, field: 'given' };
  const givenFirst =
    given.text !== '' &&
    contact.display_name.startsWith(given.text) &&
    !contact.display_name.startsWith(family.text);
  const parts = (givenFirst ? [given, family] : [family, given]).filter((part) => part.text !== '');
  if (parts.length > 0) return parts;
  return contact.display_name === '' ? [] : [{ text: contact.display_name, reading: '', field: 'display' }];
}

/** Whether the display name says something that the head doesn't. */
export function hasOwnDisplayName(contact: Contact): boolean {
  const plain = (text: string): string => text.replace(/\s+/g, '');
  const head = nameParts(contact)
    .map((part) => part.text)
    .join('');
  return contact.display_name !== '' && plain(contact.display_name) !== plain(head);
}
