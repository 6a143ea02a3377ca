import { afterEach, expect, test } from 'vitest';

import type { Problem } from '../backend';
import {
  attachmentsText,
  mediumText,
  problemText,
  spanText,
  technicalText,
  unitText,
  whereText,
} from './findings';
import { locale } from './index.svelte';

afterEach(() => (locale.current = 'ja'));

const problem = (place: Problem['place'], member: string | null = null): Problem => ({
  member,
  place,
  reason: 'cut_row',
  detail: '青木,',
  weight: 'damage',
});

test('what is wrong is one sentence, and a new reason has one too', () => {
  expect(problemText('zip', { reason: 'no_end' })).toBe('ZIPが途中で切れています。');
  expect(problemText('unknown', { reason: 'of_tomorrow' })).toBe(
    'このファイルに読めない部分があります（of_tomorrow）。',
  );
  locale.current = 'en';
  expect(problemText('picture', { reason: 'no_end' })).toBe('The picture is cut short.');
});

test('where it stands is said as far as a person can look there', () => {
  expect(whereText(problem({ of: 'row', at: 1204 }))).toBe('1,204行目');
  expect(whereText(problem({ of: 'row', at: 12 }, 'a/b.csv'))).toBe('「a/b.csv」の12行目');
  expect(whereText(problem({ of: 'byte', at: 7 }, 'a/b.csv'))).toBe('「a/b.csv」');
  expect(whereText(problem({ of: 'byte', at: 7 }))).toBe('');
  expect(technicalText(problem({ of: 'byte', at: 7 }))).toBe('cut_row · byte 7 · 青木,');
});

test('days, attachments, units and media have their words', () => {
  const span = { first: '2019-04-01', last: '2026-03-09' };
  expect(spanText({ span })).toBe('2019年4月1日〜2026年3月9日');
  expect(spanText({ span: { ...span, first: span.last } })).toBe('2026年3月9日');
  const mail = { of: 'mail', messages: 2, attachments: 614, decoded: 614, proven: 2 } as const;
  expect(attachmentsText({ details: mail })).toBe('添付 614件を含む');
  expect(attachmentsText({ details: { ...mail, decoded: 600 } })).toBe('添付 614件のうち 600件が読めます');
  expect(mediumText({ kind: 'disk', name: '' })).toBe('このパソコン');
  expect(mediumText({ kind: 'cloud', name: 'OneDrive' })).toBe('OneDrive');
  locale.current = 'en';
  expect([unitText('rows', 1), unitText('rows', 2)]).toEqual(['row', 'rows']);
});
