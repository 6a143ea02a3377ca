import { describe, expect, it } from 'vitest';

import type { OwedRow, Person, Row } from '../../../backend';
import { Chooser } from './parts/chooser.svelte';
import { blanksOf, Merged } from './parts/merged.svelte';
import { isNumber, shortHash, today } from './parts/numbers';
import { PeopleList } from './parts/people.svelte';
import { leftOf, sumOf } from './parts/settle';

describe('numbers', () => {
  it('are taken in any width, with separators', () => {
    expect(['12000', '12,000', '１２，０００', '¥12,000', '12000円', ''].every(isNumber)).toBe(true);
    expect(['12万', '-3', '1.5', 'abc'].some(isNumber)).toBe(false);
  });

  it('of a hash show both ends', () => {
    expect(shortHash('9f3c000000000000000071ae')).toBe('9f3c…71ae');
  });

  it('of today are those of the place', () => {
    expect(today(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05');
  });
});

describe('what is owed', () => {
  const row = (owed: number | null, paid: number): OwedRow => ({
    id: 'a',
    label: {},
    owed,
    due: null,
    paid,
    paid_on: null,
    own: false,
  });

  it('is a sum that always balances', () => {
    const sum = sumOf([row(45_000, 12_000), row(100, 500), row(null, 0)]);
    expect(sum).toEqual({ owed: 45_100, paid: 12_100, left: 33_000, unknown: 1 });
    expect(sum.left).toBe(sum.owed - sum.paid);
    expect(leftOf(row(null, 0))).toBeNull();
    expect(leftOf(row(100, 500))).toBe(0);
  });
});

describe('a long list of people', () => {
  const person = (id: number, name: string, department: string, more: Partial<Person> = {}): Person => ({
    id,
    name,
    contact: null,
    department,
    done: false,
    exempt: false,
    ...more,
  });
  const people = [
    person(1, '青木 直子', '', { exempt: true }),
    person(2, '佐野 健太', '営業部', { done: true }),
    person(3, '髙木 由紀', '経理'),
    person(4, '森 ＡＢＣ', '営業部'),
  ];
  const list = (): PeopleList => new PeopleList(() => people);

  it('is a sum: done, those who stay, and who is left', () => {
    expect(list().sum).toEqual({ all: 4, done: 1, exempt: 1, left: 2 });
  });

  it('is filtered by words of any width and by department', () => {
    const shown = list();
    shown.words = 'abc';
    expect(shown.shown.map(({ id }) => id)).toEqual([4]);
    shown.words = '';
    shown.department = '営業部';
    expect(shown.shown.map(({ id }) => id)).toEqual([2, 4]);
    shown.words = '佐野 営業';
    expect(shown.shown.map(({ id }) => id)).toEqual([2]);
  });

  it('is ticked with as few edits as say what is meant', () => {
    const shown = list();
    expect(shown.tickShown(true)).toEqual([{ field: '*.done', value: 'true' }]);
    shown.department = '営業部';
    expect(shown.tickShown(true)).toEqual([{ field: 'department:営業部.done', value: 'true' }]);
    shown.department = null;
    shown.words = '木';
    expect(shown.tickShown(true)).toEqual([{ field: '3.done', value: 'true' }]);
    expect(shown.touched(true)).toBe(1);
  });

  it('has one who stays', () => {
    expect(list().exempt(3)).toEqual([
      { field: '1.exempt', value: 'false' },
      { field: '3.exempt', value: 'true' },
    ]);
  });
});

describe('choosing people of the book', () => {
  const rows = [1, 2, 3].map((id) => ({ id, display_name: `人${id}` }) as unknown as Row);
  const door = {
    find: (words: string) =>
      Promise.resolve({ rows: words === '' ? rows : rows.slice(1), total: words === '' ? 30 : 2 }),
    all: () => Promise.resolve([1, 2, 3, 4] as unknown as Row['id'][]),
  };

  it('keeps who was chosen while something else is looked for', async () => {
    const chooser = new Chooser(door, [3 as unknown as Row['id']]);
    await chooser.find('');
    chooser.toggle(rows[0] as Row);
    await chooser.find('人');
    expect([...chooser.chosen]).toEqual([1]);
    chooser.toggle(rows[2] as Row);
    expect([...chooser.chosen], 'who is there already').toEqual([1]);
    await chooser.chooseAll();
    expect([...chooser.chosen]).toEqual([1, 2, 4]);
  });

  it('shows the answer to the last question', async () => {
    let answer: (found: { rows: Row[]; total: number }) => void = () => undefined;
    const slow = new Chooser({
      ...door,
      find: (words) => (words === '' ? new Promise((resolve) => (answer = resolve)) : door.find(words)),
    });
    const first = slow.find('');
    await slow.find('人');
    answer({ rows, total: 30 });
    await first;
    expect(slow.total).toBe(2);
  });
});

describe('a notice', () => {
  it('names what is still to be filled in, once each', () => {
    expect(blanksOf('〔日付〕に〔日付〕と〔理由〕 [date]')).toEqual(['〔日付〕', '〔理由〕', '[date]']);
    expect(blanksOf('{name} 様')).toEqual([]);
  });

  it('is put together under the names of its recipients', async () => {
    const merged = new Merged(() =>
      Promise.resolve([
        { recipient: 1, name: '秋山', text: '秋山 様' },
        { recipient: 2, name: '安藤', text: '安藤 様' },
      ]),
    );
    await merged.load();
    expect(merged.shown?.recipient).toBe(1);
    merged.at = 2;
    expect(merged.shown?.text).toBe('安藤 様');
    expect(merged.together).toMatch(/■ 秋山\n\n秋山 様\n\n.*\n\n■ 安藤\n\n安藤 様/s);
    expect(merged.text(9)).toBeNull();
  });
});
