import { Failed } from '../../backend';
import type { ReadCode } from '../../backend';

/** A camera that films: its picture, and what is known of it. */
export interface Film {
  stream: MediaStream;
  id: string;
  /** It looks at the one in front of the screen, who expects a mirror. */
  front: boolean;
  /** Called when it is unplugged or taken away. */
  ended(told: () => void): void;
  stop(): void;
}

export interface CameraChoice {
  id: string;
  /** Empty where the system doesn't say. */
  label: string;
}

/** What the camera needs of the backend and of the view; the tests give their own. */
export interface CameraDoor {
  /** Lets the page use the camera. */
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
  read(frame: string): Promise<ReadCode[]>;
  /** Starts this camera, or the one that looks away from the screen; throws what the view throws. */
  film(id: string | null): Promise<Film>;
  cameras(): Promise<CameraChoice[]>;
  /** What the camera sees now, a JPEG in base64; `null` while it sees nothing yet. */
  frame(): Promise<string | null>;
  pause(ms: number): Promise<void>;
  now(): number;
}

/** Why there is no picture: not allowed, no camera, used by another program, or the system has no way to one. */
export type CameraProblem = 'denied' | 'missing' | 'in_use' | 'unable';

const problems: Record<string, CameraProblem> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'in_use',
  AbortError: 'in_use',
};

/** The camera from its start to the first code that it sees. */
export class Camera {
  /** Between two frames, in milliseconds: about six a second. */
  static readonly PACE_MS = 160;

  film = $state.raw<Film | null>(null);
  cameras = $state.raw<readonly CameraChoice[]>([]);
  problem = $state<CameraProblem | null>(null);
  /** A code was seen. */
  seen = $state(false);
  /** The reader of codes itself fails. */
  failure = $state.raw<Failed | null>(null);

  readonly #door: CameraDoor;
  readonly #found: (codes: ReadCode[]) => void;
  #turn = 0;
  /** One start or stop at a time. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(door: CameraDoor, found: (codes: ReadCode[]) => void) {
    this.#door = door;
    this.#found = found;
  }

  /** Starts with a camera, instead of the one that films now. */
  async start(id: string | null = null): Promise<void> {
    const turn = ++this.#turn;
    this.#release();
    this.problem = null;
    this.failure = null;
    await this.#inOrder(() => this.#open(id, turn));
    if (turn === this.#turn && this.film) await this.#watch(turn);
  }

  /** Always at the end, whatever happened. */
  async stop(): Promise<void> {
    this.#turn += 1;
    this.#release();
    await this.#inOrder(() => this.#door.end());
  }

  async #open(id: string | null, turn: number): Promise<void> {
    if (turn !== this.#turn) return;
    try {
      await this.#door.begin();
      const film = await this.#door.film(id);
      if (turn !== this.#turn) return film.stop();
      film.ended(() => void this.#lost(film));
      this.film = film;
      // Only now does the view tell their names.
      this.cameras = await this.#door.cameras().catch(() => []);
    } catch (thrown) {
      if (turn === this.#turn) await this.#fail(thrown);
    }
  }

  async #watch(turn: number): Promise<void> {
    while (turn === this.#turn) {
      const since = this.#door.now();
      const codes = await this.#see();
      if (turn !== this.#turn) return;
      if (codes.length > 0) {
        this.seen = true;
        await this.stop();
        return this.#found(codes);
      }
      await this.#door.pause(Math.max(0, Camera.PACE_MS - (this.#door.now() - since)));
    }
  }

  /** A frame that can't be read is none; the next one follows. */
  async #see(): Promise<ReadCode[]> {
    try {
      const frame = await this.#door.frame();
      return frame === null ? [] : await this.#door.read(frame);
    } catch (thrown) {
      const failed = Failed.from(thrown);
      if (failed.text('reason') !== 'no_reader') return [];
      await this.stop();
      this.failure = failed;
      return [];
    }
  }

  async #lost(film: Film): Promise<void> {
    if (this.film !== film) return;
    this.problem = 'in_use';
    await this.stop();
  }

  async #fail(thrown: unknown): Promise<void> {
    const name = typeof thrown === 'object' && thrown !== null && 'name' in thrown ? String(thrown.name) : '';
    this.problem = problems[name] ?? 'unable';
    this.#release();
    await this.#door.end().catch(() => undefined);
  }

  #release(): void {
    this.film?.stop();
    this.film = null;
  }

  #inOrder(act: () => Promise<unknown>): Promise<unknown> {
    this.#before = this.#before.then(act, act).catch(() => undefined);
    return this.#before;
  }
}
