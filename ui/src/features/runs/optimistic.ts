/** What a step's facts will be once an edit is taken: painted at once, before the core has answered. */
import type { Edit, Facts, StepView } from '../../backend';

type Row = Record<string, unknown>;

const FLAGS = new Set(['done', 'exempt', 'admin']);
const NUMBERS = new Set(['owed', 'paid', 'expected', 'others']);
const DAYS = new Set(['due', 'paid_on', 'consent', 'told', 'granted', 'checked', 'removed']);
const TEXTS = new Set(['name', 'department', 'way', 'saved', 'given_up', 'fate', 'role', 'closed']);

/** The view with the edit taken over, as far as that can be foretold; what can't be stays as it was. */
export function foretold(view: StepView, edit: Edit, today: string): StepView {
  switch (edit.field) {
    case 'step.note':
      return { ...view, note: edit.value };
    case 'step.who':
      return { ...view, who: edit.value };
    case 'step.due':
      return edit.value === '' ? view : { ...view, status: { ...view.status, due: edit.value } };
    default: {
      const facts = foretoldFacts(view.facts, edit, today);
      return facts === view.facts ? view : { ...view, facts };
    }
  }
}

function foretoldFacts(facts: Facts, { field, value }: Edit, today: string): Facts {
  const [item = '', part = ''] = split(field);
  if (facts.confirm) {
    const others = facts.confirm.ticked.filter((id) => id !== item);
    return { confirm: { ticked: value === 'true' ? [...others, item] : others } };
  }
  if (facts.choose) return { choose: { chosen: value === '' ? null : value } };
  if (facts.fill) return { fill: { values: { ...facts.fill.values, [item]: value } } };
  if (facts.timer) return { timer: { from: value === '' ? null : value } };
  if (facts.prove) {
    const before = facts.prove.points[item] ?? { on: null, note: '' };
    const now = part === 'note' ? { ...before, note: value } : { ...before, on: day(value, today) };
    return { prove: { points: { ...facts.prove.points, [item]: now } } };
  }
  if (facts.invite) {
    if (item === 'url' || item === 'recipient' || item === 'role')
      return { invite: { ...facts.invite, [item]: value } };
    return item === 'accepted' ? { invite: { ...facts.invite, accepted: day(value, today) } } : facts;
  }
  if (facts.settle) return rows(facts, 'settle', 'rows', item, part, value, today);
  if (facts.people) return rows(facts, 'people', 'people', item, part, value, today);
  if (facts.carry) return rows(facts, 'carry', 'rows', item, part, value, today);
  if (facts.bridge) return rows(facts, 'bridge', 'partners', item, part, value, today);
  if (facts.notice) return rows(facts, 'notice', 'recipients', item, part, value, today);
  if (facts.handover) return rows(facts, 'handover', 'rights', item, part, value, today);
  return rows(facts, 'backup', 'rows', item, part, value, today);
}

/** `ID.field`, `*.field`, `ROW.FILE.field` of lists; a name may have dots in `department:NAME.field`. */
function rows(
  facts: Facts,
  kind: string,
  list: string,
  item: string,
  part: string,
  value: string,
  today: string,
): Facts {
  const of = (facts as unknown as Record<string, Row>)[kind];
  if (!of) return facts;
  if (part === '') {
    if (item === 'nobody') return { [kind]: { ...of, nobody: value === 'true' } } as unknown as Facts;
    if (item === 'posted') return { [kind]: { ...of, posted: day(value, today) } } as unknown as Facts;
    if (item === 'text') return { [kind]: { ...of, text: value } } as unknown as Facts;
    return facts;
  }
  let touched = false;
  const after = ((of[list] ?? []) as Row[]).flatMap((row) => {
    if (!isMeant(row, item)) return [row];
    const changed = changedRow(row, part, value, today);
    if (changed !== row) touched = true;
    return changed ? [changed] : [];
  });
  return touched ? ({ [kind]: { ...of, [list]: after } } as unknown as Facts) : facts;
}

function isMeant(row: Row, item: string): boolean {
  // Of many: all but those who stay.
  if (item === '*') return row['exempt'] !== true;
  if (item.startsWith('department:'))
    return row['exempt'] !== true && row['department'] === item.slice('department:'.length);
  return String(row['id']) === item;
}

function changedRow(row: Row, part: string, value: string, today: string): Row | null {
  if (part === 'remove') return null;
  const dot = part.indexOf('.');
  if (dot > 0) {
    const files = row['files'] as Row[] | undefined;
    if (!files) return row;
    const after = files.flatMap((file) => {
      if (String(file['id']) !== part.slice(0, dot)) return [file];
      const changed = changedRow(file, part.slice(dot + 1), value, today);
      return changed ? [changed] : [];
    });
    return { ...row, files: after };
  }
  if (part === 'exempt' && value === 'true') return { ...row, exempt: true, done: false };
  if (FLAGS.has(part)) return { ...row, [part]: value === 'true' };
  if (DAYS.has(part)) return { ...row, [part]: day(value, today) };
  if (TEXTS.has(part)) return { ...row, [part]: value };
  if (!NUMBERS.has(part)) return row;
  const digits = value.normalize('NFKC').replace(/[,円¥ ]/g, '');
  if (digits === '') return { ...row, [part]: part === 'paid' || part === 'others' ? 0 : null };
  return /^\d+$/.test(digits) ? { ...row, [part]: Number(digits) } : row;
}

function day(value: string, today: string): string | null {
  if (value === 'true') return today;
  return value === 'false' || value === '' ? null : value;
}

function split(field: string): [string, string] {
  // A department's own name may hold dots: its field is what follows the last one.
  const at = field.startsWith('department:') ? field.lastIndexOf('.') : field.indexOf('.');
  return at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
}
