/** Reading codes in this window, opened from menus, keys, pictures let go over it and pasted ones. */
import { app } from '../../app/app.svelte';
import { copyText } from '../../app/clipboard';
import { toasts } from '../../app/toasts.svelte';
import { backend, Failed } from '../../backend';
import type { ContactId, List } from '../../backend';
import { m, names } from '../../i18n/index.svelte';
import { pictureFailureText } from '../../i18n/sentences';
import { Reading } from './reading.svelte';

const ALL: List = { list: 'all' };
const FOUND_SHOWN = 8;
const READING_SLOW_MS = 200;

let opened: (id: ContactId) => void = () => undefined;

/** Says who shows a contact that was made of what was read. */
export function openAddedWith(open: (id: ContactId) => void): void {
  opened = open;
}

export const reading = new Reading(
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
  },
);
