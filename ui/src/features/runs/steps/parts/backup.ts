/** What the matrix of a backup shows of its rows: contents with their copies, how each row stands, and what is amiss. */
import type { Missing, SavedFile, SavedRow, Seen } from '../../../../backend';
import { isGood } from '../../../../i18n/findings';

/** Files in which the same is, byte for byte; an encrypted copy holds what was encrypted. */
export interface Content {
  sha256: string;
  name: string;
  bytes: number;
  /** What was found in it; `null` while none of its files was opened. */
  seen: Seen | null;
  copies: SavedFile[];
}

/** What can be done with a row and its files. */
export interface RowActs {
  set(edits: [field: string, value: string][]): Promise<boolean>;
  /** Another file. */
  put(): void;
  /** Another file in place of these. */
  replace(files: readonly number[]): void;
  giveUp(): void;
  open(files: readonly SavedFile[]): void;
  unlock(file: SavedFile): void;
  seal(file: SavedFile): void;
  /** Imports it as contacts. */
  take(file: SavedFile): void;
  /** Ends reading early. */
  cancel(reading: number): void;
}

const contentOf = (file: SavedFile): string => file.sealed?.of ?? file.sha256;

/** In the order in which the first copy of each came. */
export function contentsOf(row: Pick<SavedRow, 'files'>): Content[] {
  const shas = [...new Set(row.files.map(contentOf))];
  return shas.flatMap((sha256) => {
    const copies = row.files.filter((file) => contentOf(file) === sha256);
    // The encrypted one has another name and size.
    const shown = copies.find(({ sealed }) => sealed === null) ?? copies[0];
    if (!shown) return [];
    const seen = shown.seen ?? copies.find((copy) => copy.seen !== null)?.seen ?? null;
    return [{ sha256, name: shown.name, bytes: shown.bytes, seen, copies }];
  });
}

/** How many a content holds; `null` while nobody knows: behind a password only its entries are counted. */
export function countOf({ seen }: Pick<Content, 'seen'>): number | null {
  return seen === null || seen.state === 'locked' ? null : seen.count;
}

/** How many all contents hold together; `null` while one isn't counted. */
export function totalOf(contents: readonly Content[]): number | null {
  return contents.reduce<number | null>((sum, content) => {
    const count = content.seen && isGood(content) ? countOf(content) : null;
    return sum === null || count === null ? null : sum + count;
  }, 0);
}

export type Stands =
  | { is: 'done'; at: number | null }
  | { is: 'given_up' }
  /** Nothing was put in yet. */
  | { is: 'none' }
  | {
      is: 'damaged' | 'changed' | 'empty' | 'unjudged' | 'uncounted' | 'locked' | 'unopened';
      count: number;
    }
  /** Files that should be copies of each other aren't the same. */
  | { is: 'differ' }
  | { is: 'short' | 'over'; count: number }
  | { is: 'same_medium' }
  | { is: 'copies'; count: number }
  | { is: 'expected' };

/** What is wrong with the files themselves, the weightiest first. */
const FILES = ['damaged', 'changed', 'empty', 'unjudged', 'uncounted', 'locked', 'unopened'] as const;

/** The weightiest of what the gate says of this row. */
export function standsOf(row: SavedRow, missing: readonly Missing[]): Stands {
  if (row.given_up !== '') return { is: 'given_up' };
  if (row.files.length === 0) return { is: 'none' };
  const mine = missing.filter(({ what }) => what.ja === row.label.ja && what.en === row.label.en);
  const of = (code: Missing['code']): number | null => mine.find((each) => each.code === code)?.count ?? null;
  for (const is of FILES) {
    const count = of(is);
    if (count !== null) return { is, count };
  }
  const copies = of('copies');
  if (copies !== null && differ(row)) return { is: 'differ' };
  for (const is of ['short', 'over'] as const) {
    const count = of(is);
    if (count !== null) return { is, count };
  }
  if (of('same_medium') !== null) return { is: 'same_medium' };
  if (of('expected') !== null) return { is: 'expected' };
  if (copies !== null) return { is: 'copies', count: copies };
  return { is: 'done', at: Math.max(...row.files.map(({ seen, taken_at }) => seen?.at ?? taken_at)) };
}

/** Two files of one name with different contents, each alone: one of them is no copy of the other. */
function differ(row: SavedRow): boolean {
  const contents = contentsOf(row);
  const names = new Set(contents.map(({ name }) => name));
  return contents.length > names.size && contents.some(({ copies }) => copies.length === 1);
}

/** Opens a line under its row. */
export function hasTrouble({ is }: Stands): boolean {
  return !['done', 'given_up', 'none', 'copies'].includes(is);
}

/** Something is wrong, rather than to be done still. */
export function isAmiss(stands: Stands): boolean {
  return hasTrouble(stands) && !['locked', 'unopened', 'expected'].includes(stands.is);
}

/** The files that a row's trouble is about. */
export function troubled(row: Pick<SavedRow, 'files'>, { is }: Stands): SavedFile[] {
  const found = (state: Seen['state']): SavedFile[] => row.files.filter(({ seen }) => seen?.state === state);
  switch (is) {
    case 'damaged':
    case 'empty':
    case 'locked':
      return found(is);
    case 'changed':
      return row.files.filter(({ checked }) => checked?.how === 'changed');
    case 'unjudged':
      return found('unknown');
    case 'uncounted':
      return row.files.filter(({ seen }) => seen?.state === 'readable' && seen.count === null);
    case 'unopened':
      return row.files.filter(({ seen, lies_on }) => seen === null || lies_on === null);
    case 'differ':
      return contentsOf(row)
        .flatMap(({ copies }) => (copies.length === 1 ? copies : []))
        .slice(-1);
    case 'same_medium':
      return contentsOf(row).flatMap(besides).slice(0, 1);
    case 'expected':
      return found('readable');
    default:
      return row.files;
  }
}

/** Copies on a medium that another one lies on, too. */
function besides({ copies }: Content): SavedFile[] {
  const media = copies.map(({ lies_on }) => lies_on?.id ?? null);
  return copies.filter((_, at) => media[at] !== null && media.indexOf(media[at] ?? null) < at);
}

/** On how many media copies lie apart, where some do and none that should doesn't. */
export function apartOn(rows: readonly SavedRow[], copies: number): number | null {
  const whole = rows
    .filter(({ given_up }) => given_up === '')
    .flatMap(contentsOf)
    .filter((content) => content.copies.length >= copies);
  const apart = whole.every((content) => {
    const media = content.copies.map(({ lies_on }) => lies_on?.id ?? null);
    return !media.includes(null) && new Set(media).size >= copies;
  });
  return copies > 1 && whole.length > 0 && apart ? copies : null;
}

/** Rows that a file let go over the window may be meant for: those that still want one first. */
export function rowsFor(rows: readonly SavedRow[], missing: readonly Missing[]): SavedRow[] {
  const open = rows.filter((row) => row.given_up === '');
  const wants = (row: SavedRow): boolean => standsOf(row, missing).is !== 'done';
  return [...open.filter(wants), ...open.filter((row) => !wants(row))];
}

/** It opens, and isn't encrypted by us already. */
export function canSeal(file: SavedFile): boolean {
  return isGood(file) && file.sealed === null;
}

/** A file of contacts that can be read as it lies there. */
export function canTake(file: SavedFile): boolean {
  const kind = file.seen?.kind ?? 'unknown';
  return canSeal(file) && file.seen?.unlocked !== true && ['vcard', 'csv', 'xlsx'].includes(kind);
}
