import { expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import type { Exported, ExportFormat, ExportWhat } from '../../backend';
import { Export } from './export.svelte';
import type { Offer } from './export.svelte';

const all: Offer = { key: 'all', what: { what: 'list', of: { list: 'all' } }, count: 60 };
const two: Offer = { key: 'selection', what: { what: 'contacts', of: [1, 2] }, count: 2 };

class Door {
  asked: [ExportFormat, ExportWhat][] = [];
  answer: () => Promise<Exported | null> = () =>
    Promise.resolve({
      file_name: '名簿.vcf',
      report: { written: 2, unfit: [], unfit_count: 0, left_out: 0, lost: [] },
    });
  cancels = 0;
  export = (format: ExportFormat, what: ExportWhat) => {
    this.asked.push([format, what]);
    return this.answer();
  };
  cancel = () => Promise.resolve((this.cancels += 1));
}

test('what is selected stands chosen', async () => {
  const door = new Door();
  const work = new Export(door, [two, all]);
  expect(work.chosen).toBe('selection');
  work.format = 'csv-cp932';
  expect((await work.start())?.file_name).toBe('名簿.vcf');
  expect(door.asked).toEqual([['csv-cp932', two.what]]);
  expect(work.busy).toBe(false);
});

test('closing the save dialog leaves the export dialog as it was', async () => {
  const door = new Door();
  door.answer = () => Promise.resolve(null);
  const work = new Export(door, [all]);
  expect(await work.start()).toBeNull();
  expect(work.failure).toBeNull();
  expect(work.ready).toBe(true);
});

test('an empty list cannot be exported', async () => {
  const door = new Door();
  const work = new Export(door, [{ ...all, count: 0 }]);
  await work.start();
  expect(door.asked).toEqual([]);
});

test('a cancelled export is no failure', async () => {
  const door = new Door();
  door.answer = () => Promise.reject(new Failed('cancelled'));
  const work = new Export(door, [all]);
  await work.start();
  expect(work.cancelled).toBe(true);
  expect(work.failure).toBeNull();
  door.answer = () => Promise.reject(new Failed('disk_full'));
  await work.start();
  expect(work.failure?.code).toBe('disk_full');
});
