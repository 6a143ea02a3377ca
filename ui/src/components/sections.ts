import type { Section } from '../backend';

/** The rail from top to bottom. */
export const sections: readonly Section[] = [
  'a',
  'ka',
  'sa',
  'ta',
  'na',
  'ha',
  'ma',
  'ya',
  'ra',
  'wa',
  'latin',
  'other',
];

const kana: Partial<Record<Section, string>> = {
  a: 'あ',
  ka: 'か',
  sa: 'さ',
  ta: 'た',
  na: 'な',
  ha: 'は',
  ma: 'ま',
  ya: 'や',
  ra: 'ら',
  wa: 'わ',
};

/** The kana of a section; `undefined` for the last two, which have words of their own in each language. */
export function kanaOf(section: Section): string | undefined {
  return kana[section];
}
