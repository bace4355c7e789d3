import { composed, isSameName } from './sentName';

/** A name that was sent, and what the service made of it. */
interface WrittenName {
  readonly sent: string;
  readonly stored: string;
}

/** What was written from here on one connection, by client id: it tells our own edits, and what the service made of them, from others'. */
export class OwnWrites {
  readonly #created = new Set<string>();
  /** The last name that each client was given. */
  readonly #names = new Map<string, WrittenName>();
  readonly #removed = new Set<string>();

  noteCreated(id: string, sent: string, stored: string): void {
    this.#created.add(id);
    this.noteNamed(id, sent, stored);
  }

  noteNamed(id: string, sent: string, stored: string): void {
    this.#names.set(id, { sent: composed(sent), stored });
  }

  noteRemoved(id: string): void {
    this.#removed.add(id);
  }

  hasCreated(id: string): boolean {
    return this.#created.has(id);
  }

  hasRemoved(id: string): boolean {
    return this.#removed.has(id);
  }

  /** Whether `stored` is the name that we gave the client last, as the service has it. */
  hasNamed(id: string, stored: string): boolean {
    return this.#names.get(id)?.stored === stored;
  }

  /** Whether the name `seen`, in a tree, a box or a document, is the client's name `stored`, maybe as it was sent. */
  isNameOf(id: string, seen: string, stored: string): boolean {
    if (isSameName(seen, stored)) return true;
    const written = this.#names.get(id);
    return written?.sent === composed(seen) && isSameName(written.stored, stored);
  }
}
