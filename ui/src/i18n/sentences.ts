/** Whole sentences made from what the shell answers. */
import type { Changed, Failed, Verb } from '../backend';
import { m } from './index.svelte';

type Say = (changed: { name: string; count: number }) => string;

const one: Record<Verb, Say> = {
  add: m.done_add,
  edit: m.done_edit,
  photo: m.done_photo,
  trash: m.done_trash,
  restore: m.done_restore,
  hide: m.done_hide,
  unhide: m.done_unhide,
  purge: m.done_purge,
  import: m.done_import,
  undo_import: m.done_undo_import,
  add_group: m.done_add_group,
  rename_group: m.done_rename_group,
  join_group: m.done_join_group,
  leave_group: m.done_leave_group,
  undo: m.done_undo,
  redo: m.done_redo,
};

const many: Partial<Record<Verb, Say>> = {
  edit: m.done_edit_many,
  trash: m.done_trash_many,
  restore: m.done_restore_many,
  hide: m.done_hide_many,
  unhide: m.done_unhide_many,
  purge: m.done_purge_many,
  join_group: m.done_join_group_many,
  leave_group: m.done_leave_group_many,
};

/** What a change did, in one sentence; `null` when nothing had to change. */
export function doneText(changed: Changed): string | null {
  if (changed.verb === null || changed.change === null) return null;
  const say = (changed.count > 1 ? many[changed.verb] : undefined) ?? one[changed.verb];
  return say({ name: changed.name || m.common_unnamed(), count: changed.count });
}

const failures: Record<string, (failed: Failed) => string> = {
  missing: () => m.error_missing(),
  invalid: () => m.error_invalid(),
  conflict: (failed) => m.error_conflict({ name: failed.text('name') }),
  nothing: (failed) =>
    failed.text('what') === 'redo' ? m.error_nothing_to_redo() : m.error_nothing_to_undo(),
  not_yours: (failed) => m.error_not_yours({ name: failed.text('name'), owner: failed.text('owner') }),
  open_elsewhere: () => m.error_open_elsewhere(),
  too_new: () => m.error_too_new(),
  damaged: () => m.error_damaged(),
  not_a_book: () => m.error_not_a_book(),
  read_only: () => m.error_read_only(),
  network_drive: () => m.error_network_drive(),
  disk_full: () => m.error_disk_full(),
  unreadable: (failed) => m.error_unreadable({ file: failed.text('file') }),
  cancelled: () => m.error_cancelled(),
  storage: () => m.error_storage(),
};

/** Why something could not be done and what to do next, in one sentence. */
export function failureText(failed: Failed): string {
  return (failures[failed.code] ?? (() => m.error_unexpected()))(failed);
}
