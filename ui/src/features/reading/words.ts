/** What the dialog says about a code that was read. */
import { locale, m } from '../../i18n/index.svelte';
import { fieldName } from '../../i18n/fields';
import { InviteQuestion } from './invite.svelte';
import { inviteTitle } from './inviteWords';
import { called, calledRow } from './names';
import type { Question } from './question.svelte';

/** Where a code was read, with a space behind Latin letters as Japanese sets them. */
export function source(from: string): string {
  const spaced = locale.current === 'ja' && /[\x21-\x7e]$/.test(from) ? `${from} ` : from;
  return m.reading_from({ from: spaced });
}

/** What a code is, in a word or two. */
export function kindName(question: Question): string {
  if (question.pieces) return m.reading_kind_piece();
  switch (question.said.kind) {
    case 'card':
      return m.reading_kind_card();
    case 'invite':
      return m.reading_kind_invite();
    case 'line':
      return m.reading_kind_line();
    case 'url':
      return m.reading_kind_url();
    case 'mail':
      return m.reading_kind_mail();
    case 'phone':
      return m.reading_kind_phone();
    case 'otpauth':
      return m.reading_kind_otpauth();
    case 'wifi':
      return m.reading_kind_wifi();
    case 'text':
      return m.reading_kind_text();
  }
}

/** The question itself. */
export function title(question: Question): string {
  const { said, pieces, attaching, value } = question;
  if (pieces) return m.reading_piece_title({ count: pieces.count });
  if (question instanceof InviteQuestion) return inviteTitle(question);
  if (attaching) return value?.place === 'note' ? m.reading_attach_note_title() : m.reading_attach_title();
  switch (said.kind) {
    case 'card':
    case 'invite':
      return cardTitle(question);
    case 'line':
      return m.reading_line_title();
    case 'url':
      return m.reading_url_title();
    case 'mail':
      return m.reading_mail_title();
    case 'phone':
      return m.reading_phone_title();
    case 'otpauth':
      return m.reading_otpauth_title();
    case 'wifi':
      return m.reading_wifi_title();
    case 'text':
      return m.reading_text_title();
  }
}

function cardTitle({ received, alike, payload }: Question): string {
  if (alike)
    return alike.likely
      ? m.reading_card_title_there({ name: calledRow(alike.row) })
      : m.reading_card_title_same({ name: calledRow(alike.row) });
  // A name that can't be read is none.
  if (!received || received.name === '' || payload.garbled) return m.reading_card_title_nameless();
  return m.reading_card_title_new({ name: called(received) });
}

/** The name of a card's field, as the ledger has it. */
export function cardField(field: string): string {
  if (field === 'display_name') return m.edit_name();
  return field === 'reading' ? m.reading_field_reading() : fieldName(field);
}
