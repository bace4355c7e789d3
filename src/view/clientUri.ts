import { Uri } from 'vscode';
import type { Session } from '../auth/services';

export const SCHEME = 'aleta';

/** Stands for the demo data in place of a host. */
const DEMO = 'demo';

/** What a document is of. */
export interface ClientPlace {
  /** As `serviceOf` gives it. */
  readonly service: string;
  readonly id: string;
}

/** The service of a session as it stands in URIs: its host, or that it is demo data. */
export const serviceOf = ({ kind, url }: Pick<Session, 'kind' | 'url'>): string => (kind === 'demo' ? DEMO : url.host);

export const isDemo = (service: string): boolean => service === DEMO;

/** @param id opaque, but well-formed: it was read from the API under it. */
export const clientUri = ({ service, id }: ClientPlace): Uri =>
  Uri.from({ scheme: SCHEME, authority: service, path: `/clients/${encodeURIComponent(id)}.json` });

/** What `uri` is of; `undefined` where it is not of a client. */
export function readClientUri({ scheme, authority, path }: Uri): ClientPlace | undefined {
  const encoded = /^\/clients\/([^/]+)\.json$/.exec(path)?.[1];
  if (scheme !== SCHEME || encoded === undefined) return undefined;
  try {
    return { service: authority, id: decodeURIComponent(encoded) };
  } catch {
    return undefined;
  }
}
