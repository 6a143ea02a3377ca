// Measures the wizard at its largest (500 steps, 5,000 people) beside its limits: opening, and a tick to paint.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { closeBrowser, importFiles, open } from './support/session.mjs';

const STEPS = 500;
const PEOPLE = 5_000;
const ROUNDS = 15;
const OPENING_MS = 150;
const TICK_MS = 50;

const session = await open({ book: 'empty', language: 'ja' });
try {
  const { view, folder, invoke } = session;
  const table = ['氏名,部署', ...Array.from({ length: PEOPLE }, (_, at) => `社員 ${at + 1},営業${(at % 7) + 1}課`)];
  writeFileSync(join(folder, 'people.csv'), table.join('\n'));
  await importFiles(session, [join(folder, 'people.csv')], { internal: true });
  const step = (at) => `[[step]]\nid = "step-${at}"\ntitle.ja = "手順 ${at}"\nkind.confirm = { points = [{ id = "x", text.ja = "確かめた" }] }\n`;
  const template = `id = "large"\nchecked_on = "2026-11-28"\ntitle.ja = "大きな手続き"\nrun_title.ja = "{subject}"\n
[[step]]\nid = "people"\ntitle.ja = "全員"\nkind.people = { done.ja = "済", source = "internal" }\n${Array.from({ length: STEPS - 1 }, (_, at) => step(at + 1)).join('')}`;
  writeFileSync(join(folder, 'large.toml'), template);
  await session.pick(join(folder, 'large.toml'));
  const { id } = await invoke('import_template');
  const run = await invoke('start_run', { template: String(id), subject: { subject: 'text', name: '全社' }, name: '大きな手続き' });
  await view.reload();
  await session.settled();

  const again = view.getByRole('button', { name: session.words.home_go_on_with.replace('{name}', '大きな手続き') });
  const opening = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round > 0) {
      await view.getByRole('heading', { level: 1 }).first().focus();
      await view.keyboard.press('Escape');
    }
    await again.waitFor();
    await session.settled();
    const item = again;
    opening.push(
      await item.evaluate(async (element) => {
        const begun = performance.now();
        element.click();
        const shown = () => document.querySelectorAll('input[type=checkbox]').length > 5 && document.body.innerText.includes('社員 1');
        while (!shown()) await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        return performance.now() - begun;
      }),
    );
  }
  const ticks = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ticks.push(
      await view.evaluate(async (at) => {
        const boxes = [...document.querySelectorAll('[data-step] input[type=checkbox]')];
        const box = boxes[2 + at];
        const begun = performance.now();
        box.click();
        await new Promise(requestAnimationFrame);
        await new Promise((done) => setTimeout(done));
        return performance.now() - begun;
      }, round % 5),
    );
    await session.settled();
  }
  const saved = await invoke('run_step', { id: run.id, step: 'people' });
  const done = saved.facts.people.people.filter((person) => person.done).length;
  tell(`opening a run of ${STEPS} steps and ${PEOPLE} people`, opening, OPENING_MS);
  tell('a tick to paint', ticks, TICK_MS);
  console.log(`${done} ticks are in the book`);
} finally {
  await session.close();
  await closeBrowser();
}

function tell(what, times, limit) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) => sorted[Math.floor((sorted.length - 1) * part)].toFixed(0);
  console.log(`${what}: median ${at(0.5)} ms, slowest ${at(1)} ms (allowed ${limit})`);
}
