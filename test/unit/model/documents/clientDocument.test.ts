import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { ClientResource } from '../../../../src/api/jsonApi';
import { pointerOf } from '../../../../src/base/jsonPath';
import { rangeOf, type JsonPath } from '../../../../src/base/jsonPath';
import {
  documentText,
  nameIn,
  readDocument,
  type DocumentProblem,
} from '../../../../src/model/documents/clientDocument';

const ACME: ClientResource = {
  id: 'acme',
  type: 'client',
  attributes: { name: 'Acme', since: 1999 },
  relationships: { parent: { data: null }, children: { data: [{ type: 'client', id: 'a' }] } },
};
const TEXT = documentText(JSON.stringify(ACME));

const edited = (edit: (resource: Record<string, never>) => void): string => {
  const resource = JSON.parse(TEXT) as Record<string, never>;
  edit(resource);
  return JSON.stringify(resource);
};

describe("A client's document", () => {
  it('is its resource, indented, with an end of line', () => {
    assert.equal(TEXT.startsWith('{\n  "id": "acme",\n  "type": "client",\n  "attributes": {\n'), true);
    assert.equal(TEXT.endsWith('}\n'), true);
    assert.deepEqual(JSON.parse(TEXT), ACME);
    assert.equal(nameIn(TEXT), 'Acme');
  });

  for (const number of ['12345678901234567890', '1e999', '-0', '1.0', '0.1000000000000000055511151231257827']) {
    it(`shows the number ${number} as the service wrote it, and tells it from any other`, () => {
      const text = documentText(`{"id":"acme","type":"client","attributes":{"name":"Acme","since":[${number}]}}`);
      assert.ok(text.includes(` ${number}\n`), text);
      assert.deepEqual(readDocument(text.replace('Acme', 'Mine'), [text]), { name: 'Mine', problems: [] });
      const other = text.replace(number, `${number.slice(0, -1)}1`);
      const paths = readDocument(other, [text]).problems.map((each) => each.kind === 'changed' && pointerOf(each.path));
      assert.deepEqual(paths, ['/attributes/since/0']);
    });
  }

  it('lets the name be changed, whatever became of spacing and order', () => {
    const text = '{"relationships":{"children":{"data":[{"id":"a","type":"client"}]},"parent":{"data":null}},'.concat(
      '"attributes":{"since":1999,"name":" Acme Group "},"type":"client","id":"acme"}',
    );
    assert.deepEqual(readDocument(text, [TEXT]), { name: ' Acme Group ', problems: [] });
  });

  const refused: readonly (readonly [title: string, text: string, problem: DocumentProblem])[] = [
    ['no JSON', '{"id":', { kind: 'notJson' }],
    ['nothing', '', { kind: 'notJson' }],
    ['another value', '[]', { kind: 'changed', path: [] }],
    ['another id', TEXT.replace('"acme"', '"other"'), { kind: 'changed', path: ['id'] }],
    ['another type', TEXT.replace('client', 'cl'), { kind: 'changed', path: ['type'] }],
    ['another attribute', TEXT.replace('1999', '2000'), { kind: 'changed', path: ['attributes', 'since'] }],
    ['a new member', TEXT.replace('"id"', '"more": 1, "id"'), { kind: 'changed', path: ['more'] }],
    ['a missing member', TEXT.replace(',\n    "since": 1999', ''), { kind: 'changed', path: ['attributes', 'since'] }],
    [
      'a changed member of a list',
      TEXT.replace('"a"', '"b"'),
      { kind: 'changed', path: ['relationships', 'children', 'data', 0, 'id'] },
    ],
    [
      'a longer list',
      TEXT.replace('"data": [', '"data": [1,'),
      { kind: 'changed', path: ['relationships', 'children', 'data'] },
    ],
    [
      'a member named __proto__',
      TEXT.replace('"id"', '"__proto__": 1, "id"'),
      { kind: 'changed', path: ['__proto__'] },
    ],
    ['a name that is a number', TEXT.replace('"Acme"', '7'), { kind: 'noName' }],
    ['a missing name', TEXT.replace('"name": "Acme",', ''), { kind: 'noName' }],
    ['an empty name', TEXT.replace('Acme', ''), { kind: 'badName', problem: 'empty' }],
    ['a blank name', TEXT.replace('Acme', '  '), { kind: 'badName', problem: 'blank' }],
    ['a name of two lines', TEXT.replace('Acme', 'A\\nB'), { kind: 'badName', problem: 'controlCharacter' }],
  ];
  for (const [title, text, problem] of refused) {
    it(`with ${title} is refused, and says where`, () => {
      assert.deepEqual(readDocument(text, [TEXT]), { name: undefined, problems: [problem] });
    });
  }

  it('says of every change where it is', () => {
    const text = edited((resource) => Object.assign(resource, { id: 'x', extra: 1, attributes: { name: '' } }));
    const pointers = readDocument(text, [TEXT]).problems.map((problem) =>
      problem.kind === 'changed' ? pointerOf(problem.path) : problem.kind,
    );
    assert.deepEqual(pointers, ['/id', '/attributes/since', '/extra', 'badName']);
  });

  it('may keep a name that could not be given today', () => {
    for (const attributes of [{ name: '' }, { name: 'two\nlines' }, { name: 5 }, {}, undefined]) {
      const text = documentText(JSON.stringify({ ...ACME, attributes }));
      assert.deepEqual(readDocument(text, [text]).problems, []);
    }
  });

  it('is judged by the one that it was made from, where the service has changed since', () => {
    const newer = TEXT.replace('"a"', '"b"');
    assert.deepEqual(readDocument(TEXT.replace('Acme', 'Mine'), [TEXT, newer]), { name: 'Mine', problems: [] });
    assert.deepEqual(readDocument(newer.replace('Acme', 'Mine'), [TEXT, newer]), { name: 'Mine', problems: [] });
    assert.equal(readDocument(TEXT.replace('"a"', '"c"'), [TEXT, newer]).problems.length, 1);
  });
});

/** Every path into `value`, and what is there. */
function* parts(value: unknown, path: JsonPath = []): Generator<[JsonPath, unknown]> {
  yield [path, value];
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* parts(item, [...path, index]);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* parts(item, [...path, key]);
  }
}

describe('Ranges of values in JSON text', () => {
  it('are found for every part of every value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        for (const [path, part] of parts(JSON.parse(text))) {
          const { start, end } = rangeOf(text, path);
          assert.deepEqual(JSON.parse(text.slice(start, end)), part, pointerOf(path));
        }
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('are those around it for what is not there, and the last of several', () => {
    const text = '{"a": {"b": 1}, "a": {"c": "}"}}';
    const at = (path: JsonPath) => text.slice(rangeOf(text, path).start, rangeOf(text, path).end);
    assert.equal(at(['a', 'x', 'y']), '{"c": "}"}');
    assert.equal(at(['a', 'c']), '"}"');
    assert.equal(at(['x']), text);
  });

  it('are somewhere in what is no JSON', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', 'a', '1', ' ') }),
        (text) => {
          const { start, end } = rangeOf(text, ['a', 0, 'b']);
          assert.ok(start >= 0 && start <= end && end <= text.length, `${start} to ${end} of ${text.length}`);
        },
      ),
      { seed: 5, numRuns: 1_000 },
    );
  });
});
