import { describe, expect, it } from 'vitest';

import { Failed } from '../../backend';
import type { CodeRequest, CodeSettings, ShownCode } from '../../backend';
import { Showing } from './showing.svelte';
import type { ShowingDoor } from './showing.svelte';

const last: CodeSettings = { format: 'vcard', preset: 'card', parts: [], level: 'M' };

/** Answers with what was asked for; each answer waits until it is let go. */
class Door implements ShowingDoor {
  asked: { request: CodeRequest; room: number }[] = [];
  remembered: CodeSettings[] = [];
  saves = 0;
  waiting: (() => void)[] = [];
  held = false;

  async code(_id: number, request: CodeRequest, room: number): Promise<ShownCode> {
    this.asked.push({ request: structuredClone(request), room });
    if (this.held) await new Promise<void>((go) => this.waiting.push(go));
    const keys = request.pick.by === 'parts' ? request.pick.of : ['name', 'company', 'phones[0]'];
    const parts = ['name', 'company', 'phones[0]', 'emails[0]'].map((key) => ({
      key,
      field: key,
      label: '',
      texts: [key],
      bytes: 10,
      taken: key === 'name' || keys.includes(key),
    }));
    return {
      name: '西村',
      company: '',
      seal: '西',
      kind: 'person',
      photo: null,
      own: true,
      parts,
      has_link: false,
      bytes: 40,
      unfit: [],
      missing: [],
      picture: {
        png: `${JSON.stringify(request)}`,
        side_px: 100,
        module_px: 2,
        version: 4,
        level: 'M',
        advice: 'good',
        printed_mm: 13.5,
      },
      refused: null,
    };
  }

  async save(): Promise<string | null> {
    this.saves += 1;
    if (this.held) await new Promise<void>((go) => this.waiting.push(go));
    return '西村.png';
  }

  copy(): Promise<unknown> {
    return Promise.reject(new Failed('clipboard', {}));
  }

  remember(settings: CodeSettings): void {
    this.remembered.push(structuredClone(settings));
  }

  go(): void {
    this.waiting.splice(0).forEach((go) => go());
  }
}

async function ready(): Promise<{ work: Showing; door: Door }> {
  const door = new Door();
  const work = new Showing(1, door, last);
  await work.fit(600);
  return { work, door };
}

describe('showing a code', () => {
  it('asks once there is room for a picture', async () => {
    const door = new Door();
    const work = new Showing(1, door, last);
    await work.load();
    expect(door.asked).toEqual([]);
    await work.fit(600);
    expect(door.asked.map(({ room }) => room)).toEqual([600]);
    await work.fit(600);
    expect(door.asked.length).toBe(1);
  });

  it('makes the choice one’s own when a part is taken in or out, and remembers it', async () => {
    const { work, door } = await ready();
    await work.toggle('emails[0]');
    expect(work.preset).toBeNull();
    expect(work.parts).toEqual(['name', 'company', 'phones[0]', 'emails[0]']);
    await work.toggle('company');
    expect(door.remembered.at(-1)).toEqual({
      format: 'vcard',
      preset: null,
      parts: ['name', 'phones[0]', 'emails[0]'],
      level: 'M',
    });
    expect(work.shown?.parts.filter((part) => part.taken).map((part) => part.key)).toEqual([
      'name',
      'phones[0]',
      'emails[0]',
    ]);
  });

  it('begins one’s own choice with what is taken now', async () => {
    const { work } = await ready();
    await work.choose(null);
    expect(work.parts).toEqual(['name', 'company', 'phones[0]']);
  });

  it('shows the last of several wishes, however the answers come', async () => {
    const { work, door } = await ready();
    door.held = true;
    const first = work.guard('Q');
    void work.guard('H');
    void work.choose('phone');
    door.go();
    await new Promise((go) => setTimeout(go));
    expect(work.shown?.picture?.png).toContain('"M"');
    door.held = false;
    door.go();
    await first;
    expect(work.shown?.picture?.png).toContain('"H"');
    expect(work.shown?.picture?.png).toContain('phone');
    expect(door.asked.length).toBe(3);
  });

  it('saves once, however often it is pressed', async () => {
    const { work, door } = await ready();
    door.held = true;
    const both = [work.save({ kind: 'svg' }), work.save({ kind: 'svg' })];
    door.go();
    expect(await Promise.all(both)).toEqual(['西村.png', null]);
    expect(door.saves).toBe(1);
  });

  it('says when the clipboard takes nothing', async () => {
    const { work } = await ready();
    expect(await work.copy()).toBe(false);
    expect(work.failure?.code).toBe('clipboard');
  });

  it('leaves a choice among links behind with the links', async () => {
    const { work } = await ready();
    await work.write('link');
    await work.link('urls[1]');
    expect(work.request).toEqual({ format: 'link', pick: { by: 'parts', of: ['urls[1]'] }, level: 'M' });
    await work.write('mecard');
    expect(work.request.pick).toEqual({ by: 'preset', of: 'card' });
  });
});
