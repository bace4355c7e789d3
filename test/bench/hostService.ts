/**
 * A process with the services that the real workbench is on, one under `/<data set>/api/v2`: `hostService.js <clients>`.
 * Lists, reads and renames clients; takes any token. Tells its parent its origin, and ends with it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import type { ClientRecord } from '../../src/api/jsonApi';
import { dataSet, resource, type DataSet } from './hostData';

const AT_A_TIME = 128;
const count = Number(process.argv[2]);

class Service {
  readonly #records: Map<string, ClientRecord>;
  #body: readonly Buffer[] | undefined;

  constructor(name: DataSet) {
    this.#records = new Map(dataSet(name, count).map((record) => [record.id, record]));
  }

  get(id: string): ClientRecord | undefined {
    return this.#records.get(id);
  }

  rename(record: ClientRecord, name: string): void {
    this.#records.set(record.id, { ...record, name });
    this.#body = undefined;
  }

  /** The list, in chunks of about 64 KB. */
  get body(): readonly Buffer[] {
    return (this.#body ??= [...this.#chunks()]);
  }

  *#chunks(): Generator<Buffer> {
    const all = [...this.#records.values()];
    for (let at = 0; at < all.length; at += AT_A_TIME) {
      const texts = all.slice(at, at + AT_A_TIME).map((record) => JSON.stringify(resource(record)));
      yield Buffer.from(`${at === 0 ? '{"data":[' : ','}${texts.join(',')}`);
    }
    yield Buffer.from(']}');
  }
}

const services = new Map<string, Service>();

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, set = '', , , , id] = request.url?.split('/') ?? [];
  const service = services.get(set) ?? new Service(set as DataSet);
  services.set(set, service);
  response.setHeader('content-type', 'application/vnd.json+api');
  if (id === undefined) {
    pipeline(Readable.from(service.body), response, () => undefined);
    return;
  }
  const record = service.get(id);
  if (record === undefined) {
    response.writeHead(404).end();
  } else if (request.method === 'PATCH') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: { attributes: { name: string } } };
    service.rename(record, data.attributes.name);
    response.writeHead(204).end();
  } else {
    response.end(JSON.stringify({ data: resource(record) }));
  }
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('disconnect', () => process.exit());
