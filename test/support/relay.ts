/** A place between client and service, such as a NAT, a VPN or a proxy, which can forget the connections that it carries. */
import { connect, type Socket } from 'node:net';
import { startSockets } from './servers';

/** What becomes of the connections that are forgotten; new ones are carried as ever. */
export type Loss =
  /** Nothing arrives any more, in either direction, and nobody is told. */
  | 'silent'
  /** The client's bytes still arrive; the answers do not. */
  | 'without answers'
  /** Whoever sends something is told that there is no such connection. */
  | 'reset when used'
  /** Both ends are told that the other one hung up. */
  | 'closed';

export interface Relay {
  readonly origin: string;
  /** Connections that were opened by clients so far. */
  readonly connections: number;
  /** Has all connections of now forgotten. */
  lose(loss: Loss): void;
  close(): Promise<void>;
}

/** @param port Of the service, on loopback. */
export async function startRelay(port: number): Promise<Relay> {
  const carried = new Set<(loss: Loss) => void>();
  const open = new Set<Socket>();
  const server = await startSockets((client) => {
    const service = connect(port, '127.0.0.1');
    let loss: Loss | undefined;
    open.add(service);
    service.on('error', () => undefined).on('close', () => open.delete(service));
    client.on('data', (bytes) => {
      if (loss === 'reset when used') client.resetAndDestroy();
      else if (loss !== 'silent') service.write(bytes);
    });
    service.on('data', (bytes) => {
      if (loss === undefined) client.write(bytes);
    });
    client.on('close', () => loss ?? service.destroy());
    service.on('close', () => loss ?? client.destroy());
    carried.add((how) => {
      loss = how;
      if (how === 'closed') for (const end of [client, service]) end.end();
    });
  });
  return {
    origin: server.origin,
    get connections() {
      return server.connections;
    },
    lose: (loss) => {
      for (const forget of carried) forget(loss);
      carried.clear();
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await server.close();
    },
  };
}
