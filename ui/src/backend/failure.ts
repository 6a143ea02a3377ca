/** What the shell answers when it cannot do something: a stable code and typed details; the words are the window's. */
export class Failed extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, details: Record<string, unknown> = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }

  /** Anything thrown across the border, as a failure; what isn't one becomes `unexpected`. */
  static from(thrown: unknown): Failed {
    if (thrown instanceof Failed) return thrown;
    if (
      typeof thrown === 'object' &&
      thrown !== null &&
      'code' in thrown &&
      typeof thrown.code === 'string'
    ) {
      const details = 'details' in thrown && typeof thrown.details === 'object' ? thrown.details : {};
      return new Failed(thrown.code, { ...details });
    }
    return new Failed('unexpected', { detail: String(thrown) });
  }

  text(detail: string): string {
    const value = this.details[detail];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  }
}
