import fc from 'fast-check';
import assert from 'node:assert/strict';
import { MalformedJsonError, readList } from '../../../src/api/listReader';

// Documents of the documented shape are written with random order and white space, damaged, cut into random chunks,
// and read by readList and by JSON.parse of the whole: same values, or both refuse.

/** A value with its JSON text, for texts that JSON.stringify would not write. */
class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const hostile = fc.constantFrom(
  '},{"id":"',
  '}}},{"id":"',
  '"}]},"data":[',
  ']}',
  '],"data":[',
  '\\',
  '"',
  '\\"},{"',
  '[{',
  ',',
  'é',
  '€',
  '😀',
  '\ud800',
  '\u2028',
  '\n',
);
const name = fc.oneof(
  { weight: 2, arbitrary: fc.array(hostile, { maxLength: 6 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);
const id = fc.nat({ max: 99 }).map((number) => `66fd60${number}`);
const linkage = (type: string) =>
  fc.array(id, { maxLength: 3 }).map((ids) => ({ data: ids.map((linked) => ({ type, id: linked })) }));
const client = fc.record({
  id,
  type: fc.constant('client'),
  attributes: name.map((text) => ({ name: text })),
  relationships: fc.record({
    children: linkage('client'),
    legalEntities: linkage('legal-entity'),
    parent: fc.option(id).map((parent) => ({ data: parent === null ? null : { type: 'client', id: parent } })),
  }),
});
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc
    .constantFrom('-0', '1E400', '0.10', '1e-7', '12345678901234567890', '{"a":1,"a":[2]}', '"\\u0041\\/"')
    .map((t) => new Raw(t)),
);
const member = fc.oneof({ weight: 6, arbitrary: client }, { weight: 1, arbitrary: anything });
const data = fc.oneof(
  { weight: 12, arbitrary: fc.array(member, { maxLength: 12 }) },
  { weight: 1, arbitrary: anything },
);
const top = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record(
      { links: anything, data, meta: fc.record({ data }), included: fc.array(member, { maxLength: 2 }) },
      { requiredKeys: ['data'] },
    ),
  },
  { weight: 1, arbitrary: anything },
);

/** Writes `value`, asking `pick(n)` for a number below n wherever JSON leaves a choice. */
function write(value: unknown, pick: (below: number) => number, style: number): string {
  const gap = () => (style === 0 ? '' : style === 1 ? '\n  ' : [' ', '', '', '\t', '\r\n '][pick(5)]);
  const text = (string: string) => {
    if (style < 2 || pick(8) > 0) return JSON.stringify(string);
    const escaped = Array.from({ length: string.length }, (_, at) =>
      string.charCodeAt(at).toString(16).padStart(4, '0'),
    );
    return `"${escaped.map((code) => `\\u${code}`).join('')}"`;
  };
  const list = (open: string, items: string[], close: string) =>
    `${open}${gap()}${items.join(`${gap()},${gap()}`)}${gap()}${close}`;
  const any = (inner: unknown): string => {
    if (inner instanceof Raw) return inner.text;
    if (typeof inner === 'string') return text(inner);
    if (Array.isArray(inner)) return list('[', inner.map(any), ']');
    if (typeof inner !== 'object' || inner === null) return JSON.stringify(inner);
    const members = Object.entries(inner);
    const turned = style === 0 ? 0 : pick(members.length + 1);
    const ordered = [...members.slice(turned), ...members.slice(0, turned)];
    return list(
      '{',
      ordered.map(([key, item]) => `${text(key)}${gap()}:${gap()}${any(item)}`),
      '}',
    );
  };
  return `${gap()}${any(value)}${gap()}`;
}

const damage = fc.oneof(
  { weight: 4, arbitrary: fc.constant((bytes: Buffer) => bytes) },
  {
    weight: 5,
    arbitrary: fc
      .record({
        kind: fc.constantFrom('cut', 'flip', 'insert', 'remove', 'repeat', 'append'),
        where: fc.double({ min: 0, max: 1, noNaN: true }),
        byte: fc.oneof(fc.constantFrom(...Buffer.from('{}[],:"\\ 0')), fc.nat({ max: 255 })),
        length: fc.integer({ min: 1, max: 30 }),
      })
      .map(({ kind, where, byte, length }) => (bytes: Buffer) => {
        const at = kind === 'append' ? bytes.length : Math.floor(where * bytes.length);
        const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
        if (kind === 'cut') return head;
        if (kind === 'remove') return Buffer.concat([head, tail.subarray(length)]);
        if (kind === 'repeat') return Buffer.concat([head, tail.subarray(0, length), tail]);
        return Buffer.concat([head, Buffer.from([byte]), tail.subarray(kind === 'flip' ? 1 : 0)]);
      }),
  },
);

const reading = fc.record({
  value: top,
  choices: fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 20 }),
  style: fc.nat({ max: 2 }),
  damage,
  chunks: fc
    .tuple(fc.constantFrom(1, 17, 300, 100_000), fc.array(fc.nat({ max: 200 }), { maxLength: 4 }))
    .map((sizes) => sizes.flat()),
  sliceBytes: fc.constantFrom(1, 20, 100, 400, 16_384),
});

/** What JSON.parse makes of the whole; `undefined` where it refuses. */
function expectation(bytes: Buffer): { rest: unknown; records: unknown[] } | undefined {
  let whole: unknown;
  try {
    whole = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return { rest: whole, records: [] };
  const list: unknown = Object.hasOwn(whole, 'data') ? (whole as { data: unknown }).data : undefined;
  return Array.isArray(list) ? { rest: { ...whole, data: [] }, records: list } : { rest: whole, records: [] };
}

// eslint-disable-next-line @typescript-eslint/require-await -- the chunks are meant to be there at once
async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

describe('reading a list document, against JSON.parse of the whole', () => {
  it('accepts the same documents with the same values, in any chunks and slices', async function () {
    this.timeout(60_000);
    let accepted = 0;
    let refused = 0;
    const property = fc.asyncProperty(reading, async ({ value, choices, style, damage: harm, chunks, sliceBytes }) => {
      let turn = 0;
      const pick = (below: number) => (choices[turn++ % choices.length] ?? 0) % below;
      const bytes = harm(Buffer.from(write(value, pick, style)));
      const expected = expectation(bytes);
      const records: unknown[] = [];
      const actual = readList(cut(bytes, chunks), (record) => records.push(record), { sliceBytes });
      if (expected === undefined) {
        refused++;
        await assert.rejects(actual, MalformedJsonError);
        return;
      }
      accepted++;
      const { rest, count } = await actual;
      assert.deepEqual({ rest, records }, expected);
      assert.equal(JSON.stringify({ rest, records }), JSON.stringify(expected));
      assert.equal(count, records.length);
    });
    await fc.assert(property, { seed: 4, numRuns: 6_000 });
    assert.ok(accepted > 2_000 && refused > 1_000, `${accepted} accepted, ${refused} refused`);
  });
});
