/** A contact as plain text, to be pasted into a letter or a message. */
import type { Contact } from '../../../backend';
import { labelName } from '../labels';

export function cardText(contact: Contact): string {
  const name = [contact.display_name, contact.honorific].filter(Boolean).join(' ');
  const work = [contact.department, contact.title].filter(Boolean).join(' ');
  const entries = [...contact.phones, ...contact.emails, ...contact.urls, ...contact.ids].map(
    ({ label, value }) => (label === '' ? value : `${labelName(label)} ${value}`),
  );
  const addresses = contact.addresses.map((address) => address.text);
  return [contact.company === name ? '' : contact.company, work, name, ...addresses, ...entries]
    .filter((line) => line !== '')
    .join('\n');
}
