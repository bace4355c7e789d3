/** The token endpoint of the demo service, as strict as one can be (RFC 6749, 5; RFC 7523), and the tokens it issues. */
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AssertionRefusal, DemoAssertions, type DemoKey } from './demoAssertions';
import type { Answer } from './demoRouter';

/** Path of the endpoint, on the origin of the service. */
export const TOKEN_PATH = '/oauth/token';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const FORM_TYPE = /^application\/x-www-form-urlencoded(\s*;\s*charset="?utf-8"?)?$/i;

export interface DemoTokensOptions {
  /** A token that is accepted always. */
  readonly token: string;
  readonly audience: string;
  /** How long (s) an issued token is accepted. */
  readonly lifetimeS: number;
  /** `jwt`: with `iss`, `sub`, `iat` and `exp`, for anyone to read. */
  readonly form: 'opaque' | 'jwt';
  /** Time since 1970 (ms). */
  readonly now: () => number;
}

export class DemoTokens {
  readonly assertions: DemoAssertions;
  readonly #options: DemoTokensOptions;
  readonly #fixed: string;
  /** Issued tokens by their digest, with the time of their end (ms since 1970). */
  readonly #ends = new Map<string, number>();
  readonly #secret = randomBytes(32);

  constructor(options: DemoTokensOptions) {
    this.#options = options;
    this.#fixed = digest(options.token);
    this.assertions = new DemoAssertions(options.audience, options.now);
  }

  /**
   * Whether `token` may use the API. Found by its digest, so that the time which that takes tells nothing about the
   * tokens.
   */
  accepts(token: string): boolean {
    const found = digest(token);
    return found === this.#fixed || (this.#ends.get(found) ?? -Infinity) > this.#options.now();
  }

  /** Answers a request to the endpoint. The answer tells the time of the service. @param body What came with it. */
  answer(request: IncomingMessage, body: Buffer): Answer {
    const { headers, ...rest } = this.#exchange(request, body);
    return { ...rest, headers: { ...headers, Date: new Date(this.#options.now()).toUTCString() } };
  }

  #exchange({ method, headers }: IncomingMessage, body: Buffer): Answer {
    if (method !== 'POST') return refusal('invalid_request', 'Only POST is available here.', 405, { Allow: 'POST' });
    if (headers.authorization !== undefined)
      return refusal('invalid_client', 'No client credentials are known here.', 401);
    if (!FORM_TYPE.test(headers['content-type'] ?? '')) {
      return refusal('invalid_request', 'Content-Type must be application/x-www-form-urlencoded.');
    }
    const form = new URLSearchParams(body.toString('utf8'));
    // RFC 6749, 3.2: parameters must not be sent more than once, and those without a value count as left out.
    if (new Set(form.keys()).size !== form.size) return refusal('invalid_request', 'A parameter was sent twice.');
    const grantType = form.get('grant_type');
    const assertion = form.get('assertion');
    if (!grantType || (grantType === GRANT_TYPE && !assertion)) {
      return refusal('invalid_request', 'grant_type and assertion are needed.');
    }
    if (grantType !== GRANT_TYPE) return refusal('unsupported_grant_type', `grant_type must be ${GRANT_TYPE}.`);
    try {
      return this.#issue(this.assertions.take(assertion ?? ''));
    } catch (error) {
      if (error instanceof AssertionRefusal) return refusal('invalid_grant', error.message);
      throw error;
    }
  }

  #issue(key: DemoKey): Answer {
    const { form, lifetimeS, now } = this.#options;
    const nowMs = now();
    for (const [each, end] of this.#ends) if (end <= nowMs) this.#ends.delete(each);
    const token = form === 'jwt' ? this.#jwt(key, nowMs) : randomBytes(32).toString('base64url');
    this.#ends.set(digest(token), nowMs + lifetimeS * 1000);
    return reply(200, { access_token: token, token_type: 'Bearer', expires_in: lifetimeS });
  }

  #jwt({ issuer, subject }: DemoKey, nowMs: number): string {
    const iat = Math.floor(nowMs / 1000);
    const claims = { iss: issuer, sub: subject, iat, exp: iat + this.#options.lifetimeS, jti: randomUUID() };
    const input = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => encoded(JSON.stringify(part))).join('.');
    return `${input}.${createHmac('sha256', this.#secret).update(input).digest('base64url')}`;
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const encoded = (text: string): string => Buffer.from(text).toString('base64url');

/** Nothing on the way may keep it (RFC 6749, 5.1). */
const reply = (status: number, document: unknown, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Pragma: 'no-cache', ...headers },
  document,
});

const refusal = (code: string, description: string, status = 400, headers?: Answer['headers']): Answer =>
  reply(status, { error: code, error_description: description }, headers);
