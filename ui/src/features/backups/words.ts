/** Backups in words: what is in one, how it stands, what failed and what to do next. */
import type {
  BackupFailure,
  BackupPlace,
  BackupState,
  Contents,
  DailyCopy,
  Failed,
  MergeConflict,
  Progress,
} from '../../backend';
import { bytes, clock, day, m, number } from '../../i18n/index.svelte';
import { failureText } from '../../i18n/sentences';
import { formatDay } from '../../i18n/words';
import type { Daily } from './daily.svelte';
import type { RestoreWork } from './restoring.svelte';

const places: Record<BackupPlace, () => string> = {
  beside: m.backups_place_beside,
  second: m.backups_place_second,
};

export function placeText(place: BackupPlace): string {
  return places[place]();
}

/** Outside the trash, as the sidebar counts them. */
export function live({ contacts, trashed }: Contents): number {
  return contacts - trashed;
}

/** 連絡先 1,284・ゴミ箱 6 */
export function countsText(contents: Contents | null): string {
  if (!contents) return m.backups_uncounted();
  return m.backups_counts({ contacts: number(live(contents)), trashed: number(contents.trashed) });
}

/** Everything in it, in one line; with the number of attachments where they are known. */
export function contentsText(of: Contents, files: number | null = null): string {
  const contents = m.backups_contents({
    contacts: number(live(of)),
    trashed: number(of.trashed),
    groups: number(of.groups),
    photos: number(of.photos),
    records: number(of.records),
  });
  return files === null ? contents : m.backups_contents_files({ contents, files: number(files) });
}

export function momentText(moment: number | null): string {
  return moment === null ? m.restore_unchanged() : m.restore_when({ day: day(moment), time: clock(moment) });
}

type Stands = 'done' | 'amiss' | 'wait' | 'open';

const states: Record<BackupState, { stands: Stands; word: () => string }> = {
  readable: { stands: 'done', word: m.backups_state_readable },
  sound: { stands: 'done', word: m.backups_state_sound },
  damaged: { stands: 'amiss', word: m.backups_state_damaged },
  too_new: { stands: 'wait', word: m.backups_state_too_new },
  unreadable: { stands: 'amiss', word: m.backups_state_unreadable },
  locked: { stands: 'open', word: m.lock_copy_state },
};

export function stateStamp(state: BackupState): { stands: Stands; word: string } {
  const { stands, word } = states[state];
  return { stands, word: word() };
}

/** What to do about a copy that can't simply be restored; empty for one that can. */
export function adviceText({ state }: DailyCopy, todays: boolean): string {
  switch (state) {
    case 'readable':
    case 'sound':
      return '';
    case 'damaged':
      return todays ? m.backups_do_damaged_today() : m.backups_do_damaged();
    case 'too_new':
      return m.backups_do_too_new();
    case 'unreadable':
      return m.backups_do_unreadable();
    case 'locked':
      return m.lock_copy_do();
  }
}

/** Names a copy to whoever doesn't see its row. */
export function copyName({ day: of, place }: DailyCopy): { day: string; place: string } {
  return { day: formatDay(of), place: placeText(place) };
}

const works: Record<Daily['doing'] | RestoreWork | 'archive', () => string> = {
  check: m.backups_working_check,
  again: m.backups_working_again,
  save: m.backups_working_again,
  archive: m.backups_working_archive,
  open: m.backups_working_open,
  look: m.backups_working_look,
  merge: m.backups_working_merge,
  replace: m.backups_working_replace,
  undo: m.backups_working_undo,
};

export type Work = keyof typeof works;

/** What runs, and how far it is. */
export function workText(work: Work, now: Progress | null): { label: string; count?: string } {
  if (now?.phase === 'saving')
    return { label: work === 'replace' ? m.backups_working_replace() : m.backups_working_saving() };
  if (now?.phase === 'comparing' && now.total === 0) return { label: m.backups_working_proving() };
  const label = works[work]();
  if (!now || now.total === 0) return { label };
  if (now.phase === 'reading')
    return { label, count: m.import_progress_bytes_of({ done: bytes(now.done), total: bytes(now.total) }) };
  return { label, count: m.import_progress_count_of({ count: now.done, whole: now.total }) };
}

type Say = Record<string, (failed: Failed) => string>;

function said(table: Say, failed: Failed): string {
  const key = failed.code === 'invalid' ? `invalid ${failed.text('reason')}` : failed.code;
  return (table[key] ?? failureText)(failed);
}

const making: Say = {
  busy: () => m.backups_error_busy(),
  damaged: () => m.backups_error_book_damaged(),
  disk_full: () => m.backups_error_target_full(),
  read_only: () => m.backups_error_target_read_only(),
  'invalid in_use': () => m.backups_error_in_use(),
  'invalid the_book': () => m.error_target_is_the_book(),
};

/** Why a copy or an archive could not be made where the user wanted it. */
export function makingFailure(failed: Failed): string {
  return said(making, failed);
}

const daily: Record<BackupPlace, Say> = {
  beside: {
    ...making,
    disk_full: () => m.backups_error_ours_full(),
    read_only: () => m.backups_error_ours_read_only(),
    'invalid not_writable': () => m.backups_error_ours_read_only(),
  },
  second: {
    ...making,
    missing: () => m.backups_second_away_do(),
    disk_full: () => m.backups_error_second_full(),
    read_only: () => m.backups_error_second_read_only(),
    'invalid not_writable': () => m.backups_error_second_read_only(),
  },
};

/** Why today's copy could not be made in a place. */
export function dailyFailure(failed: Failed, place: BackupFailure['place']): string {
  return said(daily[place], failed);
}

/** Why something could not be restored; `file` is its name. */
export function restoringFailure(failed: Failed, file: string): string {
  const table: Say = {
    busy: () => m.backups_error_busy(),
    damaged: () => m.restore_error_damaged({ file }),
    not_an_archive: () => m.restore_error_not_an_archive({ file }),
    not_a_book: () => m.restore_error_not_a_book({ file }),
    too_new: () => m.restore_error_too_new({ file }),
    unreadable: () => m.restore_error_unreadable({ file }),
    disk_full: () => m.restore_error_disk_full(),
    read_only: () => m.restore_error_read_only(),
    missing: () => m.restore_error_missing(),
    'invalid the_book': () => m.restore_error_the_book(),
    'invalid too_large': () => m.restore_error_too_large({ file }),
  };
  return said(table, failed);
}

const whats: Record<MergeConflict['what'], () => string> = {
  contact: m.restore_what_contact,
  service: m.restore_what_service,
  access: m.restore_what_access,
  template: m.restore_what_template,
  run: m.restore_what_run,
  invite: m.restore_what_invite,
};

const reasons: Record<string, () => string> = {
  changed_in_both: m.restore_conflict_changed_in_both,
  in_trash: m.restore_conflict_in_trash,
  ambiguous: m.restore_conflict_ambiguous,
};

/** Why one thing could not simply be taken, and which of the two stays. */
export function conflictText({ what, stays, reason }: MergeConflict): string {
  return m.restore_conflict({
    what: whats[what](),
    reason: (reasons[reason] ?? m.restore_conflict_other)(),
    stays: stays === 'present' ? m.restore_stays_present() : m.restore_stays_incoming(),
  });
}
