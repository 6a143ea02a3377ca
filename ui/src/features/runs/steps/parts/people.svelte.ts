import type { Edit, Person } from '../../../../backend';

/** A long list of people, as far as it is shown: filtered by words and by department. */
export class PeopleList {
  words = $state('');
  /** `null` for all. */
  department = $state<string | null>(null);

  readonly #people: () => readonly Person[];

  constructor(people: () => readonly Person[]) {
    this.#people = people;
  }

  departments = $derived.by(() => {
    const all = new Set(this.#people().map((person) => person.department));
    return [...all].sort((one, other) => one.localeCompare(other, 'ja'));
  });

  shown = $derived.by(() => {
    const words = fold(this.words).split(/\s+/).filter(Boolean);
    const { department } = this;
    const people = this.#people();
    if (words.length === 0 && department === null) return people;
    return people.filter((person) => {
      if (department !== null && person.department !== department) return false;
      const text = fold(`${person.name} ${person.department}`);
      return words.every((word) => text.includes(word));
    });
  });

  /** The list as a sum: all = done + stays + left. */
  sum = $derived.by(() => {
    const people = this.#people();
    const exempt = people.filter((person) => person.exempt).length;
    const done = people.filter((person) => person.done && !person.exempt).length;
    return { all: people.length, done, exempt, left: people.length - done - exempt };
  });

  /** Whom of those shown a tick for all would touch. */
  touched(done: boolean): number {
    return this.shown.filter((person) => !person.exempt && person.done !== done).length;
  }

  /** The edits that tick everybody who is shown. */
  tickShown(done: boolean): Edit[] {
    const value = String(done);
    if (this.words.trim() !== '') {
      const meant = this.shown.filter((person) => !person.exempt && person.done !== done);
      return meant.map((person) => ({ field: `${person.id}.done`, value }));
    }
    if (this.department === null) return [{ field: '*.done', value }];
    return [{ field: `department:${this.department}.done`, value }];
  }

  /** The edits after which this one stays, and nobody else. */
  exempt(id: number): Edit[] {
    const before = this.#people().filter((person) => person.exempt && person.id !== id);
    const undone = before.map((person) => ({ field: `${person.id}.exempt`, value: 'false' }));
    return [...undone, { field: `${id}.exempt`, value: 'true' }];
  }
}

/** Width and case aside. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
