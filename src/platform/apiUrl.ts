/** The setting `aleta.apiUrl`, checked. Pure. */
import type { ServiceAddress } from '../api/connection';

export type ApiUrlProblem = 'notAUrl' | 'notHttps' | 'hasExtras';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** `text` as the base URL of the API; the token goes there, so it must be `https` unless the host is loopback. */
export function parseApiUrl(text: string): ServiceAddress | ApiUrlProblem {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return 'notAUrl';
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) return 'notHttps';
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return 'hasExtras';
  return { href: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, origin: url.origin, host: url.host };
}
