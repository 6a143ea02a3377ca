/** People of the book, as the steps' dialogs find them. */
import { app } from '../../../../app/app.svelte';
import { backend } from '../../../../backend';
import type { List } from '../../../../backend';
import { m } from '../../../../i18n/index.svelte';
import type { ChooserDoor } from './chooser.svelte';

export const peopleDoor: ChooserDoor = {
  async find(words, list, limit) {
    if (words.trim() === '') {
      const page = await backend.list(list, 'reading', 0, limit);
      return { rows: page.rows, total: page.total };
    }
    const found = await backend.search(words, list, 0, limit);
    return { rows: found.hits.map((hit) => hit.row), total: found.total };
  },
  async all(words, list) {
    if (words.trim() !== '') return backend.searchIds(words, list);
    const { total } = await backend.list(list, 'reading', 0, 0);
    return backend.ids(list, 'reading', 0, total);
  },
};

/** The lists in which people are looked for, by what they are called. */
export function lists(): { key: string; name: string; list: List }[] {
  const groups = app.counts.groups.map(({ id, name }) => ({
    key: `group-${id}`,
    name: m.step_choose_group({ name }),
    list: { list: 'group', group: id } as List,
  }));
  return [
    { key: 'all', name: m.sidebar_all(), list: { list: 'all' } },
    { key: 'people', name: m.sidebar_people(), list: { list: 'people' } },
    { key: 'partners', name: m.sidebar_partners(), list: { list: 'partners' } },
    ...groups,
  ];
}
