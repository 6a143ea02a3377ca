// What tests of dialogs do again and again, and where they look.
import { open } from './session.mjs';

/** Where a command's answer has no page to tell its progress to. */
export const CHANNEL = '__CHANNEL__:0';

export const dialog = (session) => session.view.getByRole('dialog');
export const button = (session, name, within = session.view) => within.getByRole('button', { name, exact: true });
/** A message with its blanks filled in. */
export const filled = (text, blanks) => Object.entries(blanks).reduce((all, [key, value]) => all.replaceAll(`{${key}}`, value), text);

/** A window over an empty book, closed whatever becomes of the test. */
export async function withSession(how, body) {
  const session = await open({ book: 'empty', ...how });
  try {
    return await body(session);
  } finally {
    await session.close();
  }
}

export async function press(session, name) {
  await button(session, name).click();
  await session.settled();
}

export async function key(session, pressed) {
  await session.view.keyboard.press(pressed);
  await session.settled();
}
