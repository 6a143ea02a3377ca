/** How much room the window has, in the text's own measure: at 200 % text a wide window counts as half as wide. */

export type Shape = 'wide' | 'rail' | 'single';

export class Layout {
  width = $state(1280);
  /** Pixels of one rem. */
  rem = $state(16);
  shape: Shape = $derived(this.#shape());

  #shape(): Shape {
    const room = (this.width / this.rem) * 16;
    if (room < 640) return 'single';
    return room < 1000 ? 'rail' : 'wide';
  }

  measure(): void {
    this.width = window.innerWidth;
    this.rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  }
}

export const layout = new Layout();
