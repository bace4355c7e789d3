import { once } from 'node:events';
import { request as ask, type IncomingMessage } from 'node:http';
import type { Intercept } from './faults';

/**
 * A second account at the address of a service: what is asked there with `token` is answered by the service at `url`, which
 * has the clients of that account.
 */
export const secondAccount =
  ({ url, token }: { readonly url: string; readonly token: string }): Intercept =>
  async (request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) return false;
    const { method = '', headers } = request;
    const passedOn = ask(new URL(request.url ?? '', url), { method, headers });
    request.pipe(passedOn);
    const [answer] = (await once(passedOn, 'response')) as [IncomingMessage];
    response.writeHead(answer.statusCode ?? 0, answer.headers);
    answer.pipe(response);
    return true;
  };
