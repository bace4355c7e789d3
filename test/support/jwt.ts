const encoded = (text: string): string => Buffer.from(text).toString('base64url');

/** A token in the form of a JWT with these claims. Nobody could verify its signature. */
export const jwt = (claims: unknown): string => `${encoded('{"alg":"ES256"}')}.${encoded(JSON.stringify(claims))}.c2ln`;
