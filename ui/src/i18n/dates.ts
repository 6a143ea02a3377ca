/** Dates as people write them, for the edit paths of dates: `1990-04-12`, `--04-12`, `1990-04`, `1990`. */

const eras: Record<string, number> = {
  明治: 1867,
  大正: 1911,
  昭和: 1925,
  平成: 1988,
  令和: 2018,
  M: 1867,
  T: 1911,
  S: 1925,
  H: 1988,
  R: 2018,
};
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The date a text means, or the text itself when it means none. */
export function dateFrom(typed: string): string {
  const text = typed.trim().normalize('NFKC');
  return withEra(text) ?? numeric(text) ?? english(text) ?? typed.trim();
}

function withEra(text: string): string | null {
  const found = /^(明治|大正|昭和|平成|令和|[MTSHR])\s*(元|\d{1,2})(?:年|[./-])(.*)$/i.exec(text);
  if (!found) return null;
  const base = eras[found[1]?.toUpperCase() ?? ''];
  if (base === undefined) return null;
  const year = base + (found[2] === '元' ? 1 : Number(found[2]));
  const rest = found[3]?.trim() ?? '';
  return rest === '' ? String(year) : numeric(`${year}/${rest}`);
}

function numeric(text: string): string | null {
  const parts = text
    .replace(/[年月./-]+/g, '/')
    .replace(/[日\s]+$/g, '')
    .replace(/^\/+|\/+$/g, '')
    .split('/')
    .map((part) => part.trim());
  if (parts.some((part) => !/^\d{1,4}$/.test(part))) return null;
  const numbers = parts.map(Number);
  const year = /^\d{4}$/.test(parts[0] ?? '') ? numbers.shift() : undefined;
  return written(year, numbers[0], numbers[1], numbers.length);
}

function english(text: string): string | null {
  const words = text
    .toLowerCase()
    .split(/[\s,.]+/)
    .filter(Boolean);
  const month = words.map((word) => months.indexOf(word.slice(0, 3))).find((at) => at >= 0);
  if (month === undefined || words.length > 3) return null;
  const numbers = words.filter((word) => /^\d+(st|nd|rd|th)?$/.test(word)).map((word) => parseInt(word, 10));
  if (numbers.length !== words.length - 1) return null;
  return written(
    numbers.find((number) => number > 31),
    month + 1,
    numbers.find((number) => number <= 31),
    2,
  );
}

function written(
  year: number | undefined,
  month: number | undefined,
  day: number | undefined,
  rest: number,
): string | null {
  const two = (number: number): string => String(number).padStart(2, '0');
  if (
    rest > 2 ||
    (month !== undefined && (month < 1 || month > 12)) ||
    (day !== undefined && (day < 1 || day > 31))
  )
    return null;
  if (year === undefined)
    return month === undefined || day === undefined ? null : `--${two(month)}-${two(day)}`;
  if (month === undefined) return String(year);
  return day === undefined ? `${year}-${two(month)}` : `${year}-${two(month)}-${two(day)}`;
}
