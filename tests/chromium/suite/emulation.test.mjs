// High contrast and reduced motion, as the system's settings ask for them.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { SCREENS } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const STOPS = 30;

for (const [name, { go, book, alike }] of Object.entries(SCREENS)) {
  if (alike) continue;
  test(`${name} shows its focus and its choices in high contrast, and nothing moves`, async () => {
    const session = await open({ book });
    try {
      const { view } = session;
      await view.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
      await go(session);
      assert.deepEqual(await faultsOf(session), []);
      assert.deepEqual(await view.evaluate(moving), [], 'nothing is animated');
      await view.evaluate(() => document.activeElement?.blur());
      const unseen = [];
      for (let stop = 0; stop < STOPS; stop += 1) {
        await view.keyboard.press('Tab');
        const fault = await view.evaluate(unseenFocus);
        if (fault) unseen.push(fault);
      }
      assert.deepEqual([...new Set(unseen)], [], 'every stop of Tab is seen');
    } finally {
      await session.close();
    }
  });
}

/** Runs in the page: what takes time to change. The late sentence is a delay and no movement. */
function moving() {
  return document
    .getAnimations()
    .filter((animation) => animation.effect.getComputedTiming().endTime > 0 && animation.animationName !== 'late')
    .map((animation) => animation.animationName ?? animation.transitionProperty);
}

/** Runs in the page: what has the focus without an outline of its own, of its drawn box or of the row it stands for. */
function unseenFocus() {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const outlined = (element) => {
    if (!element) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
  };
  const row = document.getElementById(focused.getAttribute('aria-activedescendant') ?? '');
  const drawn = [focused, focused.nextElementSibling, focused.closest('[role=search]'), row];
  // A title takes the focus for screen readers and shows none; a splitter becomes a thick line.
  if (drawn.some(outlined) || focused.matches('h1, h2, [role=separator]')) return null;
  return `${focused.tagName.toLowerCase()}.${focused.className} ${focused.textContent.trim().slice(0, 20)}`;
}
