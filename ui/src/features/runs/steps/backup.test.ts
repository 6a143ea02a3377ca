import { describe, expect, it } from 'vitest';

import type { Missing, SavedFile, SavedRow } from '../../../backend';
import { contentsOf, countsToTakeOver, isCloud, rowsFor, standsOf } from './parts/backup';

const label = { ja: 'カレンダー', en: 'Calendar' };

function file(id: number, sha256: string, more: Partial<SavedFile> = {}): SavedFile {
  const empty = { path: '', bytes: 1, taken_at: 0, medium: '', count: null, confirmed: false };
  return { id, sha256, name: 'calendar.ics', ...empty, ...more };
}

function row(files: SavedFile[], more: Partial<SavedRow> = {}): SavedRow {
  return { id: 'calendar', label, unit: {}, expected: 386, files, given_up: '', own: false, ...more };
}

const lacks = (code: Missing['code'], count = 0, what = label): Missing => ({ code, what, count });

describe('a row of a backup', () => {
  it('takes the count of a copy over to the one that came later', () => {
    const two = row([file(1, 'a', { count: 12 }), file(2, 'a'), file(3, 'b')]);
    expect(contentsOf(two)[0]?.count).toBeNull();
    expect(countsToTakeOver([two])).toEqual([{ field: 'calendar.2.count', value: '12' }]);
  });

  it('shows copies of one content together', () => {
    const contents = contentsOf(row([file(1, 'a'), file(2, 'b'), file(3, 'a')]));
    expect(contents.map(({ sha256, copies }) => [sha256, copies.map(({ id }) => id)])).toEqual([
      ['a', [1, 3]],
      ['b', [2]],
    ]);
  });

  it('is confirmed once the gate lacks nothing of it', () => {
    const two = row([file(1, 'a'), file(2, 'a')]);
    expect(standsOf(two, []).is).toBe('done');
    expect(standsOf(two, [lacks('copies', 1, { ja: 'メール', en: 'Mail' })]).is).toBe('done');
    expect(standsOf(row([]), []).is).toBe('empty');
    expect(standsOf(row([], { given_up: '要らない' }), []).is).toBe('given_up');
  });

  it('says the weightiest of what is missing', () => {
    const one = row([file(1, 'a')]);
    expect(standsOf(one, [lacks('copies', 1), lacks('short', 175)])).toEqual({ is: 'short', count: 175 });
    expect(standsOf(one, [lacks('copies', 1), lacks('unconfirmed', 1)])).toEqual({ is: 'copies', count: 1 });
    expect(standsOf(one, [lacks('unconfirmed', 1)])).toEqual({ is: 'unconfirmed', count: 1 });
    expect(standsOf(one, [lacks('expected')]).is).toBe('expected');
    expect(standsOf(one, [lacks('same_medium')]).is).toBe('same_medium');
  });

  it('tells a cut file from a second export by its name', () => {
    expect(standsOf(row([file(1, 'a'), file(2, 'b')]), [lacks('copies', 2)]).is).toBe('differ');
    const parts = row([file(1, 'a'), file(2, 'b', { name: 'calendar-2.ics' })]);
    expect(standsOf(parts, [lacks('copies', 2)]).is).toBe('copies');
  });

  it('wants a dropped file before those that have all', () => {
    const full = row([file(1, 'a')], { id: 'full', label: { ja: '済', en: 'full' } });
    const none = row([], { id: 'none' });
    const gone = row([], { id: 'gone', given_up: 'x' });
    expect(rowsFor([full, none, gone], []).map(({ id }) => id)).toEqual(['none', 'full']);
  });
});

it('a cloud is told from a drive by what people call it', () => {
  expect(['OneDrive', 'Google ドライブ', 'Dropbox'].every(isCloud)).toBe(true);
  expect(['外付けSSD', 'USBメモリ', 'E:', ''].some(isCloud)).toBe(false);
});
