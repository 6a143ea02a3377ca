import type { NoticeText } from '../../../../backend';

/** The notice as each of its recipients would read it; the last answer asked for is the one that shows. */
export class Merged {
  texts = $state.raw<readonly NoticeText[]>([]);
  /** Whose text shows; the first one's where they are there no longer. */
  at = $state<number | null>(null);
  shown = $derived(this.texts.find(({ recipient }) => recipient === this.at) ?? this.texts[0] ?? null);

  readonly #ask: () => Promise<NoticeText[]>;
  #turn = 0;

  constructor(ask: () => Promise<NoticeText[]>) {
    this.#ask = ask;
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    const texts = await this.#ask().catch(() => []);
    if (turn === this.#turn) this.texts = texts;
  }

  /** All of them in one text, each under its name. */
  get together(): string {
    return this.texts
      .map(({ name, text }) => (this.texts.length > 1 && name !== '' ? `■ ${name}\n\n${text}` : text))
      .join('\n\n――――――――\n\n');
  }

  text(recipient: number): string | null {
    return this.texts.find((each) => each.recipient === recipient)?.text ?? null;
  }
}

/** What is still to be filled in by hand: 〔日付〕 in Japanese, [date] in English. */
export function blanksOf(text: string): string[] {
  return [...new Set(text.match(/〔[^〕\n]*〕|\[[^\]\n]*\]/g) ?? [])];
}
