import assert from 'node:assert/strict';
import { MalformedJsonError, readList, type ListDocument, type ReadOptions } from '../../../src/api/listReader';

interface Reading extends ListDocument {
  readonly records: unknown[];
}

/** Reads `body` in chunks of `size` bytes. */
async function read(body: string | Buffer, size = 1_000, options: ReadOptions = {}): Promise<Reading> {
  const records: unknown[] = [];
  const document = await readList(chunks(Buffer.from(body), size), (value) => records.push(value), options);
  return { ...document, records };
}

// eslint-disable-next-line @typescript-eslint/require-await -- the chunks are meant to be there at once
async function* chunks(body: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

const client = (id: number, name = `Client ${id}`, children: number[] = []) => ({
  id: `id-${id}`,
  type: 'client',
  attributes: { name },
  relationships: {
    children: { data: children.map((child) => ({ type: 'client', id: `id-${child}` })) },
    parent: { data: null },
  },
});

const clients = (count: number, name?: (id: number) => string) =>
  Array.from({ length: count }, (_, id) => client(id, name?.(id), id % 7 === 0 ? [id + 1, id + 2] : []));

const SIZES = [1, 7, 64, 65_536, 10_000_000];

describe('reading a list document', () => {
  const documents: Record<string, string> = {
    'no members': '{"data":[]}',
    'no members, with white space': ' { "data" : [ \n ] } \n',
    'one member': '{"data":[{"id":"1"}]}',
    'members that are no objects': '{"data":[1,-0,1e5,"a",null,true,[],[[{"data":[1]}]],{}]}',
    'links, meta and included after data':
      '{"data":[1,2],"links":{"next":"x"},"meta":{"data":[3]},"included":[{"data":[4]}]}',
    'data behind other members': '{"meta":{"data":[1,{"data":[2]}]},"included":[{"id":"}]"}],"data":[3,4]}',
    'data with its name escaped': '{"d\\u0061ta":[1,2]}',
    'names that only look like data': '{" data":[1],"data ":[2],"Data":[3],"a\\"data":[4],"data":[5]}',
    'data twice, but not at the top': '{"meta":{"data":1,"data":2},"data":[{"data":1,"data":[2]}]}',
    'data null': '{"data":null,"meta":{"a":[1]}}',
    'a single resource': '{"data":{"id":"1","data":[1,2]},"meta":[]}',
    'data a string before a list': '{"data":"x","list":[1,2]}',
    'no data': '{"errors":[{"status":"403"}]}',
    'a list at the top': '[{"data":[1,2]}]',
    'null at the top': 'null',
    'a string at the top': '"{\\"data\\":[1]}"',
    'a number at the top': ' 12 ',
    'members named __proto__ and constructor': '{"__proto__":{"a":1},"data":[{"__proto__":1,"constructor":2}]}',
    'look-alikes of borders in names': JSON.stringify({
      data: clients(300, () => '}},{"id":"},{"id":"1"}]},"data":['),
    }),
    'names that end with backslashes': JSON.stringify({ data: clients(300, (id) => `"${'\\'.repeat(id % 5)}`) }),
    'letters of two to four bytes': JSON.stringify({ data: clients(300, () => 'Zoë Ωmega 東京 😀') }),
    'letters outside Latin-1 in few slices only': JSON.stringify({
      data: clients(300, (id) => (id % 100 ? 'é' : '€')),
    }),
    'lone surrogates, written as escapes': '{"data":["\\ud800","\\udc00x","\\ud83d\\ude00"]}',
    'pretty-printed': JSON.stringify({ jsonapi: {}, data: clients(300) }, undefined, 2),
    'pretty-printed with tabs and CRLF': JSON.stringify({ data: clients(300) }, undefined, '\t').replaceAll(
      '\n',
      '\r\n',
    ),
    'much white space between members': `{"data":[1${' '.repeat(70_000)},${'\n'.repeat(70_000)}2]}`,
    'one gigantic member between small ones': JSON.stringify({
      data: [...clients(50), 'x,{"'.repeat(100_000), ...clients(50)],
    }),
    'members of very different kinds and lengths': JSON.stringify({
      data: clients(90).map((c, i) => [c, [c, [i]], i][i % 3]),
    }),
    'members whose first key changes': JSON.stringify({
      data: clients(300).map((c, i) => (i % 40 ? c : { href: 'x', ...c })),
    }),
    'deep nesting': `{"data":[${'['.repeat(2_000)}${']'.repeat(2_000)},${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}]}`,
  };

  for (const [title, text] of Object.entries(documents)) {
    it(`gives what JSON.parse gives: ${title}`, async () => {
      const expected: unknown = JSON.parse(text);
      const list = Object.entries(Object(expected) as object).find(([name]) => name === 'data')?.[1] as unknown;
      for (const size of text.length > 50_000 ? SIZES.slice(1) : SIZES) {
        for (const sliceBytes of [1, 300, 16_384]) {
          const { rest, count, bytes, records } = await read(text, size, { sliceBytes });
          const isList = Array.isArray(list) && !Array.isArray(expected);
          assert.equal(JSON.stringify(records), JSON.stringify(isList ? list : []));
          const frame = isList ? { ...(expected as object), data: [] } : expected;
          assert.equal(JSON.stringify(rest), JSON.stringify(frame));
          assert.equal(count, records.length);
          assert.equal(bytes, Buffer.byteLength(text));
        }
      }
    });
  }

  it('reads what is nested as deep as JSON.parse can', async () => {
    const deep = `${'[{"a":'.repeat(100_000)}0${'}]'.repeat(100_000)}`;
    const { count } = await read(`{"meta":${deep},"data":[${deep},1,${deep}]}`, 65_536, { sliceBytes: 1 });
    assert.equal(count, 3);
  });

  it('counts the members from 0 while passing them on', async () => {
    const indexes: number[] = [];
    await readList(chunks(Buffer.from('{"data":[7,8,9]}'), 3), (_, index) => indexes.push(index), { sliceBytes: 1 });
    assert.deepEqual(indexes, [0, 1, 2]);
  });

  it('replaces bytes that are not UTF-8 as a decoder of the whole body does', async () => {
    const body = Buffer.concat([
      Buffer.from('{"data":["'),
      Buffer.from([0xc3, 0x2c, 0xe2, 0x82, 0xed, 0xa0]),
      Buffer.from('"]}'),
    ]);
    const { records } = await read(body, 1);
    assert.deepEqual(records, (JSON.parse(body.toString('utf8')) as { data: unknown }).data);
  });

  it('skips a byte order mark, also one that comes in parts', async () => {
    for (const size of SIZES) {
      const { records, rest, bytes } = await read('\ufeff{"data":[1]}', size);
      assert.deepEqual({ records, rest, bytes }, { records: [1], rest: { data: [] }, bytes: 15 });
    }
  });

  it('leaves the chunks it was given as they were', async () => {
    const body = Buffer.from(JSON.stringify({ data: clients(200) }));
    const before = Buffer.from(body);
    await readList(chunks(body, body.length), () => undefined, { sliceBytes: 100 });
    assert.ok(body.equals(before));
  });
});

describe('refusing what is not one complete JSON document', () => {
  const long = clients(100)
    .map((record) => JSON.stringify(record))
    .join(',');
  // Title, body and the position of the error in bytes.
  const table: [string, string, number][] = [
    ['nothing', '', 0],
    ['white space', ' \n', 2],
    ['HTML', '<html><body>data: [1]</body></html>', 0],
    ['the end missing', '{"data":[1,2]', 13],
    ['an end within a member', '{"data":[1,{"a":"b', 18],
    ['an end within an escape', '{"data":["\\', 11],
    ['an end within a letter', '{"data":["é', 12],
    ['an end after a comma', '{"data":[1,', 11],
    ['an end right after the bracket', '{"data":[', 9],
    ['something behind the document', '{"data":[1]} x', 10],
    ['two documents', '{"data":[1]}{"data":[1]}', 13],
    ['a comma behind the last member', '{"data":[1, ]}', 11],
    ['a comma before the first member', '{"data":[,1]}', 9],
    ['white space and a comma before the first member', '{"data":[   ,1]}', 9],
    ['a comma alone', '{"data":[,]}', 9],
    ['two commas', '{"data":[1,,2]}', 11],
    ['no comma', '{"data":[1,2 3]}', 11],
    ['no comma between objects', '{"data":[{}{}]}', 9],
    ['a colon for a comma', '{"data":[1:2]}', 9],
    ['the wrong closing bracket', '{"data":[1}}', 10],
    ['one closing bracket too many', '{"data":[1]]}', 10],
    ['a bad second member', `{"data":[${long},{"id":x},${long}]}`, 10 + Buffer.byteLength(long)],
    ['a member that closes the list and opens another', '{"data":[1],[2]}', 10],
    ['a line break within a string', '{"data":["a\nb"]}', 9],
    ['a bad escape', '{"data":["\\x"]}', 9],
    ['a number with a leading zero', '{"data":[01]}', 9],
    ['a value before the list', '{"data":1[2]}', 0],
    ['a name without colon before the list', '{"a" "data":[2]}', 0],
    ['a list at the top with a colon', '["data":[1]]', 0],
    ['a mark within the document', '{\ufeff"data":[1]}', 0],
    ['two marks', '\ufeff\ufeff{"data":[1]}', 0],
    ['a bad member behind the list', '{"data":[1],"meta":{a}}', 10],
    ['data twice', '{"data":[1],"meta":1,"data":[2]}', 21],
    ['data twice, once escaped and no list', '{"data":null,"\\u0064ata":[2]}', 13],
  ];

  for (const [title, body, position] of table) {
    it(`refuses ${title}`, async () => {
      for (const size of SIZES) {
        for (const sliceBytes of [1, 300, 16_384]) {
          await assert.rejects(read(body, size, { sliceBytes }), (error) => {
            assert.ok(error instanceof MalformedJsonError && error instanceof SyntaxError);
            assert.equal(error.position, position);
            return true;
          });
        }
      }
    });
  }

  it('says nothing of what stands there', async () => {
    await assert.rejects(read('{"data":[{"name":"Secret Ltd"x}]}'), (error: MalformedJsonError) => {
      assert.doesNotMatch(`${error.message}${error.stack ?? ''}`, /Secret/);
      assert.equal(error.cause, undefined);
      return true;
    });
  });

  it('passes on nothing when the document is wrong before the list', async () => {
    let passedOn = 0;
    await assert.rejects(
      readList(chunks(Buffer.from('{"a":b,"data":[1]}'), 4), () => passedOn++),
      MalformedJsonError,
    );
    assert.equal(passedOn, 0);
  });
});

describe('leaving the event loop to others while reading', () => {
  const bodies: Record<string, string> = {
    compact: JSON.stringify({ data: clients(3_000) }),
    'pretty-printed': JSON.stringify({ data: clients(3_000) }, undefined, 4),
    'full of look-alikes': JSON.stringify({ data: clients(3_000, () => '}},{"id":'.repeat(5)) }),
    'with its list elsewhere': JSON.stringify({ data: null, included: clients(3_000) }),
    'never closing a string': `{"data":[{"a":"${'},{'.repeat(100_000)}`,
  };

  for (const [title, body] of Object.entries(bodies)) {
    for (const size of [100, 65_536, 10_000_000]) {
      it(`works in small steps on a body ${title}, chunks of ${size} bytes`, async () => {
        let turns = 0;
        let reading = true;
        const turn = () => {
          turns++;
          if (reading) setImmediate(turn);
        };
        setImmediate(turn);
        const steps: number[] = [];
        const onProgress = ({ records }: { records: number }) => {
          steps.push(records - (steps.length > 0 ? last : 0));
          last = records;
        };
        let last = 0;
        await read(body, size, { holdMs: 0, onProgress }).catch((error: unknown) => {
          assert.ok(error instanceof MalformedJsonError);
        });
        reading = false;
        assert.ok(Math.max(...steps) < 200, `${Math.max(...steps)} records in one step`);
        assert.ok(steps.length >= body.length / 70_000, `${steps.length} steps for ${body.length} bytes`);
        assert.ok(turns >= steps.length, `${turns} turns of the loop in ${steps.length} steps`);
      });
    }
  }

  it('does not yield before the time is over', async () => {
    const body = JSON.stringify({ data: clients(500) });
    await read(body, 100, { holdMs: 1e9, onProgress: () => assert.fail('yielded') });
  });

  it('tells records passed on and bytes received', async () => {
    const body = JSON.stringify({ data: clients(500) });
    const seen: { records: number; bytes: number }[] = [];
    await read(body, 10_000, { holdMs: 0, onProgress: (progress) => seen.push(progress) });
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a.records - b.records || a.bytes - b.bytes),
    );
    assert.deepEqual(seen.at(-1), { records: 500, bytes: Buffer.byteLength(body) });
  });
});

describe('ending early', () => {
  const body = JSON.stringify({ data: clients(1_000) });

  it('throws the reason of a signal that was aborted before, and asks for no chunk', async () => {
    const reason = new Error('not wanted');
    let asked = false;
    const source = {
      [Symbol.asyncIterator]() {
        asked = true;
        return chunks(Buffer.from(body), 100);
      },
    };
    const reading = readList(source, () => undefined, { signal: AbortSignal.abort(reason) });
    await assert.rejects(reading, (error) => error === reason);
    assert.equal(asked, false);
  });

  for (const size of [100, 10_000_000]) {
    it(`stops between slices and lets go of the body, chunks of ${size} bytes`, async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      let closed = false;
      async function* source() {
        try {
          yield* chunks(Buffer.from(body), size);
        } finally {
          closed = true;
        }
      }
      let passedOn = 0;
      const onRecord = () => {
        if (++passedOn === 100) controller.abort(reason);
      };
      await assert.rejects(readList(source(), onRecord, { signal: controller.signal }), (error) => error === reason);
      assert.ok(passedOn < 300);
      assert.ok(closed);
    });
  }

  it('throws what the callback throws, even a SyntaxError', async () => {
    const failure = new SyntaxError('from the callback');
    const reading = readList(chunks(Buffer.from(body), 100), () => {
      throw failure;
    });
    await assert.rejects(reading, (error) => error === failure);
  });

  it('throws what the body throws', async () => {
    const failure = new Error('connection lost');
    async function* source() {
      yield* chunks(Buffer.from(body.slice(0, 50_000)), 100);
      throw failure;
    }
    await assert.rejects(
      readList(source(), () => undefined),
      (error) => error === failure,
    );
  });
});
