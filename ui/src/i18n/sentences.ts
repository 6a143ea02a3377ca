/** Whole sentences made from what the shell answers. */
import type { Change, Changed, Failed, Missing, Origin, Verb } from '../backend';
import { fieldName } from './fields';
import { day, m } from './index.svelte';
import { called } from './people';
import { lacksText } from './words';

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
  merge: m.done_merge,
  different: m.done_different,
  forget_different: m.done_forget_different,
  add_service: m.done_add_service,
  edit_service: m.done_edit_service,
  add_access: m.done_add_access,
  edit_access: m.done_edit_access,
  add_invite: m.done_add_invite,
  edit_invite: m.done_edit_invite,
  mark_invite: m.done_mark_invite,
  take_invite: m.done_take_invite,
  import_register: m.done_import_register,
  add_template: m.done_add_template,
  edit_template: m.done_edit_template,
  start_run: m.done_start_run,
  step: m.done_step,
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
  add_invite: m.done_add_invite_many,
  mark_invite: m.done_mark_invite_many,
  undo: m.done_undo_many,
  redo: m.done_redo_many,
};

/** What a change did, in one sentence; `null` when nothing had to change. */
export function doneText(changed: Changed): string | null {
  if (changed.verb === null || changed.change === null) return null;
  const left = changed.left_alone.length;
  if (changed.verb === 'undo_import' && left > 0) return m.done_undo_import_left({ left });
  const say = (changed.count > 1 ? many[changed.verb] : undefined) ?? one[changed.verb];
  return say({ name: changed.name || m.common_unnamed(), count: changed.count });
}

const verbs: Record<Verb, () => string> = {
  add: m.change_add,
  edit: m.change_edit,
  photo: m.change_photo,
  trash: m.change_trash,
  restore: m.change_restore,
  hide: m.change_hide,
  unhide: m.change_unhide,
  purge: m.change_purge,
  import: m.change_import,
  undo_import: m.change_undo_import,
  add_group: m.change_add_group,
  rename_group: m.change_rename_group,
  join_group: m.change_join_group,
  leave_group: m.change_leave_group,
  merge: m.change_merge,
  different: m.change_different,
  forget_different: m.change_forget_different,
  add_service: m.change_add_service,
  edit_service: m.change_edit_service,
  add_access: m.change_add_access,
  edit_access: m.change_edit_access,
  add_invite: m.change_add_invite,
  edit_invite: m.change_edit_invite,
  mark_invite: m.change_mark_invite,
  take_invite: m.change_take_invite,
  import_register: m.change_import_register,
  add_template: m.change_add_template,
  edit_template: m.change_edit_template,
  start_run: m.change_start_run,
  step: m.change_step,
  undo: m.change_undo,
  redo: m.change_redo,
};

/** What a change is called in the list of changes and in a contact's history. */
export function verbText({ verb, of }: Pick<Change, 'verb' | 'of'>): string {
  if (of !== null && verb === 'undo') return m.change_undo_of({ what: verbs[of]() });
  if (of !== null && verb === 'redo') return m.change_redo_of({ what: verbs[of]() });
  return verbs[verb]();
}

/** Where a contact came from, and when. */
export function originText({ how, from, at }: Origin): string {
  switch (how) {
    case 'typed':
      return m.origin_typed({ day: day(at) });
    case 'import':
      return m.origin_import({ day: day(at), file: from });
    case 'invite':
      return from === ''
        ? m.origin_invite_nameless({ day: day(at) })
        : m.origin_invite({ day: day(at), from: called(from) });
  }
}

const missing: Record<string, () => string> = {
  contact: m.error_missing_contact,
  group: m.error_missing_group,
  import: m.error_missing_import,
  change: m.error_missing_change,
  file: m.error_missing_file,
  record: m.error_missing_record,
  service: m.error_missing_record,
  access: m.error_missing_record,
  template: m.error_missing_record,
  run: m.error_missing_record,
  step: m.error_missing_step,
};

const unreadable: Record<string, (inputs: { file: string }) => string> = {
  not_found: m.error_unreadable_not_found,
  denied: m.error_unreadable_denied,
  empty: m.error_unreadable_empty,
  not_contacts: m.error_unreadable_not_contacts,
  binary: m.error_unreadable_not_contacts,
  pdf: m.error_unreadable_not_contacts,
  picture: m.error_unreadable_not_contacts,
  no_header: m.error_unreadable_no_header,
  office: m.error_unreadable_not_contacts,
  locked: m.error_unreadable_locked,
  damaged: m.error_unreadable_damaged,
  zip: m.error_unreadable_zip,
  too_large: m.error_unreadable_too_large,
  io: m.error_unreadable_io,
  changed: m.error_unreadable_changed,
  not_pasted: m.error_unreadable_not_pasted,
  pasted_too_large: m.error_unreadable_pasted_too_large,
};

/** Reasons that mean something else of a picture than of a file with contacts. */
const pictures: Record<string, (inputs: { file: string }) => string> = {
  not_a_picture: m.error_picture_not_a_picture,
  heic: m.error_picture_heic,
  too_large: m.error_picture_too_large,
  too_slow: m.error_picture_too_slow,
  broken_picture: m.error_picture_broken,
  no_reader: () => m.error_picture_no_reader(),
  empty: m.error_picture_empty,
};

const nothing: Record<string, () => string> = {
  undo: m.error_nothing_to_undo,
  redo: m.error_nothing_to_redo,
  put_back: m.error_nothing_to_put_back,
  save: m.error_nothing_to_save,
};

const invalid: Record<string, () => string> = {
  'target is_the_book': m.error_target_is_the_book,
  'target is_source': m.error_target_is_source,
  'target not_writable': m.error_target_not_writable,
  'passphrase too_short': m.passphrase_short,
  'photo too_large': m.photo_too_large,
  'invite other_key': m.error_invite_other_key,
  'invite same_key': m.error_invite_changed,
  'invite older': m.error_invite_changed,
  'invite used': m.error_invite_changed,
  'invite not_taken': m.error_invite_changed,
};

/** Of a step's facts; whichever field it was, the field stands where one just typed. */
const ofSteps: Record<string, () => string> = {
  done: m.error_run_done,
  not_needed: m.error_run_not_needed,
  in_future: m.error_run_in_future,
  no_day: m.error_run_no_day,
  no_number: m.error_run_no_number,
  no_url: m.error_run_no_url,
  too_long: m.error_run_too_long,
  too_many: m.error_run_too_many,
  empty: m.error_run_empty,
};

/** What a refused move lacks. */
function lacks(failed: Failed): Missing[] {
  const { missing: all } = failed.details;
  return Array.isArray(all) ? (all as Missing[]) : [];
}

const failures: Record<string, (failed: Failed) => string> = {
  missing: (failed) => (missing[failed.text('what')] ?? m.error_missing)(),
  invalid: (failed) =>
    failed.text('reason') === 'changed_since'
      ? m.error_changed_since({ field: fieldName(failed.text('field')) })
      : (
          invalid[`${failed.text('field')} ${failed.text('reason')}`] ??
          ofSteps[failed.text('reason')] ??
          m.error_invalid
        )(),
  conflict: (failed) => m.error_conflict({ name: failed.text('name') }),
  nothing: (failed) => (nothing[failed.text('what')] ?? m.error_nothing_to_undo)(),
  not_yours: (failed) => m.error_not_yours({ name: failed.text('name'), owner: failed.text('owner') }),
  open_elsewhere: () => m.error_open_elsewhere(),
  too_new: () => m.error_too_new(),
  damaged: () => m.error_damaged(),
  not_a_book: () => m.error_not_a_book(),
  not_an_archive: () => m.error_not_an_archive(),
  passphrase_needed: () => m.error_passphrase_needed(),
  wrong_passphrase: () => m.error_wrong_passphrase(),
  read_only: () => m.error_read_only(),
  network_drive: () => m.error_network_drive(),
  disk_full: () => m.error_disk_full(),
  unreadable: (failed) =>
    (unreadable[failed.text('reason')] ?? m.error_unreadable)({ file: failed.text('file') }),
  gate_closed: (failed) => lacksText(lacks(failed)) || m.error_gate_closed(),
  order: (failed) => lacksText(lacks(failed)) || m.error_order(),
  last_admin: (failed) => lacksText(lacks(failed)) || m.error_last_admin(),
  name_mismatch: () => m.error_name_mismatch(),
  not_skippable: () => m.error_not_skippable(),
  template: (failed) => m.error_template({ line: failed.text('line'), key: failed.text('key') }),
  cancelled: () => m.error_cancelled(),
  no_program: () => m.error_no_program(),
  storage: () => m.error_storage(),
  clipboard: () => m.error_clipboard(),
  clipboard_unread: () => m.error_clipboard_unread(),
};

/** Why something could not be done and what to do next, in one sentence. */
export function failureText(failed: Failed): string {
  return (failures[failed.code] ?? (() => m.error_unexpected()))(failed);
}

const ofCopies: Record<string, () => string> = {
  'password wrong': m.step_unlock_wrong,
  'password not_locked': m.error_copy_not_locked,
  'file not_ok': m.error_copy_not_ok,
  'file sealed': m.error_copy_not_ok,
  'target the_original': m.error_copy_original,
  'target the_book': m.error_copy_place,
  'target in_use': m.error_copy_place,
};

/** The same of a file that was saved in a step. */
export function copyFailureText(failed: Failed): string {
  const file = failed.text('file');
  if (failed.code === 'conflict') return m.error_copy_changed({ file: failed.text('name') });
  if (failed.code === 'damaged') return m.error_copy_seal();
  if (failed.code === 'unreadable' && failed.text('reason') === 'not_found')
    return m.error_copy_away({ file });
  const refused =
    failed.code === 'invalid' ? ofCopies[`${failed.text('field')} ${failed.text('reason')}`] : undefined;
  return refused ? refused() : failureText(failed);
}

/** The same of a picture in which codes were looked for, or of an invite's file. */
export function pictureFailureText(failed: Failed): string {
  const file = failed.text('file');
  if (failed.code === 'unreadable' && /\.enishi-invite$/i.test(file)) return m.error_invite_file({ file });
  const say = failed.code === 'unreadable' ? pictures[failed.text('reason')] : undefined;
  return say ? say({ file }) : failureText(failed);
}
