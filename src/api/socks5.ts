/** The client side of SOCKS5 (RFC 1928), with user name and password (RFC 1929). Names are resolved by the proxy. */
import { isIPv4, isIPv6, type Socket } from 'node:net';
import type { Undici } from './dispatcher';
import { ProxyError, type ProxyAddress } from './proxy';

const VERSION = 5;
const NO_CREDENTIALS = 0;
const PASSWORD = 2;
const CONNECT = 1;
const DEFAULT_PORT = 1080;
const LENGTHS: Readonly<Record<number, number>> = { 1: 4, 4: 16 };

/**
 * A connection to `host` and `port` by way of `proxy`.
 *
 * @param limitMs For all steps together.
 * @throws ProxyError
 */
export async function openSocks5(
  { buildConnector: build }: Undici,
  proxy: ProxyAddress,
  host: string,
  port: number,
  limitMs: number,
): Promise<Socket> {
  const { hostname, port: proxyPort } = proxy.url;
  const connect = build({ timeout: limitMs, allowH2: false });
  const options = { hostname, host: hostname, protocol: 'http:', port: proxyPort || String(DEFAULT_PORT) };
  const socket = await new Promise<Socket>((resolve, reject) => {
    connect(options, (cause, opened) => {
      if (cause === null) resolve(opened);
      else reject(new ProxyError('connect', { proxy: proxy.host, cause }));
    });
  });
  const tooLate = Object.assign(new Error('The SOCKS proxy did not answer in time'), { code: 'ETIMEDOUT' });
  const timer = setTimeout(() => socket.destroy(tooLate), limitMs);
  try {
    await shakeHands(socket, proxy, host, port);
    return socket;
  } catch (cause) {
    socket.on('error', () => undefined).destroy();
    throw cause instanceof ProxyError ? cause : new ProxyError('connect', { proxy: proxy.host, cause });
  } finally {
    clearTimeout(timer);
  }
}

async function shakeHands(socket: Socket, proxy: ProxyAddress, host: string, port: number): Promise<void> {
  const fail = (kind: 'answer' | 'credentials' | 'unusable', said: string): ProxyError =>
    new ProxyError(kind, { proxy: proxy.host, said });
  const methods = proxy.username === '' ? [NO_CREDENTIALS] : [NO_CREDENTIALS, PASSWORD];
  socket.write(Buffer.from([VERSION, methods.length, ...methods]));
  const [version, method = 0xff] = await take(socket, 2);
  if (version !== VERSION) throw fail('unusable', 'does not speak SOCKS5');
  if (!methods.includes(method)) throw fail('credentials', proxy.username === '' ? '' : 'other than a password');
  if (method === PASSWORD) {
    const [name, password] = [Buffer.from(proxy.username), Buffer.from(proxy.password)];
    if (name.length > 255 || password.length > 255) throw fail('unusable', 'its credentials are too long');
    socket.write(Buffer.concat([Buffer.from([1, name.length]), name, Buffer.from([password.length]), password]));
    const [, status] = await take(socket, 2);
    if (status !== 0) throw fail('credentials', '');
  }
  socket.write(Buffer.concat([Buffer.from([VERSION, CONNECT, 0]), addressBytes(host), portBytes(port)]));
  const [, reply, , type = 0] = await take(socket, 4);
  if (reply !== 0) throw fail('answer', `SOCKS reply ${reply}`);
  const length = LENGTHS[type] ?? (await take(socket, 1))[0] ?? 0;
  await take(socket, length + 2);
}

/** Type and address. An IPv6 address comes in brackets, as in a URL. */
function addressBytes(host: string): Buffer {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIPv4(bare)) return Buffer.from([1, ...bare.split('.').map(Number)]);
  if (isIPv6(bare)) return Buffer.from([4, ...ipv6Bytes(bare)]);
  const name = Buffer.from(bare);
  return Buffer.concat([Buffer.from([3, name.length]), name]);
}

/** The 16 bytes of an address as `URL` writes it: hex groups, one run of zeros left out. */
function ipv6Bytes(address: string): number[] {
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].flatMap((group) => portByteList(parseInt(group, 16)));
}

const portByteList = (value: number): number[] => [value >> 8, value & 0xff];
const portBytes = (port: number): Buffer => Buffer.from(portByteList(port));

/** The next `count` bytes. @throws whatever ended the connection before they were there. */
async function take(socket: Socket, count: number): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    // All that is there: what stays in the socket would be told as readable again and again.
    const chunk = socket.read() as Buffer | null;
    if (chunk !== null) bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length > count) socket.unshift(bytes.subarray(count));
    if (bytes.length >= count) return bytes.subarray(0, count);
    if (socket.readableEnded || socket.destroyed) throw socket.errored ?? hungUp();
    await new Promise<void>((resolve, reject) => {
      const done = (error?: Error): void => {
        socket.off('readable', onReadable).off('error', done).off('end', onClose).off('close', onClose);
        if (error === undefined) resolve();
        else reject(error);
      };
      const onReadable = (): void => done();
      const onClose = (): void => done(socket.errored ?? hungUp());
      socket.on('readable', onReadable).on('error', done).on('end', onClose).on('close', onClose);
    });
  }
}

const hungUp = (): Error => Object.assign(new Error('The SOCKS proxy hung up'), { code: 'ECONNRESET' });
