/** Parts of the extension that are read from disk when they are first needed. */

/** A part could not be read. Its file is gone, most likely: an update under a running window takes it away. */
export class LazyPartError extends Error {
  constructor(name: string, cause: unknown) {
    super(`${name} could not be loaded`, { cause });
    this.name = 'LazyPartError';
  }
}

/**
 * Has `load` run once, when first asked. What failed is tried again by whoever asks next.
 *
 * @param name Of the part, for the log.
 * @returns Gives the part. Throws LazyPartError.
 */
export function lazyPart<T>(name: string, load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw new LazyPartError(name, error);
    });
    return loading;
  };
}
