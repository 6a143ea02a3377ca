import { afterEach, describe, expect, it, test } from 'vitest';

import type { Missing } from '../../../backend';
import { locale } from '../../../i18n/index.svelte';
import { file, label, row, seen } from './fixtures';
import {
  apartOn,
  canSeal,
  canTake,
  contentsOf,
  hasTrouble,
  isAmiss,
  rowsFor,
  standsOf,
  totalOf,
  troubled,
} from './parts/backup';
import { troubleWords } from './parts/troubles';

afterEach(() => (locale.current = 'ja'));

const lacks = (code: Missing['code'], count = 0, what = label): Missing => ({ code, what, count });
const own = { id: 'disk:/', kind: 'disk', name: '' } as const;

describe('a row of a backup', () => {
  it('shows copies of one content together, the encrypted one with what it holds', () => {
    const sealed = file(3, 'c', { name: 'calendar.ics.age', sealed: { of: 'a' } });
    const contents = contentsOf(row([sealed, file(1, 'a'), file(2, 'b')]));
    expect(contents.map(({ sha256, name, copies }) => [sha256, name, copies.map(({ id }) => id)])).toEqual([
      ['a', 'calendar.ics', [3, 1]],
      ['b', 'calendar.ics', [2]],
    ]);
  });

  it('adds up contents, each once, as soon as all are counted', () => {
    const parts = [file(1, 'a', { seen: seen({ count: 12 }) }), file(2, 'b', { seen: seen({ count: 3 }) })];
    expect(totalOf(contentsOf(row([...parts, file(3, 'a')])))).toBe(15);
    expect(totalOf(contentsOf(row([...parts, file(3, 'c', { seen: null })])))).toBeNull();
    const locked = file(3, 'c', { seen: seen({ state: 'locked', count: 1 }) });
    expect(totalOf(contentsOf(row([...parts, locked])))).toBeNull();
  });

  it('knows what was found from whichever copy was opened', () => {
    expect(contentsOf(row([file(1, 'a', { seen: null }), file(2, 'a')]))[0]?.seen?.count).toBe(386);
  });

  it('is confirmed once the gate lacks nothing of it', () => {
    const two = row([file(1, 'a'), file(2, 'a', { seen: seen({ at: 9 }) })]);
    expect(standsOf(two, [])).toEqual({ is: 'done', at: 9 });
    expect(standsOf(two, [lacks('copies', 1, { ja: 'メール', en: 'Mail' })]).is).toBe('done');
    expect(standsOf(row([]), []).is).toBe('none');
    expect(standsOf(row([], { given_up: '要らない' }), []).is).toBe('given_up');
  });

  it('says the weightiest of what is missing', () => {
    const one = row([file(1, 'a')]);
    const all: Missing['code'][] = [
      'damaged',
      'changed',
      'empty',
      'unjudged',
      'uncounted',
      'locked',
      'unopened',
    ];
    for (const [at, code] of all.entries())
      expect(
        standsOf(
          one,
          [...all.slice(at).reverse(), 'copies' as const].map((each) => lacks(each, 1)),
        ),
      ).toEqual({ is: code, count: 1 });
    expect(standsOf(one, [lacks('copies', 1), lacks('short', 175)])).toEqual({ is: 'short', count: 175 });
    expect(standsOf(one, [lacks('copies', 1), lacks('expected')]).is).toBe('expected');
    expect(standsOf(one, [lacks('copies', 1)])).toEqual({ is: 'copies', count: 1 });
    expect(standsOf(one, [lacks('same_medium')]).is).toBe('same_medium');
  });

  it('tells a cut file from a second export by its name, whatever the numbers say', () => {
    const two = row([file(1, 'a'), file(2, 'b')]);
    expect(standsOf(two, [lacks('copies', 2), lacks('over', 386)]).is).toBe('differ');
    const parts = row([file(1, 'a'), file(2, 'b', { name: 'calendar-2.ics' })]);
    expect(standsOf(parts, [lacks('copies', 2)]).is).toBe('copies');
  });

  it('keeps the red pen for what is wrong', () => {
    const kinds = ['done', 'none', 'copies', 'locked', 'unopened', 'expected', 'damaged', 'short'] as const;
    const stands = kinds.map((is) => ({ is, count: 1, at: null }));
    expect(stands.filter(hasTrouble).map(({ is }) => is)).toEqual(kinds.slice(3));
    expect(stands.filter(isAmiss).map(({ is }) => is)).toEqual(kinds.slice(6));
  });

  it('names the files that its trouble is about', () => {
    const locked = file(2, 'b', { seen: seen({ state: 'locked', count: null }) });
    const old = file(3, 'c', { seen: null, lies_on: null });
    const mixed = row([file(1, 'a'), locked, old]);
    expect(troubled(mixed, { is: 'locked', count: 1 })).toEqual([locked]);
    expect(troubled(mixed, { is: 'unopened', count: 1 })).toEqual([old]);
    const other = file(4, 'd', { checked: { at: 1, how: 'changed' } });
    expect(troubled(row([file(1, 'a'), other]), { is: 'changed', count: 1 })).toEqual([other]);
  });

  it('means the copy that lies beside another one, or stands alone', () => {
    const [one, two, beside] = [file(1, 'a'), file(2, 'a'), file(4, 'b', { lies_on: own })];
    const apart = row([file(3, 'b', { lies_on: own }), beside, one, two]);
    expect(troubled(apart, { is: 'same_medium' })).toEqual([beside]);
    expect(troubled(row([one, file(3, 'b'), two]), { is: 'differ' }).map(({ id }) => id)).toEqual([3]);
  });

  it('wants a dropped file before those that have all', () => {
    const full = row([file(1, 'a')], { id: 'full', label: { ja: '済', en: 'full' } });
    const none = row([], { id: 'none' });
    const gone = row([], { id: 'gone', given_up: 'x' });
    expect(rowsFor([full, none, gone], []).map(({ id }) => id)).toEqual(['none', 'full']);
  });
});

test('copies lie apart where each content has its number of different media', () => {
  const apart = row([file(1, 'a'), file(2, 'a')]);
  expect(apartOn([apart, row([file(1, 'x')])], 2)).toBe(2);
  expect(apartOn([row([file(1, 'a', { lies_on: own }), file(2, 'a', { lies_on: own })])], 2)).toBeNull();
  expect(apartOn([apart, row([file(1, 'a', { lies_on: null }), file(2, 'a')])], 2)).toBeNull();
  expect(apartOn([row([file(1, 'a')])], 2)).toBeNull();
  expect(apartOn([apart], 1)).toBeNull();
});

test('only good files are encrypted, and only those of contacts imported', () => {
  const card = file(1, 'a', { seen: seen({ kind: 'vcard' }) });
  expect([canSeal(card), canTake(card)]).toEqual([true, true]);
  const behind = file(1, 'a', { seen: seen({ kind: 'xlsx', unlocked: true }) });
  expect([canSeal(behind), canTake(behind)]).toEqual([true, false]);
  const sealed = file(1, 'a', { seen: seen({ kind: 'vcard' }), sealed: { of: 'b' } });
  expect([canSeal(sealed), canTake(sealed)]).toEqual([false, false]);
  expect(canTake(file(1, 'a'))).toBe(false);
  expect(canSeal(file(1, 'a', { seen: seen({ state: 'damaged' }) }))).toBe(false);
});

describe('what is said under a row', () => {
  const of = { label: 'メール', unit: '通', service: 'LINE WORKS' };
  const cut = file(1, 'a', {
    name: 'mail.zip',
    seen: seen({
      kind: 'zip',
      state: 'damaged',
      problem: {
        member: null,
        place: { of: 'entry', at: '請求書/12.eml' },
        reason: 'no_end',
        detail: '',
        weight: 'damage',
      },
      problem_count: 3,
    }),
  });

  it('is what is damaged, where, and from where to export it again', () => {
    expect(troubleWords(row([cut]), { is: 'damaged', count: 1 }, of)).toMatchObject({
      title: 'ZIPが途中で切れています。',
      text: '場所は「請求書/12.eml」です。ほかにも2か所あります。LINE WORKS からもう一度書き出して、差し替えてください。',
      act: 'replace',
    });
    const two = row([cut, file(2, 'b')]);
    const { title, text } = troubleWords(two, { is: 'damaged', count: 1 }, { ...of, service: '' });
    expect(title).toBe('mail.zip：ZIPが途中で切れています。');
    expect(text).toContain('もう一度書き出して、差し替えてください。');
  });

  it('is how much is missing, and what there is', () => {
    const until = seen({ span: { first: '2019-04-01', last: '2026-03-09' } });
    const words = troubleWords(row([file(1, 'a', { seen: until })]), { is: 'short', count: 175 }, of);
    expect(words.title).toBe('メールが175通足りません。');
    expect(words.text).toContain('読めたのは2019年4月1日から2026年3月9日までの分です。');
  });

  it('asks for the number of what may be cut unseen', () => {
    const csv = file(1, 'a', { seen: seen({ kind: 'csv', state: 'readable' }) });
    const words = troubleWords(row([csv], { expected: null }), { is: 'expected' }, of);
    expect(words.text).toMatch(/^CSV/);
    expect(words.act).toBe('expected');
  });

  it('is so in English too', () => {
    locale.current = 'en';
    const words = troubleWords(row([cut]), { is: 'damaged', count: 1 }, { ...of, label: 'Mail' });
    expect(words.title).toBe('The ZIP is cut short.');
    expect(words.text).toBe(
      'It is at “請求書/12.eml”. 2 more places are like this. Export it again from LINE WORKS and replace it.',
    );
  });
});
