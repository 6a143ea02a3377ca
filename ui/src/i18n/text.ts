/** Text as this system's view can draw it. */

let drawsVariants = true;

/** WebKitGTK draws ideographic variation selectors as boxes. */
export function drawVariants(able: boolean): void {
  drawsVariants = able;
}

/** A stored text as it is shown: variation selectors left out where they would be boxes. */
export function shown(text: string): string {
  return drawsVariants ? text : text.replace(/[\u{E0100}-\u{E01EF}]/gu, '');
}
