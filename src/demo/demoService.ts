import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { DemoKey } from './demoAssertions';
import { demoClients } from './demoClients';
import { DemoData, type DemoClientSeed } from './demoData';
import { errorDocument, Refusal } from './demoDocuments';
import { BASE_PATH, checkHost, MEDIA_TYPE, readBody, route, targetOf, type Answer } from './demoRouter';
import { DemoTokens, TOKEN_PATH } from './demoTokens';

export interface DemoServiceOptions {
  /** The bearer token that is accepted always, beside those that the token endpoint issues. Never empty. */
  readonly token: string;
  /** `aud` of the assertions that are taken; the origin of the service where left out. */
  readonly audience?: string;
  /** How long (s) an issued token is accepted; an hour where left out. */
  readonly tokenLifetimeS?: number;
  /** What issued tokens look like; `opaque` where left out. */
  readonly tokenForm?: 'opaque' | 'jwt';
  /** Time since 1970 (ms) for assertions and issued tokens; `Date.now` where left out. */
  readonly now?: () => number;
  /** What the service holds at first, unchecked; without it the built-in fictional clients. */
  readonly clients?: readonly DemoClientSeed[];
  /**
   * Called first with every request, before anything is checked; returns true when it answered (or destroyed) the
   * request itself. Tests make faults with it. When it throws, the answer is a 500.
   */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;
}

export interface DemoService {
  /** Base address of the API, `http://127.0.0.1:<port>/api/v2`. */
  readonly url: string;
  /** Address of the token endpoint, `http://127.0.0.1:<port>/oauth/token`. */
  readonly tokenUrl: string;
  /** `aud` of the assertions that it takes. */
  readonly audience: string;
  /**
   * Does what Aleta's people do with a public key that they are sent: makes it known, and gives what goes into its
   * assertions. The same key gets the same again.
   *
   * @throws TypeError for what is no public JWK of P-256.
   */
  registerKey(publicJwk: unknown): DemoKey;
  /** The live data: what is edited here is what the next request sees. */
  readonly data: DemoData;
  /** Stops listening and ends open connections too, answered or not. May be called again. */
  close(): Promise<void>;
}

/**
 * Starts the documented API on a free port of 127.0.0.1, with data of its own that lasts until it is closed.
 * Rejects with the operating system's error when it cannot listen.
 */
export async function startDemoService(options: DemoServiceOptions): Promise<DemoService> {
  const { token, intercept } = options;
  if (token === '') throw new RangeError('The demo service needs a token');
  const data = new DemoData(options.clients ?? demoClients());
  const server = createServer((request, response) => void handle(request, response));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (await intercept?.(request, response)) return;
      await send(request, response, await answerTo(request));
    } catch {
      // Neither cause nor stack goes out: they may quote the request, and with it the token.
      if (response.headersSent || response.destroyed) response.destroy();
      else await send(request, response, refused(new Refusal(500, 'The demo service failed.')));
    }
  }

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    try {
      if (targetOf(request.url ?? '').path === TOKEN_PATH) {
        checkHost(request.headers.host);
        return tokens.answer(request, await readBody(request));
      }
      return await route(request, (each) => tokens.accepts(each), data);
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      throw error;
    }
  }

  const port = await listen(server);
  const origin = `http://127.0.0.1:${port}`;
  const { audience = origin, tokenLifetimeS = 3_600, tokenForm = 'opaque', now = Date.now } = options;
  const tokens = new DemoTokens({ token, audience, lifetimeS: tokenLifetimeS, form: tokenForm, now });
  let closed: Promise<void> | undefined;
  return {
    url: `${origin}${BASE_PATH}`,
    tokenUrl: `${origin}${TOKEN_PATH}`,
    audience,
    registerKey: (publicJwk) => tokens.assertions.register(publicJwk),
    data,
    close: () => (closed ??= close(server)),
  };
}

const refused = (refusal: Refusal): Answer => ({
  status: refusal.status,
  headers: { 'Content-Type': MEDIA_TYPE, ...refusal.headers },
  document: errorDocument(refusal),
});

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  if (answer.document === undefined) {
    response.writeHead(answer.status, answer.headers).end();
  } else {
    const plain = Buffer.from(JSON.stringify(answer.document));
    const { body, headers } = await compressed(plain, request.headers['accept-encoding']);
    response.writeHead(answer.status, { ...answer.headers, ...headers, 'Content-Length': body.length }).end(body);
  }
  // A request body that nobody read would hold up the next request on this connection.
  request.resume();
}

const COMPRESS_FROM_BYTES = 1024;
// Brotli's own default, 11, is made for files compressed once and takes seconds on a large list.
const BROTLI_QUALITY = 4;

async function compressed(
  body: Buffer,
  acceptEncoding = '',
): Promise<{ body: Buffer; headers: Readonly<Record<string, string>> }> {
  if (body.length <= COMPRESS_FROM_BYTES) return { body, headers: {} };
  const Vary = 'Accept-Encoding';
  if (accepts(acceptEncoding, 'br')) {
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } };
    return { body: await promisify(brotliCompress)(body, options), headers: { 'Content-Encoding': 'br', Vary } };
  }
  if (accepts(acceptEncoding, 'gzip')) {
    return { body: await promisify(gzip)(body), headers: { 'Content-Encoding': 'gzip', Vary } };
  }
  return { body, headers: { Vary } };
}

/** Whether `coding` is named, and not with the weight 0 that forbids it (RFC 9110, 12.5.3). */
const accepts = (acceptEncoding: string, coding: string): boolean =>
  acceptEncoding
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().replaceAll(/\s/g, ''))
    .some((part) => part === coding || (part.startsWith(`${coding};q=`) && Number(part.slice(coding.length + 3)) > 0));
