import type { Connection } from '../../api/connection';
import { Emitter } from '../../base/emitter';
import { runTimeSliced } from '../../base/timeSlices';
import { findingKey, findingSteps, type Finding } from '../hierarchy/findings';
import type { Hierarchy } from '../hierarchy/hierarchy';
import type { ClientStore } from './clientStore';

/**
 * What is wrong or suspicious about the clients of one connection. After `check`, each change of the clients has them checked
 * again: all of them, since an edit may make or end an issue of any client beside. Changes that come during a check are
 * answered by one more check, however many they are.
 */
export class LiveFindings {
  readonly connection: Connection;
  readonly #store: ClientStore;
  readonly #report: (error: unknown) => void;
  readonly #changed: Emitter<void>;
  readonly #lifetime = new AbortController();
  readonly #listener: { dispose(): void };
  #all: readonly Finding[] = [];
  #isChecking = false;
  /** The last check that a change began. */
  #running: Promise<void> | undefined;
  /** How often clients changed. */
  #changes = 0;

  /** @param report Told what a check or a listener threw. */
  constructor(store: ClientStore, connection: Connection, report: (error: unknown) => void) {
    this.connection = connection;
    this.#store = store;
    this.#report = report;
    this.#changed = new Emitter(report);
    this.#listener = store.onDidChangeClients(() => {
      this.#changes++;
      this.#checkAgain();
    });
  }

  /** Records first, then clients in the order of the tree, as of the last check; none once disposed. */
  get all(): readonly Finding[] {
    return this.#all;
  }

  /** A check that a change began is done. */
  get onDidChange() {
    return this.#changed.event;
  }

  /**
   * Checks all clients in time slices.
   *
   * @param signal Gives the check up.
   * @throws `signal.reason` when aborted.
   */
  async check(signal = this.#lifetime.signal): Promise<void> {
    const { hierarchy, connection } = this.#store;
    const asOf = this.#changes;
    if (hierarchy === undefined || connection !== this.connection) return;
    this.#isChecking = true;
    try {
      const found = await runTimeSliced(findingSteps(hierarchy), signal);
      this.#lifetime.signal.throwIfAborted();
      // Of another hierarchy, or of none any more, they are about clients that are not the ones of now.
      if (this.#store.hierarchy === hierarchy) this.#all = this.#changes === asOf ? found : ofNow(found, hierarchy);
    } finally {
      this.#isChecking = false;
    }
    this.#changed.fire();
    if (this.#changes !== asOf) this.#checkAgain();
  }

  /** Resolves once all changes so far were answered by a check. */
  async settled(): Promise<void> {
    for (let running; running !== this.#running;) {
      running = this.#running;
      await running;
    }
  }

  #checkAgain(): void {
    if (this.#isChecking || this.#lifetime.signal.aborted) return;
    this.#running = this.check().catch((error: unknown) => {
      if (!this.#lifetime.signal.aborted) this.#report(error);
    });
  }

  /** Ends a check that is under way, and forgets what was found. */
  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
    this.#lifetime.abort();
    this.#all = [];
  }
}

/** Those of `found` whose client is still there, each once: clients may have gone or moved while they were checked. */
function ofNow(found: readonly Finding[], hierarchy: Hierarchy): Finding[] {
  const byKey = new Map(found.map((finding) => [findingKey(finding), finding]));
  return [...byKey.values()].filter(
    (finding) => finding.kind === 'badRecord' || hierarchy.get(finding.node.id) === finding.node,
  );
}
