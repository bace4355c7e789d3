/**
 * Which answer is the newer one, by a logical clock: a read says what was so when it was asked for or later, an edit what
 * is so when its answer comes.
 */
export class Freshness {
  #clock = 0;
  /** As of when the last list is that was taken over. */
  #listedAt = 0;
  /** As of when each client is known, by id, where that is after the list. */
  readonly #settledAt = new Map<string, number>();

  /** The next tick of the clock. */
  next(): number {
    return ++this.#clock;
  }

  /** Whether a read of a client that was asked for at `asked` says something that is not known better. */
  isNews(id: string, asked: number): boolean {
    return asked > this.#listedAt && asked > (this.#settledAt.get(id) ?? 0);
  }

  /** Notes that clients are known as they are at `time`; `null` stands for the top level, which has no record. */
  settle(ids: readonly (string | null)[], time: number): void {
    for (const id of ids) if (id !== null) this.#settledAt.set(id, Math.max(time, this.#settledAt.get(id) ?? 0));
  }

  /** Notes that a list asked for at `asked` was taken over. */
  listed(asked: number): void {
    this.#listedAt = asked;
    for (const [id, time] of this.#settledAt) if (time < asked) this.#settledAt.delete(id);
  }

  clear(): void {
    this.#listedAt = this.#clock;
    this.#settledAt.clear();
  }
}
