/**
 * What can go wrong between request and answer, by name, each as an `intercept` of the demo service.
 *
 * Wherever there is room, a fault sends the request's `Authorization` back: no error and no log may pass that on.
 */
import { STATUS_CODES, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { DemoServiceOptions } from '../../src/demo/demoService';

export type Intercept = NonNullable<DemoServiceOptions['intercept']>;

export const JSON_TYPE = 'application/vnd.json+api';
const DRIP_MS = 20;

const echo = (request: IncomingMessage): string => request.headers.authorization ?? '';
const secretOf = (request: IncomingMessage): string => echo(request).replace('Bearer ', '');

/** A whole answer instead of the service's. */
const answers =
  (status: number, headers: OutgoingHttpHeaders, body: (request: IncomingMessage) => string | Buffer): Intercept =>
  (request, response) => {
    response.writeHead(status, headers).end(body(request));
    return true;
  };

const refusal = (status: number, headers: OutgoingHttpHeaders = {}): Intercept =>
  answers(status, { 'Content-Type': JSON_TYPE, ...headers }, (request) =>
    JSON.stringify({
      errors: [
        { status: `${status}`, title: STATUS_CODES[status], detail: `No. You sent ${echo(request)}`, code: 'no' },
      ],
    }),
  );

const page = (status: number, headers: OutgoingHttpHeaders = {}): Intercept =>
  answers(status, { 'Content-Type': 'text/html', ...headers }, (request) => `<html>${echo(request)}</html>`);

const success = (type: string | undefined, body: string | Buffer, headers: OutgoingHttpHeaders = {}): Intercept =>
  answers(200, { ...(type !== undefined && { 'Content-Type': type }), ...headers }, () => body);

const redirect =
  (status: number, location: (request: IncomingMessage) => string): Intercept =>
  (request, response) => {
    if (request.url?.endsWith('/moved') === true) {
      request.url = request.url.slice(0, -'/moved'.length);
      return false;
    }
    response.writeHead(status, { Location: location(request) }).end();
    return true;
  };

/** Lets the service act, and `spoil` what it then says. */
const acting =
  (spoil: (response: ServerResponse) => void): Intercept =>
  (_request, response) => {
    response.writeHead = () => {
      spoil(response);
      return response;
    };
    response.end = () => response;
    return false;
  };

/** Bytes on the bare connection. */
const raw =
  (text: (request: IncomingMessage) => string): Intercept =>
  (request) => {
    request.socket.end(text(request), 'latin1');
    return true;
  };

/** `first`, then `drop` again and again until the connection ends. */
function drip({ socket }: ServerResponse, first: string | Buffer, drop: string | Buffer): true {
  socket?.write(first);
  const timer = setInterval(() => socket?.write(drop), DRIP_MS);
  socket?.on('close', () => clearInterval(timer));
  return true;
}

const head = (status: number, headers: readonly string[] = []): string =>
  [`HTTP/1.1 ${status} X`, `Content-Type: ${JSON_TYPE}`, 'Transfer-Encoding: chunked', ...headers, '', ''].join('\r\n');

const chunk = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

const GZIP_HEADER = gzipSync('').subarray(0, 10);
/** A block of deflate that holds nothing (RFC 1951, 3.2.4). */
const EMPTY_BLOCK = Buffer.from([0, 0, 0, 0xff, 0xff]);

export const DOCUMENT = JSON.stringify({
  data: [{ id: 'root', type: 'client', attributes: { name: 'Root' }, relationships: {} }],
});

export const intercepts = {
  // Connections
  'reset before it was read': (request) => {
    request.socket.resetAndDestroy();
    return true;
  },
  'reset after it was carried out': acting((response) => response.socket?.resetAndDestroy()),
  'connection closed without an answer': (request) => {
    request.socket.end();
    return true;
  },
  'no answer': () => true,
  'no answer after it was carried out': acting(() => undefined),
  'an answer cut half-way': (_request, response) => {
    response.writeHead(200, { 'Content-Type': JSON_TYPE, 'Content-Length': 2 * DOCUMENT.length });
    response.write(DOCUMENT.slice(0, 40), () => response.socket?.destroy());
    return true;
  },
  'an answer that falls silent half-way': (_request, response) => {
    response.writeHead(200, { 'Content-Type': JSON_TYPE }).write(DOCUMENT.slice(0, 40));
    return true;
  },
  'a slow drip': (_request, response) => drip(response, head(200), chunk(Buffer.from(' '))),
  'a slow drip of headers': (_request, response) => drip(response, 'HTTP/1.1 200 OK\r\n', 'X-Drop: 1\r\n'),
  'a slow drip that unpacks to nothing': (_request, response) =>
    drip(
      response,
      Buffer.concat([Buffer.from(head(200, ['Content-Encoding: gzip'])), chunk(GZIP_HEADER)]),
      chunk(EMPTY_BLOCK),
    ),
  'a slow drip of an error': (_request, response) => drip(response, head(500), chunk(Buffer.from(' '))),

  // HTTP
  'HTTP that is none': raw((request) => `What is ${echo(request)}?\r\n\r\n`),
  'headers that never end': raw(() => `HTTP/1.1 200 OK\r\n${`X-Fill: ${'x'.repeat(1000)}\r\n`.repeat(100)}\r\n`),
  'more bytes than announced': raw(
    () => `HTTP/1.1 200 OK\r\nContent-Type: ${JSON_TYPE}\r\nContent-Length: 5\r\n\r\n${DOCUMENT}`,
  ),
  'HTTP 400': refusal(400),
  'HTTP 401': refusal(401, { 'WWW-Authenticate': 'Bearer' }),
  'HTTP 403': refusal(403),
  'HTTP 404': refusal(404),
  'HTTP 405': refusal(405),
  'HTTP 408': refusal(408),
  'HTTP 409': refusal(409),
  'HTTP 413 with an HTML body': page(413),
  'HTTP 422': refusal(422),
  'HTTP 429': refusal(429),
  'HTTP 429 with Retry-After in seconds': refusal(429, { 'Retry-After': '120' }),
  'HTTP 429 with Retry-After as a date': (request, response) =>
    refusal(429, { 'Retry-After': new Date(Date.now() + 120_000).toUTCString() })(request, response),
  'HTTP 500': refusal(500),
  'HTTP 502 with an HTML body': page(502),
  'HTTP 503 with an HTML body': page(503),
  'HTTP 503 with Retry-After': page(503, { 'Retry-After': '120' }),
  'HTTP 504 with an HTML body': page(504),
  'HTTP 500 with an endless body': (_request, response) => {
    response.writeHead(500, { 'Content-Type': JSON_TYPE });
    const fill = (): void => {
      while (!response.destroyed && response.write(' '.repeat(10_000)));
    };
    response.on('drain', fill);
    fill();
    return true;
  },

  // Redirects
  'a redirect to the same origin': redirect(307, ({ url }) => `${url ?? ''}/moved`),
  'a redirect with 303': redirect(303, ({ url }) => `${url ?? ''}/moved`),
  'a redirect in a circle': redirect(302, ({ url }) => url ?? ''),
  'a redirect without a Location': answers(302, {}, () => ''),
  'a redirect to an address with the token': redirect(307, (request) => `${request.url ?? ''}?t=${secretOf(request)}`),

  // Bodies
  'HTTP 200 with an HTML body': page(200),
  'truncated JSON': success(JSON_TYPE, DOCUMENT.slice(0, -10)),
  'JSON of the wrong shape': success(JSON_TYPE, '{"clients":[]}'),
  'JSON null': success(JSON_TYPE, 'null'),
  'another resource than asked for': success(
    JSON_TYPE,
    '{"data":{"id":"x","type":"legal-entity","attributes":{"name":"X"}}}',
  ),
  'an empty body': success(JSON_TYPE, ''),
  'HTTP 204 for everything': answers(204, {}, () => ''),
  'a wrong Content-Type': success('text/plain', DOCUMENT),
  'a Content-Type that repeats the token': (request, response) =>
    success(`text/${secretOf(request)}`, DOCUMENT)(request, response),
  'no Content-Type': success(undefined, DOCUMENT),
  'a body over the size limit': success(JSON_TYPE, ' '.repeat(9_000_000) + DOCUMENT),
  'a compressed bomb': success(JSON_TYPE, gzipSync(' '.repeat(20_000_000)), { 'Content-Encoding': 'gzip' }),
  'gzip that is none': success(JSON_TYPE, DOCUMENT, { 'Content-Encoding': 'gzip' }),
  'gzip cut short': success(JSON_TYPE, gzipSync(DOCUMENT).subarray(0, -12), { 'Content-Encoding': 'gzip' }),
  'an encoding nobody asked for': success(JSON_TYPE, Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), {
    'Content-Encoding': 'zstd',
  }),
} satisfies Record<string, Intercept>;

export type InterceptName = keyof typeof intercepts;
