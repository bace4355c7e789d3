/** Services that refuse what they are asked for. */
import { HttpStatusError } from '../../../src/api/errors';
import type { editing, MemoryCall } from './memoryApi';
import { agreeing } from './records';

/** Clients and their parents. */
export const TREE = agreeing({ group: null, acme: 'group', bolt: null });

export const METHODS = { list: 'GET', get: 'GET', create: 'POST', rename: 'PATCH', remove: 'DELETE' } as const;

/** What the service throws at such a call; `seconds` are what it asks to wait for. */
export const refused = (call: MemoryCall, status: number, seconds?: number) =>
  new HttpStatusError(
    { method: METHODS[call], path: '' },
    status,
    [],
    seconds === undefined ? seconds : seconds * 1000,
  );

export type Editing = Awaited<ReturnType<typeof editing>>;

/** Refuses the first calls of these kinds. `meanwhile` happens with each refusal. */
export function refuse(
  { api }: Editing,
  { calls = ['create', 'rename', 'remove'] as MemoryCall[], status = 429, seconds = 2, times = 1 },
  meanwhile: () => void = () => undefined,
): void {
  let left = times;
  api.before = (call) => {
    if (!calls.includes(call) || left-- <= 0) return;
    meanwhile();
    throw refused(call, status, seconds);
  };
}
