/** Which labels are offered, and the names of sections; the words for codes are everybody's. */
import type { Section } from '../../backend';
import { kanaOf } from '../../components/sections';
import { m } from '../../i18n/index.svelte';

export { fieldName } from '../../i18n/fields';
export { labelName } from '../../i18n/labels';

/** The labels offered for a field, the usual one first. */
export const offered: Record<string, readonly string[]> = {
  phones: ['work', 'mobile', 'home', 'work_fax', 'home_fax', 'main', 'other'],
  emails: ['work', 'home', 'mobile', 'other'],
  urls: ['work', 'homepage', 'home', 'other'],
  ids: ['line_works', 'line', 'skype', 'other'],
  addresses: ['work', 'home', 'other'],
  dates: ['birthday', 'anniversary', 'card_exchanged'],
  relations: ['spouse', 'child', 'parent', 'sibling', 'friend', 'manager', 'assistant', 'colleague'],
  custom: [],
};

/** A section's head: the kana, or 英 and 他. */
export function sectionName(section: Section): string {
  return kanaOf(section) ?? (section === 'latin' ? m.section_latin() : m.section_other());
}
