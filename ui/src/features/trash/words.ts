/** What the trash says about its entries. */
import type { RecordKind, TrashEntry } from '../../backend';
import { m, names } from '../../i18n/index.svelte';
import { leftOf } from './trash.svelte';
import type { Asked } from './trash.svelte';

export function nameOf(entry: Pick<TrashEntry, 'name'>): string {
  return entry.name || m.common_unnamed();
}

const kinds: Record<RecordKind, () => string> = {
  service: m.trash_kind_service,
  access: m.trash_kind_access,
  template: m.trash_kind_template,
  run: m.trash_kind_run,
  invite: m.trash_kind_invite,
};

/** Where a record stood. */
const places: Record<RecordKind, () => string> = {
  service: m.trash_where_services,
  access: m.trash_where_services,
  template: m.trash_where_templates,
  run: m.trash_where_runs,
  invite: m.trash_where_invites,
};

export function kindText(entry: TrashEntry): string {
  if (entry.record !== null) return kinds[entry.record]();
  if (entry.entity.entity === 'group') return m.trash_kind_group({ count: entry.members });
  return entry.kind === 'company' ? m.trash_kind_company() : m.trash_kind_person();
}

export function whereText(entry: TrashEntry): string {
  if (entry.record !== null) return places[entry.record]();
  if (entry.entity.entity === 'group') return m.trash_where_group();
  return entry.groups.length > 0 ? names(entry.groups) : m.trash_where_none();
}

export function leftText(entry: TrashEntry, byHand: boolean): string {
  const left = leftOf(entry.days_left, byHand);
  if (left === 'over') return m.trash_left_over();
  return left === 'today' ? m.trash_left_today() : m.trash_left({ count: entry.days_left });
}

/** The question before deleting for good: names the things and how many they are. */
export function askTitle(asked: Asked): string {
  const all = names(asked.names.map((name) => name || m.common_unnamed()));
  if (asked.count === 1) return m.trash_ask_one({ name: all });
  const inputs = { names: all, count: asked.count };
  return asked.count === asked.names.length ? m.trash_ask_few(inputs) : m.trash_ask_many(inputs);
}

/** The consequence, in one sentence. */
export function askText(asked: Asked): string {
  return asked.groups ? m.trash_ask_text_group() : m.trash_ask_text();
}
