/** What the tests of this folder begin with. */
import type { Backups, Contents, DailyCopy, Incoming, MergeReport } from '../../backend';

export const TODAY = '2026-11-28';

export const contents = (over: Partial<Contents> = {}): Contents => ({
  contacts: 1290,
  trashed: 6,
  groups: 3,
  photos: 12,
  records: 9,
  runs: 2,
  changes: 40,
  last_change: 1_795_000_000_000,
  ...over,
});

export const copy = (over: Partial<DailyCopy> = {}): DailyCopy => ({
  name: `enishi-${over.day ?? TODAY}.book`,
  place: 'beside',
  day: TODAY,
  made_at: null,
  bytes: 4_200_000,
  state: 'readable',
  detail: '',
  contents: contents(),
  ...over,
});

export const backups = (over: Partial<Backups> = {}): Backups => ({
  rows: [copy(), copy({ day: '2026-11-27' })],
  folder: '/home/nishimura/.local/share/enishi/backups',
  second: null,
  failed: [],
  sample: false,
  ...over,
});

export const incoming = (over: Partial<Incoming['facts']> = {}): Incoming => ({
  name: 'moving.enishi',
  facts: {
    kind: 'archive',
    sealed: true,
    made_at: 1_795_000_000_000,
    app: '0.1.0',
    book_version: 9,
    known_version: 9,
    bytes: 4_000_000,
    contents: contents(),
    attachments: 2,
    settings: true,
    guarded: false,
    ...over,
  },
});

export const merged = (over: Partial<MergeReport> = {}): MergeReport => ({
  read: 10,
  added: 3,
  updated: 2,
  skipped: 5,
  groups_added: 1,
  records_added: 2,
  records_updated: 0,
  conflicts: [{ what: 'contact', name: 'Misaki Takahashi', stays: 'present', reason: 'changed_in_both' }],
  conflict_count: 1,
  import_id: 7,
  ...over,
});
