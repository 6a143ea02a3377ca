/** The words for fields and for labels' codes. */
import type { Section } from '../../backend';
import { kanaOf } from '../../components/sections';
import { m } from '../../i18n/index.svelte';

const fields: Record<string, () => string> = {
  display_name: m.field_display_name,
  family_name: m.field_family_name,
  given_name: m.field_given_name,
  family_reading: m.field_family_reading,
  given_reading: m.field_given_reading,
  honorific: m.field_honorific,
  nickname: m.field_nickname,
  company: m.field_company,
  company_reading: m.field_company_reading,
  department: m.field_department,
  title: m.field_title,
  phones: m.field_phones,
  emails: m.field_emails,
  urls: m.field_urls,
  ids: m.field_ids,
  addresses: m.field_addresses,
  dates: m.field_dates,
  relations: m.field_relations,
  note: m.field_note,
  groups: m.field_groups,
  custom: m.field_custom,
  language: m.field_language,
  kind: m.field_kind,
  side: m.field_side,
  own: m.field_own,
  hidden: m.field_hidden,
  photo: m.field_photo,
  postal: m.field_postal,
  region: m.field_region,
  city: m.field_city,
  street: m.field_street,
  building: m.field_building,
  country: m.field_country,
  unknown: m.field_unknown,
};

export function fieldName(field: string): string {
  return fields[field]?.() ?? m.field_other();
}

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
