/** The rights as a table of people and services. */
import type { ContactId, Held, RecordId } from '../../backend';

export interface Person {
  key: string;
  contact: ContactId | null;
  name: string;
}

export interface Matrix {
  people: readonly Person[];
  /** A person's rights in a service. */
  at(person: Person, service: RecordId): readonly Held[];
}

/** Everybody with a right, those who administer most first; those only named are one person where they are called the same. */
export function matrixOf(held: readonly Held[]): Matrix {
  const people = new Map<string, Person>();
  const cells = new Map<string, Held[]>();
  const admins = new Map<string, number>();
  const rights = new Map<string, number>();
  for (const one of held) {
    const key = one.contact === null ? `name ${one.person}` : `contact ${one.contact}`;
    if (!people.has(key)) people.set(key, { key, contact: one.contact, name: one.person });
    rights.set(key, (rights.get(key) ?? 0) + 1);
    admins.set(key, (admins.get(key) ?? 0) + (one.access.admin ? 1 : 0));
    const cell = `${key} ${one.service}`;
    cells.set(cell, [...(cells.get(cell) ?? []), one]);
  }
  const of = (counts: Map<string, number>, { key }: Person): number => counts.get(key) ?? 0;
  return {
    people: [...people.values()].sort(
      (a, b) => of(admins, b) - of(admins, a) || of(rights, b) - of(rights, a),
    ),
    at: (person, service) => cells.get(`${person.key} ${service}`) ?? [],
  };
}
