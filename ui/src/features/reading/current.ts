/** Reading codes in this window, opened from menus, keys, pictures let go over it and pasted ones. */
import { tick } from 'svelte';

import { app } from '../../app/app.svelte';
import { run } from '../../app/commands';
import { compositionActive } from '../../app/keys';
import { copyText } from '../../app/clipboard';
import { toasts } from '../../app/toasts.svelte';
import { backend, Failed } from '../../backend';
import type { ContactId, List, RecordId } from '../../backend';
import { m, names } from '../../i18n/index.svelte';
import { pictureFailureText } from '../../i18n/sentences';
import { Reading } from './reading.svelte';

const ALL: List = { list: 'all' };
const FOUND_SHOWN = 8;
const READING_SLOW_MS = 200;
/** How often it is looked whether a question may come up by itself, while one waits for that. */
const FREE_EVERY_MS = 150;

let opened: (id: ContactId) => void = () => undefined;

/** Says who shows a contact that was made of what was read. */
export function openAddedWith(open: (id: ContactId) => void): void {
  opened = open;
}

let answered: (ids: readonly RecordId[]) => void = () => undefined;

/** Says who hands over the own card that was made ready for somebody. */
export function answerWith(hand: (ids: readonly RecordId[]) => void): void {
  answered = hand;
}

/** Nothing is being composed, and no dialog stands open but those with the ways to read. */
const isFree = (): boolean =>
  !compositionActive() && (reading.stage !== null || document.querySelector('dialog[open]') === null);

export const reading: Reading = new Reading(
  {
    pick: () => backend.pickPictures(),
    readFile: (token, at) => backend.readPicture(token, at),
    readAs: (bytes, charset) => backend.readAs(bytes, charset),
    received: (bytes, charset) => backend.received(bytes, charset),
    beside: (bytes, charset, id) => backend.receivedBeside(bytes, charset, id),
    add: (bytes, charset, from) => backend.addReceived(bytes, charset, from),
    update: (bytes, charset, id, take) => backend.updateReceived(bytes, charset, id, take),
    contact: (id) => backend.contact(id),
    lastChange: async (id) => (await backend.changes(id, 1))[0]?.at ?? null,
    edit: (id, edits) => backend.edit(id, edits),
    async search(words, open) {
      if (words.trim() !== '') {
        const { hits } = await backend.search(words, ALL, 0, FOUND_SHOWN);
        return hits.map(({ row }) => row);
      }
      const { rows } = await backend.list(ALL, 'newest', 0, FOUND_SHOWN);
      const at = open === null ? null : await backend.position(ALL, 'newest', open);
      if (at === null) return rows;
      const first = (await backend.list(ALL, 'newest', at, 1)).rows;
      return [...first, ...rows.filter(({ id }) => id !== open)].slice(0, FOUND_SHOWN);
    },
    openInvite: (invite) => backend.openInvite(invite),
    inviteBeside: (invite, id) => backend.inviteBeside(invite, id),
    takeInvite: (invite, how, take) => backend.takeInvite(invite, how, take),
    answerInvite: (invite) => backend.answerInvite(invite),
    dropPhoto: (id, token) => backend.dropPhoto(id, token),
    open: (url) => backend.act('web', url),
    copy: (text) => copyText(text),
  },
  {
    during: (work) => toasts.during(work, m.reading_working(), READING_SLOW_MS),
    tell: (changed) => app.tell(changed),
    fail: (thrown) => toasts.show({ text: pictureFailureText(Failed.from(thrown)), tone: 'problem' }),
    none: (files) =>
      toasts.show({
        text: files.length === 0 ? m.reading_none() : m.reading_none_in({ files: names(files) }),
        tone: 'problem',
        action: { label: m.reading_other(), run: () => reading.ask() },
      }),
    added: (id) => opened(id),
    show: (id) => opened(id),
    answered: (ids) => answered(ids),
    // A command is nobody's as long as a dialog stands open.
    makeCard: () => void tick().then(() => run('own-card')),
    async free() {
      while (!isFree()) await new Promise((done) => setTimeout(done, FREE_EVERY_MS));
    },
  },
);
