/** Words around codes. */
import type { Advice, CodePart, CodePreset, Refused } from '../../backend';
import { fieldName } from '../../i18n/fields';
import { m } from '../../i18n/index.svelte';
import { labelName } from '../../i18n/labels';

export const presets: { preset: CodePreset | null; name: () => string; hint: () => string }[] = [
  { preset: 'card', name: m.code_preset_card, hint: m.code_preset_card_hint },
  { preset: 'phone', name: m.code_preset_phone, hint: m.code_preset_phone_hint },
  { preset: 'line', name: m.code_preset_line, hint: m.code_preset_line_hint },
  { preset: null, name: m.code_preset_own, hint: m.code_preset_own_hint },
];

const advices: Record<Advice, () => string> = {
  good: m.code_advice_good,
  dense: m.code_advice_dense,
  hard: m.code_advice_hard,
  too_dense: m.code_advice_too_dense,
};

export function adviceText(advice: Advice): string {
  return advices[advice]();
}

const refusals: Record<Refused, () => string> = {
  empty: m.code_refused_empty,
  too_long: m.code_refused_too_long,
  not_read_back: m.code_refused_not_read_back,
};

export function refusalText(refused: Refused): string {
  return refusals[refused]();
}

/** 電話（会社） */
export function partName(part: CodePart, kind: 'person' | 'company'): string {
  if (part.key === 'name') return kind === 'company' ? m.code_part_company_name() : m.code_part_name();
  if (part.key === 'company') return kind === 'company' ? m.code_part_title() : m.code_part_company();
  if (part.field === 'ids') return labelName(part.label) || fieldName('ids');
  const name = part.field === 'dates' ? labelName(part.label) : fieldName(part.field);
  return part.label === '' || part.field === 'dates'
    ? name
    : m.code_part_labelled({ name, label: labelName(part.label) });
}

/** よみがな・会社・電話番号 */
export function missingText(missing: string[]): string {
  const names = missing.map((field) => (field === 'reading' ? m.code_missing_reading() : fieldName(field)));
  return names.join(m.code_list_comma());
}
