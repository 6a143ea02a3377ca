import { expect, test } from 'vitest';

import { sealShape } from './seal';

test.each([
  ['髙橋', 'person', { text: '髙橋', form: '2' }],
  ['長谷川', 'person', { text: '長谷川', form: '3' }],
  ['高砂製作', 'company', { text: '高砂製作', form: '4' }],
  ['高砂製作', 'person', { text: '高砂製', form: '3' }],
  ['ET', 'person', { text: 'ET', form: 'latin' }],
  ['𠮷', 'person', { text: '𠮷', form: '1' }],
  ['', 'person', { text: '', form: '1' }],
] as const)('%s of a %s', (text, kind, shape) => {
  expect(sealShape(text, kind)).toEqual(shape);
});
