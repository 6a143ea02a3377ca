// While an input method composes, its keys belong to it: Enter, Escape, Delete and Ctrl+Z do nothing in any text field.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { SCREENS } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const KEYS = [
  { key: 'Enter' },
  { key: 'Escape' },
  { key: 'Delete' },
  { key: 'z', ctrlKey: true },
  { key: 'Tab' },
  { key: 'ArrowDown' },
];
const FIELDS = 'input:not([type]), input[type=text], input[type=search], input[type=email], input[type=tel], input[type=url], textarea, [contenteditable=true]';

/** Commands that only read. */
const READING = /^(app_state|counts|list|sections|position|ids|contact|search|search_ids|trash_page|trash_ids|preview|preview_people|opened|changes|due|save_settings|duplicates|compare|home|runs|run_status|run_step|templates|template|services|service|accesses|accesses_of|rules|has_card_number|notice_texts|invites|invite_ids|invite|invite_code|invite_texts|batch_preview|open_invite|invite_beside|take_link|copies)$/;

for (const [name, { go, book, alike }] of Object.entries(SCREENS)) {
  if (alike) continue;
  test(`keys of the input method do nothing in the text fields of ${name}`, async () => {
    const session = await open({ book });
    try {
      await go(session);
      const fields = session.view.locator(FIELDS);
      const count = await fields.count();
      for (let index = 0; index < count; index += 1) {
        const field = fields.nth(index);
        if (!(await field.isVisible()) || !(await field.isEditable())) continue;
        await field.focus();
        await session.settled();
        await session.calls();
        for (const key of KEYS) {
          for (const how of ['isComposing', 'keyCode']) {
            const before = await looks(session, field);
            await field.evaluate(press, { ...key, how });
            await session.settled();
            assert.deepEqual(await looks(session, field), before, `${key.key} (${how}) changed field ${index} of ${name}`);
          }
        }
        const writes = (await session.calls()).map(({ command }) => command).filter((command) => !READING.test(command));
        assert.deepEqual(writes, [], `field ${index} of ${name} wrote while composing`);
      }
      if (['search', 'edit'].includes(name)) assert.ok(count > 0, `${name} has text fields to try`);
    } finally {
      await session.close();
    }
  });
}

async function looks(session, field) {
  return {
    value: await field.evaluate((element) => ('value' in element ? element.value : element.textContent)),
    focused: await field.evaluate((element) => element === document.activeElement),
    fields: await session.view.locator(FIELDS).count(),
    dialogs: await session.view.locator('dialog[open], [role=dialog], [role=menu]').count(),
    headings: await session.view.locator('h1, h2').allTextContents(),
  };
}

/** Runs in the page: a key as WebKit and Chromium report it while an input method composes. */
function press(element, { key, ctrlKey = false, how }) {
  const event = (type) => {
    const made = new KeyboardEvent(type, { key, ctrlKey, isComposing: how === 'isComposing', bubbles: true, cancelable: true });
    if (how === 'keyCode') Object.defineProperty(made, 'keyCode', { get: () => 229 });
    return made;
  };
  element.dispatchEvent(event('keydown'));
  element.dispatchEvent(event('keyup'));
}
