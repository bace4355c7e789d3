import fc from 'fast-check';
import assert from 'node:assert/strict';
import { runToEnd } from '../../../../src/base/timeSlices';
import { csvCell, EXPORT_FORMATS, exportSteps, type ExportFormat } from '../../../../src/model/documents/exports';
import type { Hierarchy } from '../../../../src/model/hierarchy/hierarchy';
import { agreeing, build, record } from '../../support/records';

const textOf = (hierarchy: Hierarchy, format: ExportFormat, tops = hierarchy.children(null)): string =>
  runToEnd(exportSteps(hierarchy, tops, format, { noName: '(no name)' })) ?? '';

const family = build([
  record('a', { name: 'Group', childIds: ['b', 'c'], legalEntities: 2 }),
  record('b', { name: 'Nordics, "all"', parentId: 'a', childIds: ['d'] }),
  record('c', { name: '=HYPERLINK("http://x")', parentId: 'a', reportingEntities: 1 }),
  record('d', { name: '*Acme*\n# 2', parentId: 'b' }),
]);

describe('Exporting clients', () => {
  it('as CSV has a line a client, with path, level and what it owns', () => {
    assert.equal(
      textOf(family, 'csv'),
      [
        'id,name,path,level,parentId,clients,legalEntities,reportingEntities',
        '"a","Group","Group",1,"",2,2,0',
        '"c","\'=HYPERLINK(""http://x"")","Group > \'=HYPERLINK(""http://x"")",2,"a",0,0,1',
        '"b","Nordics, ""all""","Group > Nordics, ""all""",2,"a",1,0,0',
        '"d","*Acme*\n# 2","Group > Nordics, ""all"" > *Acme*\n# 2",3,"b",0,0,0',
        '',
      ].join('\r\n'),
    );
  });

  for (const cell of ['=1', '+1', '-1', '@x', '\r1', '\u200b=1', '＝1', '|calc', '%x']) {
    it(`never leaves ${JSON.stringify(cell)} to be taken for a formula`, () => {
      assert.equal(csvCell(cell), `"'${cell}"`);
    });
  }

  const SEPARATORS = [
    ',',
    ';',
    '\t',
    '|',
    ':',
    '^',
    '~',
    ' ',
    '\u00a0',
    '"',
    '"; "',
    '"\t',
    '\n',
    '\r\n',
    '\u2028',
    '；',
    ';\u200b',
  ];
  for (const separator of SEPARATORS) {
    it(`leaves no formula to a spreadsheet that splits at ${JSON.stringify(separator)}`, () => {
      for (const sign of ['=', '+', '-', '@', '＝']) {
        assert.equal(csvCell(`Acme${separator}${sign}1`), csvCell(`Acme${separator}`).slice(0, -1) + `'${sign}1"`);
        const cells = csvCell(`${separator}${sign}1${separator}${sign}2`).split(/[\s\p{Cf},;:|^~"\uff1b]/u);
        for (const cell of cells) assert.doesNotMatch(cell, /^[=+\-@＝]/);
      }
    });
  }

  it('leaves signs within names as they are where no cell can begin', () => {
    for (const name of ['Smith - Jones', 'A=B', 'J+K', 'x@y.z', 'Fund 50 %', 'Jean-Luc', 'Group > A - B']) {
      assert.equal(csvCell(name), `"${name}"`);
    }
  });

  it('puts an apostrophe before a formula in time that grows as the text does', () => {
    const begun = performance.now();
    csvCell(`;${' '.repeat(60_000)}`.repeat(3) + '= '.repeat(60_000) + '\u200b'.repeat(60_000) + '='.repeat(60_000));
    assert.ok(performance.now() - begun < 2_000);
  });

  it('says after each client how many there are, and nothing else', () => {
    const counts: number[] = [];
    runToEnd(
      exportSteps(family, family.children(null), 'csv', { noName: '', onClient: (count) => counts.push(count) }),
    );
    assert.deepEqual(counts, [1, 2, 3, 4]);
  });

  it('is none where the text would be longer than may be, and the longest that may be', () => {
    for (const format of EXPORT_FORMATS) {
      const { length } = textOf(family, format);
      const exported = (max: number): string | undefined =>
        runToEnd(exportSteps(family, family.children(null), format, { noName: '(no name)', max }));
      assert.equal(exported(length)?.length, length, format);
      assert.equal(exported(length - 1), undefined, format);
    }
  });

  it('keeps a client that has no name to be seen, and those around it where they are', () => {
    for (const name of ['', ' ', '\u200b', '\n', '\u3164', '\u2800']) {
      const nameless = build([
        record('a', { name: 'Group', childIds: ['b'] }),
        record('b', { name, parentId: 'a', childIds: ['c'] }),
        record('c', { name: 'Leaf', parentId: 'b' }),
      ]);
      assert.equal(textOf(nameless, 'text'), 'Group\n  (no name)\n    Leaf\n');
      assert.equal(textOf(nameless, 'markdown'), '- Group\n  - (no name)\n    - Leaf\n');
      assert.equal(
        textOf(nameless, 'mermaid'),
        'graph LR\n  n0["Group"]\n  n0 --> n1["(no name)"]\n  n1 --> n2["Leaf"]\n',
      );
    }
  });

  it('puts no client on another level for the white space around its name', () => {
    for (const space of [' ', '     ', '\t', '\n    ', '\u00a0', '\u2003', '\u3000', '\u0085']) {
      const spaced = build([
        record('a', { name: `${space}Group${space}`, childIds: ['b'] }),
        record('b', { name: `${space}Leaf${space}`, parentId: 'a' }),
      ]);
      assert.equal(textOf(spaced, 'text'), 'Group\n  Leaf\n');
      assert.equal(textOf(spaced, 'markdown'), '- Group\n  - Leaf\n');
      assert.equal(textOf(spaced, 'mermaid'), 'graph LR\n  n0["Group"]\n  n0 --> n1["Leaf"]\n');
    }
  });

  it('makes no list, rule or heading of a name', () => {
    const table: [name: string, markdown: string, mermaid: string][] = [
      ['- x', '\\- x', '#45; x'],
      ['+ x', '\\+ x', '#43; x'],
      ['* x', '\\* x', '#42; x'],
      ['---', '\\---', '#45;--'],
      ['===', '===', '==='],
      ['1. x', '1\\. x', '1#46; x'],
      ['23) x', '23\\) x', '23#41; x'],
      [' - x', '\\- x', '#45; x'],
      ['24 x', '24 x', '24 x'],
    ];
    for (const [name, markdown, mermaid] of table) {
      const one = build([record('a', { name })]);
      assert.equal(textOf(one, 'markdown'), `- ${markdown}\n`);
      assert.equal(textOf(one, 'mermaid'), `graph LR\n  n0["${mermaid}"]\n`);
    }
  });

  it('as JSON is JSON, with names as they are', () => {
    const list = JSON.parse(textOf(family, 'json')) as { id: string; name: string; path: string[]; level: number }[];
    assert.deepEqual(
      list.map(({ id, level }) => [id, level]),
      [
        ['a', 1],
        ['c', 2],
        ['b', 2],
        ['d', 3],
      ],
    );
    assert.deepEqual(list.at(-1)?.path, ['Group', 'Nordics, "all"', '*Acme*\n# 2']);
  });

  it('as text, Markdown and Mermaid keeps each client on its line, and names from being markup', () => {
    assert.equal(textOf(family, 'text'), 'Group\n  =HYPERLINK("http://x")\n  Nordics, "all"\n    *Acme* # 2\n');
    assert.equal(
      textOf(family, 'markdown'),
      '- Group\n  - =HYPERLINK("http://x")\n  - Nordics, "all"\n    - \\*Acme\\* \\# 2\n',
    );
    assert.equal(
      textOf(family, 'mermaid'),
      [
        'graph LR',
        '  n0["Group"]',
        '  n0 --> n1["=HYPERLINK(#34;http://x#34;)"]',
        '  n0 --> n2["Nordics, #34;all#34;"]',
        '  n2 --> n3["#42;Acme#42; #35; 2"]',
        '',
      ].join('\n'),
    );
  });

  it('of a branch begins with the branch', () => {
    const branch = family.get('b');
    assert(branch);
    assert.equal(textOf(family, 'text', [branch]), 'Nordics, "all"\n  *Acme* # 2\n');
  });

  it('goes down chains of any depth', () => {
    const ids = Array.from({ length: 20_000 }, (_, level) => `n${level}`);
    const chain = build(
      agreeing({}).concat(
        ids.map((id, level) => record(id, { parentId: ids[level - 1] ?? null, childIds: undefined })),
      ),
    );
    assert.equal(textOf(chain, 'mermaid').split('\n').length, ids.length + 2);
  });

  it('has every client on lines of its own, whatever the names are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 8 }), (names) => {
        const hierarchy = build(names.map((name, at) => record(`id${at}`, { name })));
        for (const format of EXPORT_FORMATS) {
          if (format === 'csv') continue;
          const lines = textOf(hierarchy, format).split('\n').length;
          const around = { json: 3, text: 1, markdown: 1, mermaid: 2 }[format];
          assert.equal(lines, Math.max(names.length, 1) + around, format);
        }
        assert.equal((JSON.parse(textOf(hierarchy, 'json')) as unknown[]).length, names.length);
      }),
      { seed: 7 },
    );
  });
});
