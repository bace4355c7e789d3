import { CLIENTS } from './clients';

const INSIDE = 'the-services-own-token';

/** Lets requests with `accepted()` in and refuses all others, as a service whose tokens change. */
export const accepting = (accepted: () => string) => ({
  token: INSIDE,
  clients: CLIENTS,
  intercept: (request: { headers: { authorization?: string | undefined } }) => {
    const isAccepted = request.headers.authorization === `Bearer ${accepted()}`;
    request.headers.authorization = isAccepted ? `Bearer ${INSIDE}` : 'Bearer no';
    return false;
  },
});
