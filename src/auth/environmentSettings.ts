/** Changes of the setting `aleta.environments`. What else is in it stays, also what we do not understand. */
import { ConfigurationTarget, workspace } from 'vscode';
import { isObject } from '../base/json';
import { environmentId } from './environments';

/** An entry as it is written. */
export interface EnvironmentEntry {
  readonly name: string;
  readonly [member: string]: unknown;
}

/** Puts an entry last. @throws What VS Code throws where it could not write the settings. */
export const addEntry = (entry: EnvironmentEntry): Promise<void> => update([...entries(), entry]);

/** Takes the entry of an environment out. @throws As `addEntry`. */
export function removeEntry(id: string): Promise<void> {
  const before = entries();
  const at = positionOf(id, before);
  return update(before.toSpliced(at, at < 0 ? 0 : 1));
}

/** Gives the entry of an environment these members, in place of what it had under their names. @throws As `addEntry`. */
export function updateEntry(id: string, members: Readonly<Record<string, unknown>>): Promise<void> {
  const before = entries();
  const at = positionOf(id, before);
  const entry = before[at];
  return isObject(entry) ? update(before.with(at, { ...entry, ...members })) : Promise.resolve();
}

const positionOf = (id: string, list: readonly unknown[]): number =>
  list.findIndex((each) => isObject(each) && typeof each['name'] === 'string' && environmentId(each['name']) === id);

function entries(): readonly unknown[] {
  const setting = workspace.getConfiguration('aleta').inspect<unknown>('environments')?.globalValue;
  return Array.isArray(setting) ? setting : [];
}

async function update(list: readonly unknown[]): Promise<void> {
  const setting = list.length === 0 ? undefined : list;
  await workspace.getConfiguration('aleta').update('environments', setting, ConfigurationTarget.Global);
}
