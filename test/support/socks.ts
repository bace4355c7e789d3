/** A SOCKS5 proxy (RFC 1928, 1929) on loopback for tests. */
import { connect, type Socket } from 'node:net';
import { startSockets, type TestServer } from './servers';

export interface SocksProxy extends TestServer {
  /** What was asked for in each CONNECT, for example `api.test:443`. */
  readonly asked: string[];
  /** User name and password of each client that gave them, for example `user:secret`. */
  readonly credentials: string[];
}

export interface SocksOptions {
  /** Which loopback port stands for `target`. */
  readonly route: (target: string) => number;
  /** Without which it lets nobody through, for example `user:secret`. */
  readonly credentials?: string;
  /** What it answers to CONNECT; 0 for yes. */
  readonly reply?: number;
  /** Answers with IPv6 or with a name as the address that it uses. */
  readonly boundTo?: 'ipv6' | 'name';
}

export async function startSocks({ route, credentials, reply = 0, boundTo }: SocksOptions): Promise<SocksProxy> {
  const asked: string[] = [];
  const given: string[] = [];
  const tunnels = new Set<Socket>();

  async function serve(socket: Socket): Promise<void> {
    const bytes = reader(socket);
    const [, methodCount = 0] = await bytes(2);
    const methods = [...(await bytes(methodCount))];
    const method = credentials === undefined ? 0 : 2;
    if (!methods.includes(method)) return void socket.end(Buffer.from([5, 0xff]));
    socket.write(Buffer.from([5, method]));
    if (method === 2) {
      const [, nameLength = 0] = await bytes(2);
      const name = (await bytes(nameLength)).toString();
      const [passwordLength = 0] = await bytes(1);
      const password = (await bytes(passwordLength)).toString();
      given.push(`${name}:${password}`);
      const isRight = given.at(-1) === credentials;
      socket.write(Buffer.from([1, isRight ? 0 : 1]));
      if (!isRight) return void socket.end();
    }
    const [, , , type = 0] = await bytes(4);
    const host = await addressFrom(bytes, type);
    const target = `${host}:${(await bytes(2)).readUInt16BE()}`;
    asked.push(target);
    const bound =
      boundTo === 'ipv6' ? [4, ...Array<number>(16).fill(0)] : boundTo === 'name' ? [3, 2, 97, 98] : [1, 0, 0, 0, 0];
    const answer = Buffer.from([5, reply, 0, ...bound, 0, 0]);
    if (reply !== 0) return void socket.end(answer);
    const tunnel = connect(route(target), '127.0.0.1', () => {
      socket.removeAllListeners('readable');
      // In two pieces, as a network may bring it.
      socket.write(answer.subarray(0, 3), () => socket.write(answer.subarray(3)));
      socket.pipe(tunnel).pipe(socket);
    });
    tunnels.add(tunnel);
    tunnel.on('error', () => socket.destroy());
  }

  const server = await startSockets((socket) => void serve(socket).catch(() => socket.destroy()), 'socks5');
  return {
    port: server.port,
    origin: server.origin,
    get connections() {
      return server.connections;
    },
    asked,
    credentials: given,
    close: async () => {
      for (const tunnel of tunnels) tunnel.destroy();
      await server.close();
    },
  };
}

type Bytes = (count: number) => Promise<Buffer>;

async function addressFrom(bytes: Bytes, type: number): Promise<string> {
  if (type === 1) return [...(await bytes(4))].join('.');
  if (type === 4) return (await bytes(16)).toString('hex');
  const [length = 0] = await bytes(1);
  return (await bytes(length)).toString();
}

/** Gives the next bytes of `socket`, as many as are asked for. */
function reader(socket: Socket): Bytes {
  let bytes = Buffer.alloc(0);
  return async (count) => {
    for (;;) {
      const chunk = socket.read() as Buffer | null;
      if (chunk !== null) bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length >= count) {
        const taken = bytes.subarray(0, count);
        bytes = bytes.subarray(count);
        return taken;
      }
      if (socket.readableEnded || socket.destroyed) throw new Error('The client went away.');
      await new Promise((resolve) => {
        socket.once('readable', resolve).once('close', resolve);
      });
    }
  };
}
