/** Words for what was found in a file that was opened: its kind, its numbers, what is wrong with it and where it lies. */
import type { InspectedKind, Medium, Place, Problem, SavedFile, Seen, Unit } from '../backend';
import { calendarDay } from './days';
import { m, number } from './index.svelte';

const KINDS: Record<InspectedKind, string | (() => string)> = {
  csv: 'CSV',
  xlsx: 'Excel',
  xls: 'Excel',
  vcard: 'vCard',
  ics: 'ICS',
  eml: 'EML',
  mbox: 'MBOX',
  pdf: 'PDF',
  zip: 'ZIP',
  line_talk: m.found_kind_line_talk,
  line_chat: m.found_kind_line_chat,
  picture: m.found_kind_picture,
  text: m.found_kind_text,
  unknown: m.found_kind_unknown,
};

/** ZIP · LINEのトーク */
export function inspectedKindText(kind: InspectedKind): string {
  const word = KINDS[kind];
  return typeof word === 'string' ? word : word();
}

const UNITS: Record<Unit, (inputs: { count: number }) => string> = {
  rows: m.found_unit_rows,
  cards: m.found_unit_cards,
  events: m.found_unit_events,
  messages: m.found_unit_messages,
  pages: m.found_unit_pages,
  entries: m.found_unit_entries,
  pictures: m.found_unit_pictures,
};

/** Behind this number: 行 · messages */
export function unitText(unit: Unit, count: number): string {
  return UNITS[unit]({ count });
}

const REASONS: Record<string, (inputs: { what: string }) => string> = {
  zeros: m.found_reason_zeros,
  counts_differ: m.found_reason_counts_differ,
  no_end: m.found_reason_no_end,
  no_begin: m.found_reason_no_begin,
  locked: m.found_reason_locked,
  too_large: m.found_reason_too_large,
  too_deep: m.found_reason_too_deep,
  bomb: m.found_reason_bomb,
  no_kind: m.found_reason_no_kind,
  unreadable: m.found_reason_unreadable,
  half_character: m.found_reason_half_character,
  bad_bytes: m.found_reason_bad_bytes,
  half_line_end: m.found_reason_half_line_end,
  open_quote: m.found_reason_open_quote,
  cut_row: m.found_reason_cut_row,
  ragged: m.found_reason_ragged,
  too_long: m.found_reason_too_long,
  bad_date: m.found_reason_bad_date,
  no_boundary: m.found_reason_no_boundary,
  bad_base64: m.found_reason_bad_base64,
  cut_headers: m.found_reason_cut_headers,
  no_headers: m.found_reason_no_headers,
  no_directory: m.found_reason_no_directory,
  bad_directory: m.found_reason_bad_directory,
  trailing_bytes: m.found_reason_trailing_bytes,
  bad_entry: m.found_reason_bad_entry,
  unsupported: m.found_reason_unsupported,
  bad_references: m.found_reason_bad_references,
  lost_object: m.found_reason_lost_object,
  lost_page: m.found_reason_lost_page,
  circle: m.found_reason_circle,
  bad_stream: m.found_reason_bad_stream,
  not_decoded: m.found_reason_not_decoded,
  bad_checksum: m.found_reason_bad_checksum,
  broken_picture: () => m.found_reason_broken_picture(),
  damaged: m.found_reason_damaged,
  broken_sheet: m.found_reason_broken_sheet,
  office: m.found_reason_office,
  outside: m.found_reason_outside,
};

/** What is wrong with a file, in one sentence. */
export function problemText(kind: InspectedKind, { reason }: Pick<Problem, 'reason'>): string {
  const what = inspectedKindText(kind);
  return REASONS[reason]?.({ what }) ?? m.found_reason_other({ what, reason });
}

function placeText(place: Place): string {
  switch (place.of) {
    case 'line':
    case 'row':
      return m.found_place_line({ at: number(place.at) });
    case 'page':
      return m.found_place_page({ at: number(place.at) });
    case 'message':
      return m.found_place_message({ at: number(place.at) });
    case 'sheet':
      return m.found_place_sheet({ at: place.at });
    case 'entry':
      return m.found_place_entry({ at: place.at });
    case 'file':
    case 'byte':
    case 'object':
      return '';
  }
}

/** Where it stands, as far as a person can look there: 「請求書.csv」の12行目; empty where it is the file as a whole. */
export function whereText({ member, place }: Pick<Problem, 'member' | 'place'>): string {
  const at = placeText(place);
  if (member === null) return at;
  return at === '' ? m.found_place_entry({ at: member }) : m.found_place_in({ member, place: at });
}

/** The same for who writes programs: its code, the byte or object, and what stands there. */
export function technicalText({ reason, place, detail }: Problem): string {
  const at = place.of === 'file' ? '' : `${place.of} ${place.at}`;
  return [reason, at, detail].filter(Boolean).join(' · ');
}

/** 2019年4月1日〜2026年3月9日; one day where it is one. */
export function spanText({ span }: Pick<Seen, 'span'>): string {
  if (!span) return '';
  const [first, last] = [calendarDay(span.first), calendarDay(span.last)];
  return first === last ? first : m.found_span({ first, last });
}

/** What else speaks for a file: the attachments of its mail. */
export function attachmentsText({ details }: Pick<Seen, 'details'>): string {
  if (details.of !== 'mail' || details.attachments === 0) return '';
  const { attachments: count, decoded } = details;
  return decoded < count
    ? m.found_attachments_lost({ count, decoded: number(decoded) })
    : m.found_attachments({ count });
}

/** OneDrive · E: · このパソコン */
export function mediumText({ kind, name }: Pick<Medium, 'kind' | 'name'>): string {
  if (name !== '') return name;
  if (kind === 'disk') return m.medium_own();
  return kind === 'network' ? m.medium_network() : m.medium_cloud();
}

/** A file that was opened, and what was found in it is good. */
export function isGood({ seen }: Pick<SavedFile, 'seen'>): boolean {
  return seen !== null && (seen.state === 'complete' || seen.state === 'readable');
}
