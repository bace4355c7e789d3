/** The setting `aleta.apiUrl`, checked. Pure. */
import type { ServiceAddress } from '../api/connection';
import { isLoopback } from '../base/loopback';

export type ApiUrlProblem = 'notAUrl' | 'notHttps' | 'hasExtras';

/** `text` as the base URL of the API; the token goes there, so it must be `https` unless the host is loopback. */
export function parseApiUrl(text: string): ServiceAddress | ApiUrlProblem {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return 'notAUrl';
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return 'notHttps';
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return 'hasExtras';
  return { href: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, origin: url.origin, host: url.host };
}
