// Every kind of step with its gate shut: neither the button nor a key of the window gets past it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { closeBrowser, open, root } from '../support/session.mjs';

after(closeBrowser);

for (const language of ['ja', 'en']) {
  test(`no gate of any kind is passed in the window, in ${language}`, async () => {
    const session = await open({ language, book: 'empty' });
    try {
      const { view, words, invoke } = session;
      await session.pick(join(root, 'tests', 'golden', 'every-kind.toml'));
      const template = (await invoke('import_template')).id;
      const subject = { subject: 'text', name: '西村製本' };
      const run = (await invoke('start_run', { template: String(template), subject, name: 'すべての種類' })).id;
      await view.reload();
      await session.settled();
      await view.getByRole('button', { name: words.home_go_on_with.replace('{name}', 'すべての種類') }).click();
      const rail = view.getByRole('navigation', { name: words.run_steps });
      const gate = view.getByRole('region', { name: words.run_gate });
      for (const { id, title, kind } of (await invoke('run_status', { id: run })).steps) {
        await rail.getByRole('button', { name: title[language] }).click();
        await view.locator(`[data-step=${id}]`).waitFor();
        await session.settled();
        const button = gate.locator('[data-act]').last();
        if (await button.count()) {
          const act = await button.getAttribute('data-act');
          assert.ok((await button.getAttribute('aria-disabled')) === 'true' || ['look', 'cross'].includes(act), `${id}: ${act}`);
        }
        await view.keyboard.press('Control+Enter');
        await session.settled();
        assert.equal(await view.getByRole('dialog').count(), 0, `${id} asks for nothing`);
        await gate.getByRole('button', { name: words.run_skip }).count().then((skips) => assert.equal(skips > 0, ['backup', 'carry', 'notice'].includes(kind), id));
        assert.deepEqual(await faultsOf(session), [], `${kind} with nothing in it`);
        const { steps } = await invoke('run_status', { id: run });
        assert.ok(['open', 'doing', 'blocked'].includes(steps.find((step) => step.id === id).state), `${id} isn't done`);
      }
      assert.equal((await invoke('run_status', { id: run })).done, 0);
    } finally {
      await session.close();
    }
  });
}
