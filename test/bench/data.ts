/** Clients to measure with: the documented shape, 550 bytes a client, shuffled, 6 % of the names outside ASCII. */

const TOP_LEVEL = 1_000;
const CHUNK_BYTES = 64 * 1024;

const FAMILIES = [
  'Ashford',
  'Beaumont',
  'Carver',
  'Dunmore',
  'Ellery',
  'Fairbanks',
  'Grantham',
  'Holloway',
  'Kingsley',
];
const FAMILIES_ABROAD = [
  'Møller',
  'Zoë Åkesson',
  'Gümüş',
  'Łukasiewicz',
  'Παπαδόπουλος',
  '東京 山田',
  'Nuñez',
  'Dvořák',
];
const KINDS = ['Holding', 'Family Trust', 'Investments', 'Private Office', 'Foundation', 'Real Estate', 'Partners'];

/** Numbers from 0 up to and without 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A different 24-digit id for each `kind` and `number`, in no order that shows. */
function objectId(kind: number, number: number): string {
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
  return `66fd${kind.toString(16)}003${hex(Math.imul(number, 0x9e3779b1))}${hex(Math.imul(number + 7, 0x85ebca6b))}`;
}

const links = (type: string, ids: readonly string[]) => `{"data":[${ids.map((id) => link(type, id)).join(',')}]}`;
const link = (type: string, id: string) => `{"type":"${type}","id":"${id}"}`;

/** The JSON of `count` client resources, one after the other; the same on every machine. */
export function* clientJson(count: number): Generator<string> {
  const random = randomNumbers(4);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = (values: readonly string[]) => values[below(values.length)] ?? '';

  const topLevel = Math.min(TOP_LEVEL, Math.ceil(count / 10));
  const parents = Int32Array.from({ length: count }, (_, client) => (client < topLevel ? -1 : below(client)));
  // The children of each client as a chain, since a million arrays would be more than the data.
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  for (const [client, parent] of parents.entries()) {
    if (parent < 0) continue;
    nextSibling[client] = firstChild[parent] ?? -1;
    firstChild[parent] = client;
  }
  const order = Uint32Array.from({ length: count }, (_, client) => client);
  for (let last = count - 1; last > 0; last--) {
    const other = below(last + 1);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }

  for (const client of order) {
    const name = `${pick(random() < 0.06 ? FAMILIES_ABROAD : FAMILIES)} ${pick(KINDS)} ${below(10_000)}`;
    const children: string[] = [];
    for (let child = firstChild[client] ?? -1; child >= 0; child = nextSibling[child] ?? -1) {
      children.push(objectId(0, child));
    }
    const entities = (kind: number) => Array.from({ length: below(5) }, (_, at) => objectId(kind, client * 4 + at));
    const parent = parents[client] ?? -1;
    yield (
      `{"id":"${objectId(0, client)}","type":"client","attributes":{"name":${JSON.stringify(name)}},"relationships":{` +
      `"children":${links('client', children)},"legalEntities":${links('legal-entity', entities(1))},` +
      `"parent":{"data":${parent < 0 ? 'null' : link('client', objectId(0, parent))}},` +
      `"reportingEntities":${links('reporting-entity', entities(2))}}}`
    );
  }
}

/** The answer to `GET /clients` with `count` clients, in chunks of about 64 KB. */
export function* listBody(count: number): Generator<Buffer> {
  let pending: string[] = [];
  let length = 0;
  let separator = '{"data":[';
  for (const json of clientJson(count)) {
    pending.push(separator, json);
    length += json.length;
    separator = ',';
    if (length < CHUNK_BYTES) continue;
    yield Buffer.from(pending.join(''));
    pending = [];
    length = 0;
  }
  yield Buffer.from(`${pending.join('')}${count === 0 ? separator : ''}]}`);
}
