/** What a column can be taken for, in words; the codes are the core's. */
import { m } from '../../i18n/index.svelte';

type Word = () => string;

const WORDS: Record<string, Word> = {
  name: m.import_target_name,
  family_name: m.field_family_name,
  given_name: m.field_given_name,
  reading: m.import_target_reading,
  family_reading: m.import_target_family_reading,
  given_reading: m.import_target_given_reading,
  display_name: m.field_display_name,
  honorific: m.field_honorific,
  nickname: m.field_nickname,
  middle_name: m.import_target_middle_name,
  prefix: m.import_target_prefix,
  suffix: m.import_target_suffix,
  company: m.field_company,
  company_reading: m.field_company_reading,
  department: m.field_department,
  title: m.field_title,
  phone: m.field_phones,
  email: m.field_emails,
  url: m.field_urls,
  id: m.import_target_id,
  'id.line': m.label_line,
  'id.line_works': m.label_line_works,
  'id.skype': () => 'Skype',
  'address.whole': m.field_addresses,
  'address.postal': m.field_postal,
  'address.region': m.field_region,
  'address.city': m.field_city,
  'address.street': m.field_street,
  'address.building': m.field_building,
  'address.country': m.field_country,
  'address.box': m.import_target_box,
  'address.third': m.import_target_third,
  birthday: m.label_birthday,
  birth_year: m.import_target_birth_year,
  birth_month: m.import_target_birth_month,
  birth_day: m.import_target_birth_day,
  date: m.field_dates,
  'date.anniversary': m.label_anniversary,
  'date.card_exchanged': m.import_target_card_exchanged,
  relation: m.field_relations,
  groups: m.field_groups,
  note: m.field_note,
  kind: m.import_target_kind,
  language: m.field_language,
  uid: () => 'Enishi ID',
  custom: m.import_target_custom,
  'custom.value': m.field_custom,
  ignore: m.import_target_ignore,
  'label.service': m.import_target_service,
};

const LABELS: Record<string, Word> = {
  work: m.label_work,
  home: m.label_home,
  mobile: m.label_mobile,
  main: m.label_main,
  fax: m.label_fax,
  work_fax: m.label_work_fax,
  home_fax: m.label_home_fax,
  pager: m.label_pager,
  other: m.label_other,
  spouse: m.label_spouse,
  child: m.label_child,
  manager: m.label_manager,
  assistant: m.label_assistant,
};

const MENDINGS: Record<string, (inputs: { target: string }) => string> = {
  hiragana: m.import_target_hiragana,
  legal_form: m.import_target_legal_form,
  parts: m.import_target_parts,
};

/** `address.home.postal` as 郵便番号（自宅）, `company+legal_form` as 会社（㈱→株式会社）. */
export function targetName(code: string): string {
  const [target = '', mending] = code.split('+');
  const name = plainName(target);
  return (mending !== undefined && MENDINGS[mending]?.({ target: name })) || name;
}

function plainName(code: string): string {
  const word = WORDS[code];
  if (word) return word();
  const [kind = '', label = '', part] = code.split('.');
  if (kind === 'label') return m.import_target_label({ field: WORDS[label]?.() ?? m.field_addresses() });
  const field = WORDS[part === undefined ? kind : `${kind}.${part}`]?.() ?? code;
  return m.import_target_labelled({ field, label: LABELS[label]?.() ?? label });
}

interface Group {
  label: string;
  codes: string[];
}

const GROUPS: { label: Word; has: (code: string) => boolean }[] = [
  { label: m.import_targets_work, has: (code) => /^(company|department|title)/.test(code) },
  { label: m.field_phones, has: (code) => code.startsWith('phone') },
  { label: m.import_targets_net, has: (code) => /^(email|url|id)(\.|$)/.test(code) },
  { label: m.import_targets_address, has: (code) => /^address\.[a-z]+(\+|$)/.test(code) },
  { label: m.import_targets_address_work, has: (code) => code.startsWith('address.work') },
  { label: m.import_targets_address_home, has: (code) => code.startsWith('address.home') },
  { label: m.import_targets_address_other, has: (code) => code.startsWith('address.other') },
  { label: m.import_targets_dates, has: (code) => /^(birth|date|relation)/.test(code) },
  {
    label: m.import_targets_other,
    has: (code) => /^(groups|note|kind|language|custom|ignore)$/.test(code),
  },
  { label: m.import_targets_name, has: () => true },
];

/** The targets that can be chosen, as a select shows them: those of the name first. */
export function targetGroups(codes: readonly string[]): Group[] {
  const groups = GROUPS.map(({ label }) => ({ label: label(), codes: [] as string[] }));
  for (const code of codes) groups[GROUPS.findIndex(({ has }) => has(code))]?.codes.push(code);
  const name = groups.pop();
  return (name ? [name, ...groups] : groups).filter(({ codes }) => codes.length > 0);
}
