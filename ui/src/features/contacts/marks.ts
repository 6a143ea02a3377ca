/** The places where a search was found, as pieces of text. Places count Unicode characters, not UTF-16 units. */
import type { Match, Row } from '../../backend';

export interface Piece {
  text: string;
  hit: boolean;
}

export interface Place {
  start: number;
  len: number;
}

/** Cuts a text at its places, which may touch or overlap. */
export function pieces(text: string, places: readonly Place[]): Piece[] {
  if (places.length === 0) return text === '' ? [] : [{ text, hit: false }];
  const characters = [...text];
  const hit = characters.map((_, at) => places.some(({ start, len }) => at >= start && at < start + len));
  const all: Piece[] = [];
  characters.forEach((character, at) => {
    const last = all.at(-1);
    if (last && last.hit === hit[at]) last.text += character;
    else all.push({ text: character, hit: hit[at] ?? false });
  });
  return all;
}

/** The places of one field, or of one entry of a list field. */
export function placesIn(matches: readonly Match[], field: string, index = 0): Place[] {
  return matches.filter((match) => match.field === field && match.index === index);
}

/** The places of a part that stands inside a longer text, moved to where it stands there. */
export function placesInside(text: string, matches: readonly Match[], fields: readonly string[]): Place[] {
  return matches
    .filter((match) => fields.includes(match.field))
    .flatMap(({ text: part, start, len, field }) => {
      const at = part === text ? 0 : text.indexOf(part);
      if (at < 0 || field === 'display_name') return at < 0 || part !== text ? [] : [{ start, len }];
      return [{ start: [...text.slice(0, at)].length + start, len }];
    });
}

/** Fields whose match is already seen in a row's first two lines. */
const inRow: readonly string[] = [
  'display_name',
  'family_name',
  'given_name',
  'family_reading',
  'given_reading',
  'company',
  'department',
  'title',
];

/** The match that a row doesn't show: what its third line is for. */
export function unseenMatch(row: Row, matches: readonly Match[]): Match | undefined {
  return matches.find((match) => !inRow.includes(match.field) || !shows(row, match));
}

function shows(row: Row, match: Match): boolean {
  if (match.text === '') return true;
  const reading = match.field.endsWith('_reading');
  return [reading ? row.reading : row.display_name, row.company, row.department, row.title].some((text) =>
    text.includes(match.text),
  );
}

const LEAD = 10;
const LENGTH = 60;

/** A piece of a long text around its first place. */
export function snippet(text: string, places: readonly Place[]): { text: string; places: Place[] } {
  const characters = [...text.replace(/[\r\n]/g, ' ')];
  const start = Math.min(...places.map((place) => place.start));
  const cut = !Number.isFinite(start) || start <= LEAD + 4 ? 0 : start - LEAD;
  const part = characters.slice(cut, cut + LENGTH);
  const lead = cut > 0 ? '…' : '';
  return {
    text: lead + part.join(''),
    places: places.map((place) => ({ start: place.start - cut + lead.length, len: place.len })),
  };
}
