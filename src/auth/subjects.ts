import type { Memento } from 'vscode';

const STATE_KEY = 'aleta.subjects';
/** Of how many accounts they are kept. */
const MAX_ACCOUNTS = 50;

/** Subjects of the tokens that one key or command gave: see `TokenIdentity.subject`. */
interface Known {
  readonly first: string;
  readonly last: string;
}

/**
 * Whose tokens a key or a command gave, over all windows and reloads: what the settings say is not all that tells an account,
 * and what is remembered of one subject is not shown to another. Digests alone.
 */
export class Subjects {
  readonly #state: Memento;

  /** @param state Of the machine. */
  constructor(state: Memento) {
    this.#state = state;
  }

  /** Of the last token that told its subject. @param key `Connection.key` without a subject. */
  last(key: string): string | undefined {
    return this.#known[key]?.last;
  }

  /** What tells a subject from the first one of that key; `undefined` for the first one, whose account is the key's own. */
  suffix(key: string, subject: string | undefined): string | undefined {
    return subject === (this.#known[key]?.first ?? subject) ? undefined : subject;
  }

  /** Notes that a token is of a subject. */
  note(key: string, subject: string): void {
    const known = this.#known[key];
    if (known?.last === subject) return;
    const others = Object.entries(this.#known).filter(([each]) => each !== key);
    const kept = [[key, { first: known?.first ?? subject, last: subject }] as const, ...others].slice(0, MAX_ACCOUNTS);
    void this.#state.update(STATE_KEY, Object.fromEntries(kept));
  }

  get #known(): Readonly<Record<string, Known>> {
    return this.#state.get<Readonly<Record<string, Known>>>(STATE_KEY) ?? {};
  }
}
