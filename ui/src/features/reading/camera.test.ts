import { expect, test, vi } from 'vitest';

import { Failed } from '../../backend/failure';
import type { ReadCode } from '../../backend';
import { Camera } from './camera.svelte';
import type { CameraDoor, Film } from './camera.svelte';

const code = { from: 'カメラ', bytes: 'aGk=', part: null } as ReadCode;

/** A camera in whose frames a code comes into sight at some point. */
class Door implements CameraDoor {
  log: string[] = [];
  refused: Error | null = null;
  /** Which frame shows the code. */
  sight = 3;
  clock = 0;
  paused: number[] = [];
  reading = 0;
  most = 0;
  fails: unknown = null;
  onended: () => void = () => undefined;

  begin = () => Promise.resolve(this.log.push('begin'));
  end = () => Promise.resolve(this.log.push('end'));
  film = (id: string | null): Promise<Film> => {
    this.log.push(`film ${id ?? 'any'}`);
    if (this.refused) return Promise.reject(this.refused);
    return Promise.resolve({
      stream: {} as MediaStream,
      id: id ?? 'back',
      front: false,
      ended: (told) => (this.onended = told),
      stop: () => void this.log.push('stop'),
    });
  };
  cameras = () =>
    Promise.resolve([
      { id: 'back', label: '' },
      { id: 'front', label: 'Front' },
    ]);
  frame = () => Promise.resolve('jpeg');
  read = async () => {
    this.reading += 1;
    this.most = Math.max(this.most, this.reading);
    await new Promise((done) => setTimeout(done));
    this.reading -= 1;
    this.clock += 40;
    this.sight -= 1;
    if (this.fails) throw this.fails;
    return this.sight === 0 ? [code] : [];
  };
  pause = (ms: number) => {
    this.paused.push(ms);
    this.clock += ms;
    return new Promise<void>((done) => setTimeout(done));
  };
  now = () => this.clock;
}

const named = (name: string): Error => Object.assign(new Error(name), { name });

test('frames are looked through one after the other, six a second, until a code is seen', async () => {
  const door = new Door();
  const found: ReadCode[][] = [];
  const camera = new Camera(door, (codes) => found.push(codes));
  await camera.start();
  expect(found).toEqual([[code]]);
  expect(door.log).toEqual(['begin', 'film any', 'stop', 'end']);
  expect(door.paused, 'what reading took is no longer waited for').toEqual([120, 120]);
  expect(door.most, 'never two under way').toBe(1);
  expect(camera.film).toBeNull();
});

test('closing stops the camera and tells the shell, whatever is under way', async () => {
  const door = new Door();
  door.sight = -1;
  const camera = new Camera(door, () => expect.unreachable());
  const started = camera.start();
  await vi.waitFor(() => expect(camera.film).not.toBeNull());
  await camera.stop();
  await started;
  expect(door.log).toEqual(['begin', 'film any', 'stop', 'end']);
});

test('closed before it started, a camera is stopped as soon as it is there', async () => {
  const door = new Door();
  const camera = new Camera(door, () => expect.unreachable());
  const started = camera.start();
  await camera.stop();
  await started;
  expect(door.log.filter((each) => each === 'film any')).toHaveLength(
    door.log.filter((each) => each === 'stop').length,
  );
  expect(door.log.at(-1)).toBe('end');
});

test.each([
  ['NotAllowedError', 'denied'],
  ['NotFoundError', 'missing'],
  ['NotReadableError', 'in_use'],
  ['NotSupportedError', 'unable'],
])('%s is told as %s, and nothing goes on', async (name, problem) => {
  const door = new Door();
  door.refused = named(name);
  const camera = new Camera(door, () => expect.unreachable());
  await camera.start();
  expect(camera.problem).toBe(problem);
  expect(door.log).toEqual(['begin', 'film any', 'end']);
  door.refused = null;
  await new Promise<void>((done) => void new Camera(door, () => done()).start());
  expect(door.log.at(-1), 'another try is possible').toBe('end');
});

test('another camera takes the place of the one that films', async () => {
  const door = new Door();
  door.sight = -1;
  const camera = new Camera(door, () => undefined);
  const first = camera.start();
  await vi.waitFor(() => expect(camera.cameras.map(({ id }) => id)).toEqual(['back', 'front']));
  const second = camera.start('front');
  await first;
  await vi.waitFor(() => expect(camera.film?.id).toBe('front'));
  expect(door.log).toEqual(['begin', 'film any', 'stop', 'begin', 'film front']);
  await camera.stop();
  await second;
});

test('a camera that is unplugged ends with a word', async () => {
  const door = new Door();
  door.sight = -1;
  const camera = new Camera(door, () => undefined);
  const started = camera.start();
  await vi.waitFor(() => expect(camera.film).not.toBeNull());
  door.onended();
  await started;
  await vi.waitFor(() => expect(door.log.at(-1)).toBe('end'));
  expect([camera.film, camera.problem]).toEqual([null, 'in_use']);
});

test('a frame that cannot be read is passed over; without a reader it ends', async () => {
  const door = new Door();
  door.sight = -1;
  door.fails = new Failed('unreadable', { file: 'カメラ', reason: 'broken_picture' });
  const camera = new Camera(door, () => undefined);
  const started = camera.start();
  await vi.waitFor(() => expect(door.paused.length).toBeGreaterThan(1));
  door.fails = new Failed('unreadable', { file: 'カメラ', reason: 'no_reader' });
  await started;
  expect(camera.failure?.text('reason')).toBe('no_reader');
  expect(door.log.at(-1)).toBe('end');
});
