import { afterEach, expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import { locale } from '../../i18n/index.svelte';
import { contents, copy, merged } from './fixtures';
import {
  adviceText,
  conflictText,
  countsText,
  dailyFailure,
  makingFailure,
  restoringFailure,
  stateStamp,
  workText,
} from './words';

afterEach(() => (locale.current = 'ja'));

test('contacts outside and inside the trash are told apart', () => {
  expect(countsText(contents())).toBe('連絡先 1,284・ゴミ箱 6');
  expect(countsText(null)).not.toBe('');
});

test('every failure of opening has a sentence of its own, in both languages', () => {
  const failures = [
    ...['not_an_archive', 'not_a_book', 'damaged', 'too_new', 'unreadable', 'disk_full', 'read_only'].map(
      (code) => new Failed(code),
    ),
    new Failed('missing', { what: 'file' }),
    new Failed('invalid', { field: 'file', reason: 'the_book' }),
    new Failed('invalid', { field: 'file', reason: 'too_large' }),
    new Failed('network_drive'),
    new Failed('busy'),
  ];
  for (const language of ['ja', 'en'] as const) {
    locale.current = language;
    const said = failures.map((failed) => restoringFailure(failed, '控え.enishi'));
    expect(new Set(said).size, language).toBe(failures.length);
    expect(said.join(), 'nothing unexpected').not.toMatch(/undefined|\{file\}/);
  }
});

test('what fails is told by its place', () => {
  for (const code of ['disk_full', 'read_only']) {
    const failed = new Failed(code);
    const said = [makingFailure(failed), dailyFailure(failed, 'beside'), dailyFailure(failed, 'second')];
    expect(new Set(said).size, code).toBe(3);
  }
  const away = new Failed('missing', { what: 'folder', id: 'E:' });
  expect(dailyFailure(away, 'second')).toContain('ドライブをつなぐと');
  expect(makingFailure(new Failed('invalid', { field: 'target', reason: 'in_use' }))).toContain(
    '別の Enishi',
  );
  expect(makingFailure(new Failed('invalid', { field: 'target', reason: 'the_book' }))).toContain(
    '名簿そのもの',
  );
});

test('only what can’t be restored needs advice, and none goes without', () => {
  for (const state of ['readable', 'sound'] as const) {
    expect(stateStamp(state).stands).toBe('done');
    expect(adviceText(copy({ state }), true)).toBe('');
  }
  for (const state of ['damaged', 'too_new', 'unreadable'] as const) {
    expect(stateStamp(state).stands).not.toBe('done');
    expect(adviceText(copy({ state }), false)).not.toBe('');
  }
  expect(adviceText(copy({ state: 'damaged' }), true)).toContain('もう一度');
  expect(adviceText(copy({ state: 'locked', contents: null }), false)).toContain('回復キー');
});

test('progress counts bytes, copies and contacts', () => {
  expect(workText('check', { phase: 'comparing', done: 3, total: 7 }).count).toBe('7件のうち3件');
  expect(workText('save', { phase: 'reading', done: 1_000_000, total: 4_000_000 }).count).toContain('MB');
  expect(workText('save', { phase: 'comparing', done: 0, total: 0 })).toEqual({
    label: '開いて、数を確かめています',
  });
  expect(workText('merge', null).count).toBeUndefined();
});

test('a conflict says what it is about, why, and what stays', () => {
  const [conflict] = merged().conflicts;
  if (!conflict) throw new Error('none');
  expect(conflictText(conflict)).toBe('連絡先: 両方で変わっています。いまの名簿のほうを残します。');
  expect(conflictText({ ...conflict, stays: 'incoming', reason: 'something_new' })).toContain(
    'このバックアップ',
  );
});
