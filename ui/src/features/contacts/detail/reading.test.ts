import { expect, test } from 'vitest';

import { Draft } from './draft.svelte';
import { hiragana, ReadingCapture } from '../../../i18n/reading';

/** Types as an input method does: every step of the composition, then what was chosen. */
function compose(capture: ReadingCapture, steps: string[], chosen: string): void {
  capture.start();
  for (const step of steps) capture.update(step);
  capture.end(chosen);
}

test('the kana before the conversion is the reading', () => {
  const capture = new ReadingCapture();
  compose(capture, ['t', 'た', 'たn', 'たな', 'たなk', 'たなか', '田中'], '田中');
  expect(capture.of('田中')).toBe('たなか');
});

test('katakana, full and half width, becomes hiragana', () => {
  expect(hiragana('ﾀｶﾊｼ タカハシ')).toBe('たかはし たかはし');
  const capture = new ReadingCapture();
  compose(capture, ['ﾀｶ', 'ﾀｶﾊｼ'], '高橋');
  expect(capture.of('高橋')).toBe('たかはし');
});

test('several compositions add up, a taken back one falls away', () => {
  const capture = new ReadingCapture();
  compose(capture, ['さ', 'ささ', '佐々'], '佐々');
  compose(capture, ['き', '木'], '木');
  expect(capture.of('佐々木')).toBe('ささき');
  expect(capture.of('佐々')).toBe('ささ');
  expect(capture.of('')).toBe('');
});

test('a composition that was given up leaves no reading', () => {
  const capture = new ReadingCapture();
  compose(capture, ['た', 'たな'], '');
  expect(capture.of('')).toBe('');
});

test('a name typed in kana is its own reading', () => {
  const capture = new ReadingCapture();
  expect(capture.of('サクラ')).toBe('さくら');
});

test('pasted kanji have no known reading', () => {
  expect(new ReadingCapture().of('長谷川')).toBeNull();
});

test('conversion while typing is not mistaken for a reading', () => {
  const capture = new ReadingCapture();
  compose(capture, ['た', 'たな', '棚k', '田中'], '田中');
  expect(capture.of('田中')).toBeNull();
});

test('a draft fills the reading as long as the user has not written one', () => {
  const draft = new Draft({ family_name: '', family_reading: '' });
  draft.composition('family_name', 'start', '');
  draft.composition('family_name', 'update', 'さの');
  draft.input('family_name', '佐野', true);
  expect(draft.values.family_reading).toBe('');
  draft.composition('family_name', 'end', '佐野');
  expect(draft.values.family_reading).toBe('さの');
  expect(draft.edits()).toEqual([
    { field: 'family_name', value: '佐野' },
    { field: 'family_reading', value: 'さの' },
  ]);
});

test('a reading of the user’s own stays', () => {
  const draft = new Draft({ family_name: '', family_reading: '' });
  draft.input('family_reading', 'さのう', false);
  draft.composition('family_name', 'start', '');
  draft.composition('family_name', 'update', 'さの');
  draft.input('family_name', '佐野', true);
  draft.composition('family_name', 'end', '佐野');
  expect(draft.values.family_reading).toBe('さのう');
});

test('a name typed anew brings its reading, an untouched one is left alone', () => {
  const draft = new Draft({
    family_name: '田中',
    family_reading: 'たなか',
    given_name: '学',
    given_reading: '',
  });
  expect(draft.edits()).toEqual([]);
  draft.input('family_name', '', false);
  draft.composition('family_name', 'start', '');
  draft.composition('family_name', 'update', 'すずき');
  draft.input('family_name', '鈴木', true);
  draft.composition('family_name', 'end', '鈴木');
  expect(draft.values.family_reading).toBe('すずき');
  expect(draft.edits().map((edit) => edit.field)).toEqual(['family_name', 'family_reading']);
});

test('spaces around a value are no change', () => {
  const draft = new Draft({ title: '課長' });
  draft.input('title', ' 課長 ', false);
  expect(draft.edits()).toEqual([]);
});
