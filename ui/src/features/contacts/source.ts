/** Where the rows of a list come from: a list in its order, or what a search found in it. */
import { backend } from '../../backend';
import type { ContactId, Hit, List, SectionCount, Sort } from '../../backend';

export interface Page {
  total: number;
  hits: Hit[];
  inTrash: number;
  sections: SectionCount[] | null;
}

export interface Source {
  /** What a search looks for; empty for a plain list. */
  readonly words: string;
  page(offset: number, limit: number): Promise<Page>;
  /** The sections, where a page doesn't bring them. */
  sections(): Promise<SectionCount[]>;
  ids(offset: number, limit: number): Promise<ContactId[]>;
  /** Where a contact stands; `null` when it isn't here, or when the source can't say. */
  position(id: ContactId): Promise<number | null>;
}

export function listSource(list: List, sort: Sort): Source {
  return {
    words: '',
    async page(offset, limit) {
      const page = await backend.list(list, sort, offset, limit);
      return {
        total: page.total,
        hits: page.rows.map((row) => ({ row, matches: [] })),
        inTrash: 0,
        sections: null,
      };
    },
    sections: () => (sort === 'newest' ? Promise.resolve([]) : backend.sections(list, sort)),
    ids: (offset, limit) => backend.ids(list, sort, offset, limit),
    position: (id) => backend.position(list, sort, id),
  };
}

export function searchSource(words: string, list: List): Source {
  return {
    words,
    async page(offset, limit) {
      const found = await backend.search(words, list, offset, limit);
      return { total: found.total, hits: found.hits, inTrash: found.in_trash, sections: found.sections };
    },
    sections: () => Promise.resolve([]),
    async ids(offset, limit) {
      const all = await backend.searchIds(words, list);
      return all.slice(offset, offset + limit);
    },
    async position(id) {
      const at = (await backend.searchIds(words, list)).indexOf(id);
      return at < 0 ? null : at;
    },
  };
}
