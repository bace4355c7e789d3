import fc from 'fast-check';
import assert from 'node:assert/strict';
import { ClientScanner } from '../../../src/api/clientScanner';
import { isBadRecord, parseClient, type ClientRecord } from '../../../src/api/jsonApi';

// The scanner may give up on anything, but what it takes is what JSON.parse and parseClient make of the same bytes.

/** What JSON.parse and parseClient make of a run; `undefined` where it is not JSON. */
function parsedRecords(run: Buffer): unknown[] | undefined {
  try {
    return (JSON.parse(`[${run.toString('utf8')}]`) as unknown[]).map(parseClient);
  } catch {
    return undefined;
  }
}

const link = (type: string, id: string) => ({ type, id });
const client = (id: string, more: object = {}, relationships: object = {}) => ({
  id,
  type: 'client',
  attributes: { name: `Client ${id}` },
  relationships: {
    children: { data: [] },
    legalEntities: { data: [link('legal-entity', `${id}1`), link('legal-entity', `${id}2`)] },
    parent: { data: link('client', 'root') },
    reportingEntities: { data: [] },
    ...relationships,
  },
  ...more,
});

const text = (records: readonly unknown[], indent?: number): string =>
  records.map((record) => JSON.stringify(record, undefined, indent)).join(',');

describe('scanning clients', () => {
  const taken: Record<string, string> = {
    'as documented': text([client('a'), client('b'), client('c')]),
    'pretty-printed': text([client('a'), client('b'), client('c')], 2),
    'of which some are at top level': text([client('a', {}, { parent: { data: null } }), client('b')]),
    'that own clients': text([
      client('a', {}, { children: { data: [link('client', 'b'), link('client', 'c')] } }),
      client('b'),
    ]),
    'with names in any letters': text(
      ['Zoë', '東京', '😀', '"', '\\', '\n', 'É\u0000'].map((name) => client('a', { attributes: { name } })),
    ),
    'with names written as escapes': text([client('a')]).replace('Client', '\\u0043\\u00e9\\/'),
    'with members that nobody needs': text([
      client('a', { links: { self: 'https://x/"a"' }, meta: [1, -0.5e3, true, null, { a: [] }], jsonapi: 'x' }),
      client('b', { links: { self: 'other' } }),
    ]),
    'with attributes that nobody needs': text([client('a', { attributes: { code: 7, name: 'A', tags: ['}', '{'] } })]),
    'with linkages that say more': text([
      client('a', {}, { parent: { links: { self: 'x' }, data: { id: 'p', type: 'client', meta: {} }, meta: {} } }),
    ]),
    'without relationships': text([{ type: 'client', id: 'a', attributes: { name: 'A' } }]),
    'with relationships that have no linkage': text([
      client('a', {}, { parent: { links: {} }, children: { meta: {} } }),
    ]),
    'that are not alike': text([
      client('a'),
      { ...client('b'), links: {} },
      client('c', {}, { parent: {} }),
      client('d'),
    ]),
    'with ids outside of ASCII': text([client('é'), client('東')]),
    'with white space around': ` \r\n\t${text([client('a')])} \n`,
  };
  for (const [title, run] of Object.entries(taken)) {
    it(`takes clients ${title}`, () => {
      const bytes = Buffer.from(run);
      assert.deepEqual(new ClientScanner().scan(bytes), parsedRecords(bytes));
    });
  }

  const ids = Array.from({ length: 40 }, (_, at) => link('legal-entity', `${at}`));
  const left: Record<string, string> = {
    'another type': text([client('a', { type: 'legal-entity' })]),
    'no type': text([client('a', { type: undefined })]),
    'no id': text([client('a', { id: undefined })]),
    'an empty id': text([client('')]),
    'an id that is no text': text([client('a', { id: 7 })]),
    'an id with an escape': text([client('a\n')]),
    'a name that is no text': text([client('a', { attributes: { name: 7 } })]),
    'no name': text([client('a', { attributes: {} })]),
    'attributes that are no object': text([client('a', { attributes: [] })]),
    'relationships that are no object': text([client('a', { relationships: null })]),
    'a relationship that is none': text([client('a', {}, { parent: null })]),
    'a linkage of another type': text([client('a', {}, { parent: { data: link('person', 'p') } })]),
    'a linkage without an id': text([client('a', {}, { children: { data: [{ type: 'client' }] } })]),
    'a linkage with an empty id': text([client('a', {}, { children: { data: [link('client', '')] } })]),
    'a list in place of one': text([client('a', {}, { parent: { data: [] } })]),
    'one in place of a list': text([client('a', {}, { children: { data: link('client', 'b') } })]),
    'the same child twice': text([client('a', {}, { children: { data: [link('client', 'b'), link('client', 'b')] } })]),
    'the same entity twice': text([client('a', {}, { legalEntities: { data: [ids[0], ids[1], ids[0]] } })]),
    'very many entities': text([client('a', {}, { legalEntities: { data: ids } })]),
    'an id twice': text([client('a')]).replace('"id":', '"id":"b","id":'),
    'a name twice': text([client('a')]).replace('"name":', '"name":"b","name":'),
    'a type twice': text([client('a')]).replace('"type":', '"type":"client","type":'),
    'attributes twice': text([client('a')]).replace('"attributes":', '"attributes":{},"attributes":'),
    'a parent twice': text([client('a')]).replace('"parent":', '"parent":{"data":null},"parent":'),
    'a member name with an escape': text([client('a')]).replace('"name"', '"n\\u0061me"'),
    'no members': '{}',
    'no objects': '1,null,"a",[]',
    'a comma too many': `${text([client('a')])},`,
    'no comma between': `${text([client('a')])}${text([client('b')])}`,
    'an end that is missing': text([client('a')]).slice(0, -1),
    'a bracket of the wrong kind': text([client('a', { meta: [1] })]).replace('[1]', '[1}'),
    'a number that is none': text([client('a', { meta: 1 })]).replace('"meta":1', '"meta":01'),
    'a line break in a name': text([client('a')]).replace('Client', '\n'),
    nothing: '',
  };
  for (const [title, run] of Object.entries(left)) {
    it(`leaves to others: ${title}`, () => {
      assert.equal(new ClientScanner().scan(Buffer.from(run)), undefined);
    });
    it(`leaves to others, behind clients that it took: ${title}`, () => {
      const scanner = new ClientScanner();
      assert.ok(scanner.scan(Buffer.from(text([client('x'), client('y')]))));
      assert.equal(scanner.scan(Buffer.from(`${text([client('z')])},${run}`)), undefined);
      assert.equal(scanner.scan(Buffer.from(text([client('x'), client('y')])))?.length, 2);
    });
  }

  it('learns nothing from a linkage that is none', () => {
    const broken = text([client('a', {}, { parent: { data: null } })]).replace(
      '"children":{"data":[]}',
      '"children":{"data":[{"type":"client","id":"x"]}}}',
    );
    const scanner = new ClientScanner();
    assert.equal(scanner.scan(Buffer.from(text([client('a', {}, { parent: { data: null } })])))?.length, 1);
    assert.equal(parsedRecords(Buffer.from(broken)), undefined);
    assert.equal(scanner.scan(Buffer.from(broken)), undefined);
    const good = text([client('b', {}, { children: { data: [link('client', 'c')] } })]);
    assert.deepEqual(scanner.scan(Buffer.from(good)), parsedRecords(Buffer.from(good)));
  });

  it('goes on with a list that is no longer written as it began', () => {
    const scanner = new ClientScanner();
    const turned = ({ id, type, attributes, relationships }: ReturnType<typeof client>) => ({
      relationships,
      attributes,
      type,
      id,
    });
    for (let round = 0; round < 3; round++) {
      for (const run of [text([client('a'), client('b')]), text([turned(client('c')), turned(client('d'))], 1)]) {
        assert.deepEqual(scanner.scan(Buffer.from(run)), parsedRecords(Buffer.from(run)));
      }
    }
  });
});

describe('scanning clients, against JSON.parse', function () {
  this.timeout(60_000);

  const plainId = fc.string({
    unit: fc.nat({ max: 15 }).map((digit) => digit.toString(16)),
    minLength: 4,
    maxLength: 4,
  });
  const id = fc.oneof(
    fc.constantFrom('a', 'b', 'c', 'd', '66fd6003218be3af85e088f7', 'é', ''),
    fc.string({ maxLength: 6 }),
  );
  const linkage = (type: string) => fc.record({ type: fc.constantFrom(...Array<string>(8).fill(type), 'other'), id });
  const toMany = (type: string) => fc.record({ data: fc.array(linkage(type), { maxLength: 4 }) }, { requiredKeys: [] });
  const usual = (type: string) =>
    fc.record({
      data: fc.uniqueArray(plainId, { maxLength: 4 }).map((all) => all.map((each) => link(type, each))),
    });
  const many = (type: string) =>
    fc.oneof({ weight: 10, arbitrary: usual(type) }, { weight: 1, arbitrary: toMany(type) });
  const record = fc.record(
    {
      id: fc.oneof({ weight: 15, arbitrary: plainId }, { weight: 1, arbitrary: id }),
      type: fc.constantFrom(...Array<string>(20).fill('client'), 'clients'),
      attributes: fc.record(
        { name: fc.string({ unit: 'binary', maxLength: 12 }), code: fc.jsonValue({ maxDepth: 1 }) },
        { requiredKeys: ['name'] },
      ),
      relationships: fc.record(
        {
          children: many('client'),
          legalEntities: many('legal-entity'),
          parent: fc.record(
            {
              data: fc.option(
                plainId
                  .map((each): object => link('client', each))
                  .chain((each) =>
                    fc.oneof({ weight: 10, arbitrary: fc.constant(each) }, { weight: 1, arbitrary: linkage('client') }),
                  ),
              ),
              links: fc.jsonValue({ maxDepth: 1 }),
            },
            { requiredKeys: ['data'] },
          ),
          reportingEntities: many('reporting-entity'),
        },
        { requiredKeys: ['children', 'legalEntities', 'parent'] },
      ),
      links: fc.jsonValue({ maxDepth: 2 }),
    },
    { requiredKeys: ['id', 'type', 'attributes', 'relationships'] },
  );
  const harm = fc.option(
    fc.record({
      where: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      byte: fc.constantFrom(...Buffer.from('{}[],:"\\ 0n')),
      kind: fc.constantFrom('flip', 'insert', 'remove'),
    }),
    { freq: 2 },
  );
  const run = fc.record({
    records: fc.array(record, { minLength: 1, maxLength: 4 }),
    indent: fc.constantFrom(0, 0, 1),
    harm,
  });

  function bytesOf({
    records,
    indent,
    harm: done,
  }: {
    records: readonly unknown[];
    indent: number;
    harm: { where: number; byte: number; kind: string } | null;
  }): Buffer {
    const bytes = Buffer.from(text(records, indent));
    if (done === null) return bytes;
    const at = Math.floor(done.where * bytes.length);
    const behind = bytes.subarray(done.kind === 'insert' ? at : at + 1);
    return Buffer.concat([
      bytes.subarray(0, at),
      ...(done.kind === 'remove' ? [] : [Buffer.from([done.byte])]),
      behind,
    ]);
  }

  it('takes nothing that they refuse, and nothing otherwise than they do, whatever came before', () => {
    let taken = 0;
    let left = 0;
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 4 }), (runs) => {
        const scanner = new ClientScanner();
        for (const bytes of runs.map(bytesOf)) {
          const records = scanner.scan(bytes);
          if (records === undefined) {
            left++;
            continue;
          }
          taken++;
          const expected = parsedRecords(bytes);
          assert.ok(expected, bytes.toString());
          assert.ok((expected as ClientRecord[]).every((each) => !isBadRecord(each)));
          assert.deepEqual(records, expected);
        }
      }),
      { seed: 7, numRuns: 3_000 },
    );
    assert.ok(taken > 2_000 && left > 1_000, `${taken} taken, ${left} left`);
  });
});
