/** Servers on loopback for tests: HTTP and HTTPS, bare sockets, and a proxy. Each ends all its connections on close. */
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, createServer as createSocketServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificate } from './certificates';

export interface TestServer {
  readonly port: number;
  /** For example `http://127.0.0.1:4711`. */
  readonly origin: string;
  /** Connections accepted so far. */
  readonly connections: number;
  readonly close: () => Promise<void>;
}

async function listen(server: Server, scheme: string, address = '127.0.0.1'): Promise<TestServer> {
  const open = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections++;
    open.add(socket);
    // Tests cut connections on purpose.
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, address, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `${scheme}://${address}:${port}`,
    get connections() {
      return connections;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** @param address Loopback address to listen at. */
export const startHttp = (handler: RequestListener, address?: string): Promise<TestServer> =>
  listen(createServer(handler), 'http', address);

export const startHttps = (certificate: Certificate, handler: RequestListener): Promise<TestServer> =>
  listen(createSecureServer({ ...certificate }, handler), 'https');

/** A server of bare TCP connections. `scheme` is what its `origin` pretends to speak. */
export const startSockets = (onConnection: (socket: Socket) => void, scheme = 'http'): Promise<TestServer> =>
  listen(createSocketServer(onConnection), scheme);

/** An origin where nothing listens. */
export async function refusingOrigin(): Promise<string> {
  const server = await startSockets(() => undefined);
  await server.close();
  return server.origin;
}

export interface TestProxy extends TestServer {
  /** What was asked for in each CONNECT, for example `api.test:443`, with the credentials that came along. */
  readonly asked: { readonly target: string; readonly authorization: string | undefined }[];
}

export interface ProxyOptions {
  /** Which loopback port stands for `target`. */
  readonly route: (target: string) => number;
  /** `Proxy-Authorization` without which it answers 407. */
  readonly authorization?: string;
  /** Speaks TLS to its clients with this. */
  readonly certificate?: Certificate;
  /** Takes each CONNECT over instead. */
  readonly onConnect?: (socket: Duplex) => void;
}

/** A proxy for CONNECT that takes host names which exist nowhere to servers on loopback. */
export async function startProxy(options: ProxyOptions): Promise<TestProxy> {
  const { route, authorization, certificate, onConnect } = options;
  const asked: TestProxy['asked'] = [];
  const server = certificate === undefined ? createServer() : createSecureServer({ ...certificate });
  const tunnels = new Set<Socket>();
  server.on('connect', (request, socket: Duplex) => {
    socket.on('error', () => undefined);
    const target = request.url ?? '';
    const given = request.headers['proxy-authorization'];
    asked.push({ target, authorization: given });
    if (onConnect !== undefined) {
      onConnect(socket);
      return;
    }
    if (authorization !== undefined && given !== authorization) {
      socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n',
      );
      return;
    }
    const tunnel = connect(route(target), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(tunnel).pipe(socket);
    });
    tunnels.add(tunnel);
    tunnel.on('error', () => socket.destroy()).on('close', () => tunnels.delete(tunnel));
  });
  const listening = await listen(server, certificate === undefined ? 'http' : 'https');
  return {
    port: listening.port,
    origin: listening.origin,
    get connections() {
      return listening.connections;
    },
    asked,
    close: async () => {
      for (const tunnel of tunnels) tunnel.destroy();
      await listening.close();
    },
  };
}
