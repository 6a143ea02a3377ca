import { expect, test } from 'vitest';

import { importTargets } from '../../backend';
import { locale } from '../../i18n/index.svelte';
import { targetGroups, targetName } from './targets';

test('every target has a name of its own in both languages', () => {
  for (const language of ['ja', 'en'] as const) {
    locale.current = language;
    const names = importTargets.map(targetName);
    expect(new Set(names).size, 'no two are called the same').toBe(names.length);
    for (const name of names) expect(name).not.toMatch(/[a-z]_|\.|undefined/);
  }
});

test('every target stands in one group, the name first', () => {
  locale.current = 'ja';
  const groups = targetGroups(importTargets);
  expect(groups.flatMap(({ codes }) => codes).sort()).toEqual([...importTargets].sort());
  expect(groups[0]?.codes[0]).toBe('name');
  expect(groups[0]?.codes).not.toContain('company');
});

test('what mends says what it does', () => {
  locale.current = 'ja';
  expect(targetName('company+legal_form')).toBe('会社（㈱→株式会社）');
  expect(targetName('address.home.postal')).toBe('郵便番号（自宅）');
  expect(targetName('phone.直通')).toBe('電話（直通）');
  expect(targetName('label.phone')).toBe('電話の種類');
});
