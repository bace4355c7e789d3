/** What a person does, and what a service does to it. */
import * as vscode from 'vscode';
import type { Intercept } from '../../support/faults';
import { CLIENTS } from './clients';
import type { Stage, StagedService } from './stage';

export const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`aleta.${command}`, ...args);

/** An account whose service has been asked nothing yet that a test would count. */
export async function open(stage: Stage, intercept?: Intercept): Promise<StagedService> {
  const service = await stage.open({ clients: CLIENTS, ...(intercept === undefined ? {} : { intercept }) });
  service.requests.length = 0;
  return service;
}

/** `fault` for the first request with `method`; all others are answered as they should be. */
export function firstOf(method: string, fault: Intercept): Intercept {
  let isOver = false;
  return (request, response) => {
    if (isOver || request.method !== method) return false;
    isOver = true;
    return fault(request, response);
  };
}

export const countOf = ({ seen }: StagedService, method: string): number =>
  seen.filter((line) => line.startsWith(`${method} `)).length;

/** Answers every list with `document`. */
export const listing =
  (document: unknown): Intercept =>
  (request, response) => {
    if (request.method !== 'GET' || request.url?.endsWith('/clients') !== true) return false;
    response.writeHead(200, { 'Content-Type': 'application/vnd.json+api' }).end(JSON.stringify(document));
    return true;
  };

/** An account whose rows are on screen, and whose service has been asked nothing yet that a test would count. */
export async function show(stage: Stage, options: Parameters<Stage['open']>[0] = {}): Promise<StagedService> {
  const { tree } = stage;
  tree.forget();
  const service = await stage.open({ clients: CLIENTS, ...options });
  await run('clients.focus');
  const roots = (await tree.provider.getChildren()) ?? [];
  await tree.until(() => roots.every((row) => tree.items.some((asked) => asked.row === row)));
  service.requests.length = 0;
  return service;
}

/** Items of every client and every bad record, from the provider itself. What a client owns is loaded when looked at. */
export async function allItems({ tree: { provider } }: Stage): Promise<vscode.TreeItem[]> {
  const items: vscode.TreeItem[] = [];
  const pending = [...((await provider.getChildren()) ?? [])];
  for (let row = pending.shift(); row !== undefined; row = pending.shift()) {
    if (!('parentId' in row || 'pointer' in row)) continue;
    items.push(await provider.getTreeItem(row));
    pending.push(...((await provider.getChildren(row)) ?? []));
  }
  return items;
}

export const labels = (items: readonly vscode.TreeItem[]): unknown[] => items.map(({ label }) => label);
