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
        if (!(await field.isVisible()) || !(await field.isEditable()) || !(await field.evaluate(reachable))) continue;
        await field.focus();
        await session.settled();
        await session.calls();
        const before = await field.evaluate(looks, FIELDS);
        assert.ok(before.focused, `field ${index} of ${name} has the focus`);
        for (const key of KEYS) {
          for (const how of ['isComposing', 'keyCode']) {
            await field.evaluate(press, { ...key, how });
            await session.settled();
            assert.deepEqual(await field.evaluate(looks, FIELDS), before, `${key.key} (${how}) changed field ${index} of ${name}`);
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

/** Runs in the page: nobody can type into what lies behind a dialog. */
function reachable(element) {
  return document.querySelector('dialog:modal') === null || element.closest('dialog:modal') !== null;
}

/** Runs in the page: what a key could change. */
function looks(element, fields) {
  return {
    value: 'value' in element ? element.value : element.textContent,
    focused: element === document.activeElement,
    fields: document.querySelectorAll(fields).length,
    dialogs: document.querySelectorAll('dialog[open], [role=dialog], [role=menu]').length,
    headings: [...document.querySelectorAll('h1, h2')].map(({ textContent }) => textContent),
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
