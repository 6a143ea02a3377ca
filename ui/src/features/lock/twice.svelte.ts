/** Characters that a passphrase has at least. */
export const SHORTEST = 8;

/** A new passphrase, typed twice. */
export class Twice {
  first = $state('');
  second = $state('');
  #tried = $state(false);

  /** Told once one has tried to go on. */
  problem = $derived.by((): 'short' | 'different' | null => {
    if (!this.#tried) return null;
    if ([...this.first].length < SHORTEST || this.first.trim() === '') return 'short';
    return this.first === this.second ? null : 'different';
  });

  /** Whether one can go on with it. */
  try(): boolean {
    this.#tried = true;
    return this.problem === null;
  }

  /** No passphrase stays in the memory of the page longer than it is needed. */
  forget(): void {
    this.first = this.second = '';
    this.#tried = false;
  }
}
