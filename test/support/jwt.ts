const encoded = (payload: string | Uint8Array): string => Buffer.from(payload).toString('base64url');

/** A token in the form of a JWT with these claims, as they are written. Nobody could verify its signature. */
export const jwtOf = (claims: string | Uint8Array): string => `${encoded('{"alg":"ES256"}')}.${encoded(claims)}.c2ln`;

/** A token in the form of a JWT with these claims. */
export const jwt = (claims: unknown): string => jwtOf(JSON.stringify(claims));
