/** Why something was not taken as it stood, in one sentence with what becomes of it. */
import type { ImportProblem, ProblemWords } from '../../backend';
import { m } from '../../i18n/index.svelte';

const REASONS: Record<string, () => string> = {
  no_end: m.import_reason_no_end,
  no_begin: m.import_reason_no_begin,
  empty: m.import_reason_empty,
  bad_charset: m.import_reason_bad_charset,
  bad_base64: m.import_reason_bad_base64,
  bad_date: m.import_reason_bad_date,
  bad_email: m.import_reason_bad_email,
  bad_phone: m.import_reason_bad_phone,
  bad_postal: m.import_reason_bad_postal,
  lost_char: m.import_reason_lost_char,
  repeated: m.import_reason_repeated,
  bad_line: m.import_reason_bad_line,
  too_long: m.import_reason_too_long,
  no_value: m.import_reason_no_value,
  nul: m.import_reason_nul,
  rest_left: m.import_reason_rest_left,
  lost_zero: m.import_reason_lost_zero,
  damaged: m.import_reason_damaged,
  url_value: m.import_reason_url_value,
  change_record: m.import_reason_change_record,
  unknown_member: m.import_reason_unknown_member,
  outside: m.import_reason_outside,
  no_header: m.import_reason_no_header,
  too_many_columns: m.import_reason_too_many_columns,
  bad_quote: m.import_reason_bad_quote,
  in_trash: m.import_reason_in_trash,
  no_member: m.import_reason_no_member,
  ambiguous: m.import_reason_ambiguous,
};

/** The words with which problems are saved: the header of their column and a sentence for each code. */
export function problemWords(): ProblemWords {
  const reasons = Object.entries(REASONS).map(([reason, say]) => [reason, say()] as const);
  return { column: m.import_problems_column(), reasons: Object.fromEntries(reasons) };
}

export function sayReason({ reason }: Pick<ImportProblem, 'reason'>): string {
  return REASONS[reason]?.() ?? m.import_reason_other({ reason });
}

/** `名簿.csv:12` as file and line; the name may hold colons itself. */
export function splitPlace(place: string): { file: string; line: string } {
  const at = place.lastIndexOf(':');
  const line = place.slice(at + 1);
  return at > 0 && /^\d+$/.test(line) ? { file: place.slice(0, at), line } : { file: place, line: '' };
}
