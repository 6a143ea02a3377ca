/** The sentences under a row of a backup: what is amiss, where and how much, and what helps. */
import type { SavedFile, SavedRow } from '../../../../backend';
import { inspectedKindText, mediumText, problemText, whereText } from '../../../../i18n/findings';
import { calendarDay } from '../../../../i18n/days';
import { locale, m } from '../../../../i18n/index.svelte';
import { contentsOf, troubled } from './backup';
import type { Stands } from './backup';

export interface TroubleWords {
  title: string;
  text: string;
  verb: string;
  act: 'replace' | 'open' | 'unlock' | 'expected';
}

interface Of {
  /** Of the row. */
  label: string;
  unit: string;
  /** The service to export from again; empty where it is none. */
  service: string;
}

const REPLACE = 'replace' as const;

const sentences = (...all: string[]): string => all.filter(Boolean).join(locale.current === 'ja' ? '' : ' ');

const again = (service: string): string =>
  service === '' ? m.found_again() : m.found_again_from({ service });

export function troubleWords(row: SavedRow, stands: Stands, { label, unit, service }: Of): TroubleWords {
  const files = troubled(row, stands);
  const [first] = files;
  const file = first?.name ?? '';
  const replace = { verb: m.step_backup_replace(), act: REPLACE };
  switch (stands.is) {
    case 'damaged':
      return { title: of(row, first, problemOf(first)), text: damageText(first, service), ...replace };
    case 'changed':
      return { title: m.step_backup_changed_title({ file }), text: m.step_backup_changed_text(), ...replace };
    case 'unjudged':
      return { title: of(row, first, problemOf(first)), text: otherwise(first), ...replace };
    case 'uncounted':
      return { title: m.step_backup_uncounted_title({ file }), text: m.found_other_format(), ...replace };
    case 'empty':
      return { title: m.step_backup_blank_title({ file }), text: m.step_backup_blank_text(), ...replace };
    case 'locked':
      return {
        title: m.step_backup_locked_title({ file }),
        text: m.step_backup_locked_text(),
        verb: m.step_backup_unlock(),
        act: 'unlock',
      };
    case 'unopened':
      return {
        title:
          files.length > 1
            ? m.step_backup_unopened_titles({ count: files.length })
            : m.step_backup_unopened_title({ file }),
        text: m.step_backup_unopened_text(),
        verb: m.step_backup_open(),
        act: 'open',
      };
    case 'differ':
      return {
        title: m.step_backup_differ_title({ name: label }),
        text: m.step_backup_differ_text(),
        ...replace,
      };
    case 'short':
      return {
        title: m.step_backup_short_title({ name: label, count: stands.count, unit }),
        text: sentences(readText(row), m.step_backup_short_text()),
        ...replace,
      };
    case 'over':
      return {
        title: m.step_backup_over_title({ name: label, count: stands.count, unit }),
        text: m.step_backup_over_text(),
        verb: m.step_backup_mend_expected(),
        act: 'expected',
      };
    case 'same_medium':
      return {
        title: m.step_backup_same_medium_title({ name: label, medium: mediumOf(first) }),
        text: m.step_backup_same_medium_text(),
        ...replace,
      };
    case 'expected':
      return {
        title: m.step_backup_expected_title({ name: label }),
        text: m.step_backup_expected_text({ format: inspectedKindText(first?.seen?.kind ?? 'unknown') }),
        verb: m.step_backup_write_expected(),
        act: 'expected',
      };
    case 'done':
    case 'given_up':
    case 'none':
    case 'copies':
      return { title: '', text: '', ...replace };
  }
}

/** Of several files it is said which one is meant. */
function of(row: SavedRow, file: SavedFile | undefined, what: string): string {
  return file && contentsOf(row).length > 1 ? m.step_of_row({ name: file.name, what }) : what;
}

function problemOf(file: SavedFile | undefined): string {
  const { kind = 'unknown', problem = null } = file?.seen ?? {};
  return problemText(kind, problem ?? { reason: 'unreadable' });
}

function damageText(file: SavedFile | undefined, service: string): string {
  const { problem = null, problem_count: count = 0 } = file?.seen ?? {};
  const place = problem ? whereText(problem) : '';
  const where = place === '' ? '' : m.found_where({ place });
  return sentences(where, count > 1 ? m.found_more({ count: count - 1 }) : '', again(service));
}

/** What can't be judged is exported otherwise: in parts, or in another format. */
function otherwise(file: SavedFile | undefined): string {
  const reason = file?.seen?.problem?.reason ?? '';
  return ['too_large', 'bomb', 'too_deep'].includes(reason) ? m.found_in_parts() : m.found_other_format();
}

/** From which day to which there is anything at all. */
function readText(row: SavedRow): string {
  const spans = contentsOf(row).flatMap(({ seen }) => (seen?.span ? [seen.span] : []));
  const [first] = spans.map((span) => span.first).sort();
  const last = spans
    .map((span) => span.last)
    .sort()
    .at(-1);
  if (first === undefined || last === undefined) return '';
  if (first === last) return '';
  return m.found_span_read({ first: calendarDay(first), last: calendarDay(last) });
}

function mediumOf(file: SavedFile | undefined): string {
  return file?.lies_on ? mediumText(file.lies_on) : '';
}
