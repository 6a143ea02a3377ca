/** The words for labels' codes, beside those for fields. */
import { m } from './index.svelte';

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

/** A line of a field's text as the core writes it: codes of kinds, sides and labels as words. */
export function lineText(line: string): string {
  if (line === 'internal') return m.contacts_internal();
  if (line === 'partner') return m.contacts_partner();
  if (line === 'person') return m.edit_kind_person();
  if (line === 'company') return m.edit_kind_company();
  return line.replace(/^([a-z_]+)(?=[:\s])/, (code) => labelName(code));
}

/** The same with the label apart from what it labels; `null` without one. */
export function lineParts(line: string): { label: string | null; text: string } {
  const [, label, text] = /^([^:]{1,40}): (.*)$/.exec(line) ?? [];
  if (label === undefined || text === undefined) return { label: null, text: lineText(line) };
  return { label: labelName(label), text };
}
