/** A service whose every answer a test writes itself, and the API on it; made anew for each test. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { HttpClientsApi } from '../../src/api/clients';
import { openApi, type TestApi, type TestApiOptions } from './calls';
import { JSON_TYPE } from './faults';
import { startHttp, type TestServer } from './servers';

export const TOKEN = 'canary-token-5b1f';
export const BASE_PATH = '/api/v2';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: ServerResponse, request: SeenRequest) => void;

export const resource = (id: string, name = `Client ${id}`) => ({ id, type: 'client', attributes: { name } });

/** Answers with `document`. */
export const json =
  (document: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'Content-Type': JSON_TYPE, ...headers }).end(JSON.stringify(document));

/** Answers with a status alone. */
export const bare =
  (status: number): Answer =>
  (response) =>
    response.writeHead(status).end();

export class ScriptedService {
  answer: Answer = json({ data: [] });
  seen: SeenRequest[] = [];
  #server: TestServer | undefined;
  #opened: TestApi | undefined;

  get server(): TestServer {
    if (this.#server === undefined) throw new Error('the service runs during tests only');
    return this.#server;
  }

  urls(): string[] {
    return this.seen.map(({ url }) => url);
  }

  async start(): Promise<void> {
    this.answer = json({ data: [] });
    this.seen = [];
    this.#server = await startHttp((request, response) => void this.#receive(request, response));
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: await text(request) };
    this.seen.push(one);
    this.answer(response, one);
  }

  async open(options: TestApiOptions = {}, path = BASE_PATH): Promise<HttpClientsApi> {
    await this.#opened?.close();
    this.#opened = await openApi(this.server.origin + path, { token: TOKEN, ...options });
    return this.#opened.api;
  }

  async stop(): Promise<void> {
    await this.#opened?.close();
    await this.#server?.close();
    this.#opened = this.#server = undefined;
  }
}

/** A service for each test of the suite that this is called in. */
export function scriptedService(): ScriptedService {
  const service = new ScriptedService();
  beforeEach(() => service.start());
  afterEach(() => service.stop());
  return service;
}
