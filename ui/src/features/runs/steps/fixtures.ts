/** Saved files as the core would tell them, for the tests. */
import type { SavedFile, SavedRow, Seen } from '../../../backend';

export const label = { ja: 'Karendā', en: 'Calendar' };

export function seen(more: Partial<Seen> = {}): Seen {
  return {
    kind: 'ics',
    state: 'complete',
    count: 386,
    unit: 'events',
    span: null,
    details: { of: 'nothing' },
    problem: null,
    problem_count: 0,
    unlocked: false,
    at: 5,
    ...more,
  };
}

export function file(id: number, sha256: string, more: Partial<SavedFile> = {}): SavedFile {
  return {
    id,
    sha256,
    name: 'calendar.ics',
    path: '',
    bytes: 1,
    taken_at: 0,
    lies_on: { id: `disk:${id}`, kind: 'disk', name: `E${id}:` },
    seen: seen(),
    sealed: null,
    checked: null,
    ...more,
  };
}

export function row(files: SavedFile[], more: Partial<SavedRow> = {}): SavedRow {
  return { id: 'calendar', label, unit: {}, expected: 386, files, given_up: '', own: false, ...more };
}
