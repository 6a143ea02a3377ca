/** What a file's format or the program it comes from is called. */
import { m } from '../../i18n/index.svelte';

const NAMES: Record<string, () => string> = {
  'vcard-2.1': () => 'vCard 2.1',
  'vcard-3.0': () => 'vCard 3.0',
  'vcard-4.0': () => 'vCard 4.0',
  ldif: () => 'LDIF',
  mecard: () => 'MECARD',
  bizcard: () => 'BIZCARD',
  text: m.import_dialect_text,
  xlsx: () => 'Excel (XLSX)',
  xls: () => 'Excel (XLS)',
  enishi: () => 'Enishi (CSV)',
  google: m.import_dialect_google,
  'google-old': m.import_dialect_google_old,
  'google-outlook': m.import_dialect_google_outlook,
  'outlook-ja': m.import_dialect_outlook_ja,
  'outlook-en': m.import_dialect_outlook_en,
  'outlook-com': () => 'Outlook.com (CSV)',
  thunderbird: () => 'Thunderbird (CSV)',
  kaddressbook: () => 'KAddressBook (CSV)',
  eight: () => 'Eight (CSV)',
  'atena-shokunin': m.import_dialect_atena,
  'hagaki-design-kit': m.import_dialect_hagaki,
  'windows-live-mail': () => 'Windows Live Mail (CSV)',
};

export function dialectName(dialect: string): string {
  return NAMES[dialect]?.() ?? m.import_dialect_csv();
}
