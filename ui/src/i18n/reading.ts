/** Readings caught from the input method while a name is typed: what was kana before it became kanji. */

const KANA = /^[\p{Script=Hiragana}\p{Script=Katakana}・ー\s]+$/u;
const ROMAJI_AT_END = /[A-Za-zａ-ｚＡ-Ｚ]+$/;

/** Katakana, full or half width, as hiragana. */
export function hiragana(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replace(/\s+/g, ' ');
}

interface Piece {
  text: string;
  kana: string;
}

/** Follows one text field. Knows a reading only when it knows it for every character of the field. */
export class ReadingCapture {
  #pieces: Piece[] = [];
  #kana = '';
  /** The view converts while one types (macOS): what was kana isn't seen whole. */
  #live = false;

  constructor(text = '', reading = '') {
    if (text !== '' && reading !== '') this.#pieces = [{ text, kana: reading }];
  }

  start(): void {
    this.#kana = '';
    this.#live = false;
  }

  /** The text being composed, at each step. */
  update(data: string): void {
    const typed = data.replace(ROMAJI_AT_END, '');
    if (typed !== '' && KANA.test(typed.normalize('NFKC'))) this.#kana = hiragana(typed);
    else if (typed !== '' && typed !== data) this.#live = true;
  }

  /** The composition was taken over as `data`; empty when it was given up. */
  end(data: string): void {
    const kana = KANA.test(data.normalize('NFKC')) ? hiragana(data) : this.#kana;
    if (data !== '' && kana !== '' && !this.#live) this.#pieces.push({ text: data, kana });
    this.start();
  }

  /** The reading of what the field holds now; `null` when a part of it was never seen as kana. */
  of(value: string): string | null {
    const text = value.trim();
    while (this.#pieces.length > 0 && !text.startsWith(this.#text())) this.#pieces.pop();
    const rest = text.slice(this.#text().length);
    if (rest.trim() !== '') {
      if (!KANA.test(rest.normalize('NFKC'))) return null;
      this.#pieces.push({ text: rest, kana: hiragana(rest) });
    }
    return this.#pieces
      .map((piece) => piece.kana)
      .join('')
      .trim();
  }

  #text(): string {
    return this.#pieces.map((piece) => piece.text).join('');
  }
}
