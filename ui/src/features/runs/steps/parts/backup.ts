/** What the matrix of a backup shows of its rows: contents with their copies, how each row stands, and what is amiss. */
import { m } from '../../../../i18n/index.svelte';
import type { Edit, Missing, SavedFile, SavedRow } from '../../../../backend';

/** Files that are byte for byte the same. */
export interface Content {
  sha256: string;
  name: string;
  bytes: number;
  count: number | null;
  copies: SavedFile[];
}

/** In the order in which the first copy of each came. */
export function contentsOf(row: SavedRow): Content[] {
  const contents: Content[] = [];
  for (const file of row.files) {
    const known = contents.find(({ sha256 }) => sha256 === file.sha256);
    if (known) {
      known.copies.push(file);
      // A copy that came later isn't counted yet.
      if (file.count === null) known.count = null;
    } else {
      const { sha256, name, bytes, count } = file;
      contents.push({ sha256, name, bytes, count, copies: [file] });
    }
  }
  return contents;
}

export type Stands =
  | { is: 'done' }
  | { is: 'given_up' }
  /** Nothing was put in yet. */
  | { is: 'empty' }
  | { is: 'short'; count: number }
  | { is: 'over'; count: number }
  | { is: 'same_medium' }
  /** Files that should be copies of each other aren't the same. */
  | { is: 'differ' }
  | { is: 'copies'; count: number }
  | { is: 'expected' }
  | { is: 'unconfirmed'; count: number };

/** A copy that came later holds as many as the first one, byte for byte. */
export function countsToTakeOver(rows: readonly SavedRow[]): Edit[] {
  return rows.flatMap((row) =>
    contentsOf(row).flatMap(({ copies }) => {
      const count = copies.find((copy) => copy.count !== null)?.count;
      if (count === undefined || count === null) return [];
      const uncounted = copies.filter((copy) => copy.count === null);
      return uncounted.map(({ id }) => ({ field: `${row.id}.${id}.count`, value: String(count) }));
    }),
  );
}

/** The weightiest of what the gate says of this row. */
export function standsOf(row: SavedRow, missing: readonly Missing[]): Stands {
  if (row.given_up !== '') return { is: 'given_up' };
  const mine = missing.filter(({ what }) => what.ja === row.label.ja && what.en === row.label.en);
  const of = (code: Missing['code']): Missing | undefined => mine.find((each) => each.code === code);
  if (row.files.length === 0) return { is: 'empty' };
  const short = of('short');
  if (short) return { is: 'short', count: short.count };
  const over = of('over');
  if (over) return { is: 'over', count: over.count };
  if (of('same_medium')) return { is: 'same_medium' };
  const copies = of('copies');
  if (copies && differ(row)) return { is: 'differ' };
  if (copies) return { is: 'copies', count: copies.count };
  if (of('expected') || row.expected === null) return { is: 'expected' };
  const unseen = of('unconfirmed');
  return unseen ? { is: 'unconfirmed', count: unseen.count } : { is: 'done' };
}

/** Two files of one name with different contents, each alone: one of them is no copy of the other. */
function differ(row: SavedRow): boolean {
  const contents = contentsOf(row);
  const names = new Set(contents.map(({ name }) => name));
  return contents.length > names.size && contents.some(({ copies }) => copies.length === 1);
}

/** Opens a line under its row. */
export function isAmiss(stands: Stands): boolean {
  return ['short', 'over', 'same_medium', 'differ'].includes(stands.is);
}

/** Rows that a file let go over the window may be meant for: those that still want one first. */
export function rowsFor(rows: readonly SavedRow[], missing: readonly Missing[]): SavedRow[] {
  const open = rows.filter((row) => row.given_up === '');
  const wants = (row: SavedRow): boolean => standsOf(row, missing).is !== 'done';
  return [...open.filter(wants), ...open.filter((row) => !wants(row))];
}

/** A drive that a service keeps elsewhere, by what people call it. */
export function isCloud(medium: string): boolean {
  const named = /one ?drive|google|dropbox|icloud|\bbox\b/i.test(medium);
  return (named || medium.toLowerCase().includes(m.step_cloud_word())) && !/hdd|ssd|usb/i.test(medium);
}
