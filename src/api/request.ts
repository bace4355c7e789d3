/** What is sent to the service, or to a token endpoint. */
import { MEDIA_TYPE } from './jsonApi';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the base URL, for example `/clients`; or an absolute URL of the same origin, from `links.next`. */
  readonly path: string;
  readonly body?: unknown;
  /** Fields of a form, sent in place of `body`: what RFC 6749 has token endpoints take. The answer is plain JSON. */
  readonly form?: Readonly<Record<string, string>>;
}

/** The body of `request`, and the headers that tell of it and of what is to come back. */
export function contentOf({ body, form }: ApiRequest): { payload: string | null; headers: Record<string, string> } {
  if (form !== undefined) {
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    return { payload: new URLSearchParams(form).toString(), headers };
  }
  if (body === undefined) return { payload: null, headers: { accept: MEDIA_TYPE } };
  return { payload: JSON.stringify(body), headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE } };
}
