/** The words for labels' codes, beside those for fields. */
import type { Section } from '../../backend';
import { kanaOf } from '../../components/sections';
import { m } from '../../i18n/index.svelte';

export { fieldName } from '../../i18n/fields';

const labels: Record<string, () => string> = {
  work: m.label_work,
  home: m.label_home,
  mobile: m.label_mobile,
  fax: m.label_fax,
  work_fax: m.label_work_fax,
  home_fax: m.label_home_fax,
  main: m.label_main,
  pager: m.label_pager,
  other: m.label_other,
  homepage: m.label_homepage,
  line: m.label_line,
  line_works: m.label_line_works,
  birthday: m.label_birthday,
  anniversary: m.label_anniversary,
  card_exchanged: m.label_card_exchanged,
  spouse: m.label_spouse,
  partner: m.label_partner,
  child: m.label_child,
  parent: m.label_parent,
  mother: m.label_mother,
  father: m.label_father,
  sibling: m.label_sibling,
  brother: m.label_brother,
  sister: m.label_sister,
  friend: m.label_friend,
  manager: m.label_manager,
  assistant: m.label_assistant,
  colleague: m.label_colleague,
};

const brands: Record<string, string> = { skype: 'Skype', jabber: 'Jabber', google_talk: 'Google Talk' };

/** A label's word; the user's own text stays as it is. */
export function labelName(label: string): string {
  return labels[label]?.() ?? brands[label] ?? label;
}

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
