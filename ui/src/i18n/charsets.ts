/** Encodings to choose from, as experts name them. */
import type { Charset } from '../backend';

export const CHARSETS: readonly { value: Charset; label: string }[] = [
  { value: 'utf8', label: 'UTF-8' },
  { value: 'cp932', label: 'Shift_JIS (CP932)' },
  { value: 'euc-jp', label: 'EUC-JP' },
  { value: 'iso2022-jp', label: 'ISO-2022-JP' },
  { value: 'utf16-le', label: 'UTF-16 LE' },
  { value: 'utf16-be', label: 'UTF-16 BE' },
  { value: 'cp1252', label: 'Windows-1252' },
];

/** The choice that a charset stands under: a byte order mark makes no difference. */
export function charsetChoice(charset: Charset): Charset {
  return charset === 'utf8-bom' ? 'utf8' : charset;
}
