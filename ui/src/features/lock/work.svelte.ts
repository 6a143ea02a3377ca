import { Failed } from '../../backend';
import type { Progress } from '../../backend';

export type Told = (now: Progress) => void;

/** Work on the lock: one piece at a time, which can't be stopped halfway, and why it failed. */
export class Work {
  busy = $state(false);
  progress = $state.raw<Progress | null>(null);
  failure = $state.raw<Failed | null>(null);

  /** Does it; `undefined` where it failed, or where something runs already. A failure that `told` takes is none of these. */
  async run<T>(
    begin: (told: Told) => Promise<T>,
    told?: (failed: Failed) => boolean,
  ): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.failure = null;
    try {
      return await begin((now) => (this.progress = now));
    } catch (thrown) {
      const failed = Failed.from(thrown);
      if (!told?.(failed)) this.failure = failed;
      return undefined;
    } finally {
      this.busy = false;
      this.progress = null;
    }
  }
}
