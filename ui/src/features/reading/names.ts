/** People as they are named within a sentence. */
import type { Row } from '../../backend';
import { m } from '../../i18n/index.svelte';
import { called as calledPerson } from '../../i18n/people';
import { shown } from '../../i18n/text';

/** 西田 健太さん; companies go without. */
export function called({ kind, name }: { kind: Row['kind']; name: string }): string {
  return kind === 'person' ? calledPerson(name) : shown(name) || m.common_unnamed();
}

export const calledRow = (row: Row): string => called({ kind: row.kind, name: row.display_name });
