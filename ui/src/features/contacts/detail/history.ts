/** What happened to a contact, as sentences. */
import type { Change, Contact, FieldChange } from '../../../backend';
import { m } from '../../../i18n/index.svelte';
import { lineText } from '../../../i18n/labels';
import { fieldName } from '../labels';

/** Fields that are so or not. */
const flags: Record<string, { on: () => string; off: () => string }> = {
  own: { on: m.history_own_on, off: m.history_own_off },
  hidden: { on: m.change_hide, off: m.change_unhide },
  trashed_at: { on: m.change_trash, off: m.change_restore },
};

/** How a changed field reads: what was there, and what is there now. */
export function changedText(change: FieldChange): { what: string; before: string; after: string } {
  const flag = flags[change.field];
  if (flag) return bare(change.after === '' ? flag.off() : flag.on());
  const name = fieldName(change.field);
  const before = lines(change.before).filter((line) => !lines(change.after).includes(line));
  const after = lines(change.after).filter((line) => !lines(change.before).includes(line));
  const what =
    before.length === 0
      ? m.history_field_added({ field: name })
      : after.length === 0
        ? m.history_field_removed({ field: name })
        : m.history_field_changed({ field: name });
  // Its value is no word: a picture's sum.
  if (change.field === 'photo') return bare(what);
  return { what, before: before.map(lineText).join('、'), after: after.map(lineText).join('、') };
}

const bare = (what: string): ReturnType<typeof changedText> => ({ what, before: '', after: '' });

function lines(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

function now(contact: Contact, field: string): string | undefined {
  const value = (contact as unknown as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : undefined;
}

/** Whether an earlier value can be put back from this entry. */
export function canPutBack(change: Change, contact: Contact): boolean {
  if (change.undone || contact.trashed_at !== null) return false;
  if (!['edit', 'photo', 'import'].includes(change.verb)) return false;
  if (change.verb === 'import' && change.fields.every((field) => field.before === '')) return false;
  return change.fields.some((field) => now(contact, field.field) !== field.before);
}
