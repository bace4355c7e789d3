/** The setting `aleta.apiUrl`, checked. Pure. */

export type ApiUrlProblem = 'notAUrl' | 'notHttps' | 'hasExtras';

export interface ApiUrl {
  /** Without a slash at the end, for example `https://platform.aleta.io/api/v2`. */
  readonly href: string;
  /** Scheme, host and port: what a token belongs to. */
  readonly origin: string;
  /** Host and, where it is not the scheme's own, port: what a person reads. */
  readonly host: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** `text` as the base URL of the API; the token goes there, so it must be `https` unless the host is loopback. */
export function parseApiUrl(text: string): ApiUrl | ApiUrlProblem {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return 'notAUrl';
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) return 'notHttps';
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return 'hasExtras';
  return { href: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, origin: url.origin, host: url.host };
}
