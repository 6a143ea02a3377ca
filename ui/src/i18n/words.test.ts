import { afterEach, expect, test } from 'vitest';

import type { Missing } from '../backend';
import { locale } from './index.svelte';
import { formatDay, lacksText, missingText, textOf } from './words';

afterEach(() => (locale.current = 'ja'));

const lack = (code: Missing['code'], what = '', count = 0): Missing => ({
  code,
  what: what === '' ? {} : { ja: what, en: what },
  count,
});

test('a text falls back to the other language', () => {
  expect(textOf({ ja: '退会', en: 'Leaving' })).toBe('退会');
  expect(textOf({ ja: '', en: 'Leaving' })).toBe('Leaving');
  locale.current = 'en';
  expect(textOf({ ja: '退会' })).toBe('退会');
  expect(textOf(null)).toBe('');
});

test('a day has its weekday, and its year where it isn’t this one', () => {
  expect(formatDay('2001-11-27')).toBe('2001年11月27日（火）');
  const year = new Date().getFullYear();
  expect(formatDay(`${year}-11-27`, false)).toBe('11月27日');
  locale.current = 'en';
  expect(formatDay('2001-11-27')).toBe('Tue 27 Nov 2001');
  expect(formatDay('soon')).toBe('soon');
});

test('what a gate lacks is one sentence, alike things named together', () => {
  expect(missingText(lack('field', '契約者名'))).toBe('「契約者名」を記入していません。');
  const fields = ['甲', '乙', '丙', '丁'].map((name) => lack('field', name));
  expect(lacksText(fields)).toBe('「甲」「乙」「丙」ほか1件を記入していません。');
  expect(lacksText([lack('unpaid', '料金', 12_000), lack('paid_on', '料金')])).toBe(
    '「料金」の未払いが12,000円残っています。ほかにも1件あります。',
  );
  expect(lacksText([])).toBe('');
});

test('it is so in English too', () => {
  locale.current = 'en';
  expect(lacksText([lack('people', '', 1)])).toBe('1 person is left.');
  expect(lacksText([lack('copies', 'Mail', 2)])).toBe('2 more copies are needed of “Mail”.');
  expect(lacksText([lack('not_yet', '2001-11-27', 3)])).toBe('3 days are left until Tue 27 Nov 2001.');
});

test('names of administrators are never added up', () => {
  expect(lacksText([lack('admins', '甲', 1), lack('admins', '乙', 1)])).toBe(
    '「甲」の管理者が1人になってしまいます。2人以上になるようにしてください。ほかにも1件あります。',
  );
});
