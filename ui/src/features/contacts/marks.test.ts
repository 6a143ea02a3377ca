import { expect, test } from 'vitest';

import type { Match, Row } from '../../backend';
import { pieces, placesInside, snippet, unseenMatch } from './marks';

const match = (field: string, text: string, start: number, len: number): Match => ({
  field,
  index: 0,
  start,
  len,
  label: '',
  text,
});

test('places count characters, also behind characters of two units', () => {
  expect(pieces('𠮷田 高', [{ start: 3, len: 1 }])).toEqual([
    { text: '𠮷田 ', hit: false },
    { text: '高', hit: true },
  ]);
});

test('overlapping and touching places become one', () => {
  expect(
    pieces('たかはし', [
      { start: 0, len: 2 },
      { start: 1, len: 2 },
    ]),
  ).toEqual([
    { text: 'たかは', hit: true },
    { text: 'し', hit: false },
  ]);
});

test('a text without places stays whole, an empty one gives nothing', () => {
  expect(pieces('高橋', [])).toEqual([{ text: '高橋', hit: false }]);
  expect(pieces('', [])).toEqual([]);
});

test('a part is marked where it stands inside the whole', () => {
  expect(placesInside('𠮷田 美咲', [match('given_name', '美咲', 1, 1)], ['given_name'])).toEqual([
    { start: 4, len: 1 },
  ]);
  expect(placesInside('佐野 学', [match('given_name', '美咲', 0, 1)], ['given_name'])).toEqual([]);
});

test('the third line is for what the first two do not show', () => {
  const row = {
    display_name: '高橋 美咲',
    reading: 'たかはし みさき',
    company: '',
    department: '',
    title: '',
  } as Row;
  const seen = match('family_name', '高橋', 0, 1);
  const phone = match('phones', '090-1234-5678', 0, 3);
  expect(unseenMatch(row, [seen])).toBeUndefined();
  expect(unseenMatch(row, [seen, phone])).toBe(phone);
});

test('a snippet of a long text begins shortly before its first place', () => {
  const text = `${'あ'.repeat(100)}高橋${'い'.repeat(100)}`;
  const cut = snippet(text, [{ start: 100, len: 2 }]);
  expect(pieces(cut.text, cut.places).find((piece) => piece.hit)?.text).toBe('高橋');
  expect(cut.text.startsWith('…')).toBe(true);
  expect([...cut.text].length).toBeLessThan(70);
});

test('a short text is its own snippet', () => {
  expect(snippet('大阪府高槻市', [{ start: 3, len: 1 }])).toEqual({
    text: '大阪府高槻市',
    places: [{ start: 3, len: 1 }],
  });
});
