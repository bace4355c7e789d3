/** A box on the stack. */
export interface OpenBox {
  readonly isWorking: boolean;
  /** On top again, after the box that was above it ended. */
  comeBack(isTurnedAway: boolean): void;
  dismiss(): void;
}

/** The boxes that are to be on screen. VS Code shows one at a time: the last one, and the others wait for it to end. */
export class BoxStack {
  readonly #boxes: OpenBox[] = [];

  get top(): OpenBox | undefined {
    return this.#boxes.at(-1);
  }

  /** Puts a box on top, where it is not on the stack already. */
  enter(box: OpenBox): void {
    if (!this.#boxes.includes(box)) this.#boxes.push(box);
  }

  /**
   * Takes a box off the screen, or out of those that wait.
   *
   * @param isTurnedAway Whether the person no longer had the box before them.
   */
  leave(box: OpenBox, isTurnedAway: boolean): void {
    const position = this.#boxes.lastIndexOf(box);
    if (position < 0) return;
    const wasTop = this.top === box;
    this.#boxes.splice(position, 1);
    if (wasTop) this.#boxes.at(-1)?.comeBack(isTurnedAway);
  }
}
