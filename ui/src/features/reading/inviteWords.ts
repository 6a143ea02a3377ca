/** What the dialog says about an Enishi invite. */
import type { InviteRow, Opened, ReceivedAlike } from '../../backend';
import { clock, day, m, names } from '../../i18n/index.svelte';
import { reasonsSaid } from '../../i18n/likeness';
import { shown } from '../../i18n/text';
import type { InviteQuestion } from './invite.svelte';
import { called, calledRow } from './names';

type Refusal = Exclude<Opened['code'], 'ok'>;

export const sender = ({ person, name }: Pick<Opened, 'person' | 'name'>): string =>
  called({ kind: person ? 'person' : 'company', name });

/** 2026年12月5日 14:05 */
export const moment = (at: number): string => m.reading_invite_when({ day: day(at), time: clock(at) });

const refusedTitles: Record<Refusal, (name: string) => string> = {
  altered: () => m.reading_invite_title_altered(),
  expired: (name) => m.reading_invite_title_expired({ name }),
  not_yet: (name) => m.reading_invite_title_not_yet({ name }),
  unknown_version: () => m.reading_invite_title_version(),
  oversized: () => m.reading_invite_title_oversized(),
  not_an_invite: () => m.reading_invite_title_not(),
};

/** The question itself, or what is so. */
export function inviteTitle(question: InviteQuestion): string {
  const { opened, contact, attaching, taken } = question;
  if (attaching) return m.reading_invite_title_pick();
  if (!opened) return m.reading_invite_title_checking();
  const from = sender(opened);
  const name = contact ? calledRow(contact) : from;
  switch (question.face) {
    case 'checking':
      return m.reading_invite_title_checking();
    case 'refused':
      return opened.code === 'ok' ? '' : refusedTitles[opened.code](from);
    case 'new':
      return opened.name === ''
        ? m.reading_invite_title_nameless()
        : m.reading_invite_title_new({ name: from });
    case 'into':
      return question.alike?.likely
        ? m.reading_card_title_there({ name })
        : m.reading_invite_title_into({ name });
    case 'update':
      return m.reading_invite_title_update({ name });
    case 'same':
      return m.reading_invite_title_same({ name });
    case 'older':
      return m.reading_invite_title_older({ name });
    case 'key':
      return m.reading_invite_title_key({ name });
    case 'used':
      return m.reading_invite_title_used();
    case 'own':
      return m.reading_invite_title_own();
    case 'taken':
      switch (taken?.take) {
        case 'into':
          return m.reading_invite_done_into({ name });
        case 'update':
          return m.reading_invite_done_update({ name });
        case 'new_key':
          return m.reading_invite_done_key({ name });
        case 'new':
        case undefined:
          return m.reading_invite_done_new({ name: from });
      }
  }
}

const refusals: Record<Refusal, (opened: Opened) => string> = {
  altered: () => m.reading_invite_altered(),
  expired: ({ expires }) => m.reading_invite_expired({ when: moment(expires ?? 0) }),
  not_yet: ({ created }) => m.reading_invite_not_yet({ when: moment(created ?? 0) }),
  unknown_version: () => m.reading_invite_version(),
  oversized: () => m.reading_invite_oversized(),
  not_an_invite: () => m.reading_invite_not(),
};

/** Why it can't be taken, and what to do. */
export function refusalText(opened: Opened): string {
  return opened.code === 'ok' ? '' : refusals[opened.code](opened);
}

/** What is to be said under the question. */
export function whyText(question: InviteQuestion, opened: Opened): string {
  const { stand, alike } = opened;
  switch (question.face) {
    case 'new':
      if (alike.length === 0) return m.reading_invite_new();
      return m.reading_new_alike({ who: names(alike.map(who)) });
    case 'into': {
      const reasons = question.alike?.reasons ?? [];
      const rest = m.reading_invite_into();
      return reasons.length === 0 ? rest : m.reading_why({ shared: reasonsSaid(reasons), rest });
    }
    case 'update':
      return m.reading_invite_update();
    case 'same':
      return m.reading_invite_same();
    case 'older':
      return m.reading_invite_older({ day: moment(opened.created ?? 0) });
    case 'used':
      return stand.stand === 'used' ? m.reading_invite_used({ when: moment(stand.at) }) : '';
    case 'own':
      return m.reading_invite_own();
    case 'refused':
      return refusalText(opened);
    case 'checking':
    case 'key':
    case 'taken':
      return '';
  }
}

/** What else is to be known before it is taken. */
export function notesOf(question: InviteQuestion, opened: Opened): string[] {
  const { answers, in_trash, stand } = opened;
  // With another key it is nobody's answer yet.
  const asks = ['new', 'into', 'update'].includes(question.face);
  return [asks && answers ? willAnswer(answers) : '', in_trash ? trashed(opened, stand) : ''].filter(Boolean);
}

/** Whose invite was accepted by it. */
export function answeredText(answers: InviteRow): string {
  return answers.recipient === ''
    ? m.reading_invite_answers_some()
    : m.reading_invite_answers({ name: recipient(answers) });
}

function willAnswer(answers: InviteRow): string {
  return answers.recipient === ''
    ? m.reading_invite_will_answer_some()
    : m.reading_invite_will_answer({ name: recipient(answers) });
}

function trashed({ person }: Opened, stand: Opened['stand']): string {
  if (stand.stand !== 'used') return m.reading_invite_in_trash();
  return m.reading_invite_used_trash({ name: sender({ person, name: stand.name }) });
}

const recipient = ({ person, recipient: name }: InviteRow): string => sender({ person, name });

const who = ({ row }: ReceivedAlike): string =>
  [calledRow(row), shown(row.company)].filter(Boolean).join(' ');
