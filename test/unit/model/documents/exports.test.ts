import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvCell, EXPORT_FORMATS, exportText, type ExportFormat } from '../../../../src/model/documents/exports';
import type { Hierarchy } from '../../../../src/model/hierarchy/hierarchy';
import { agreeing, build, record } from '../../support/records';

const textOf = (hierarchy: Hierarchy, format: ExportFormat, tops = hierarchy.children(null)): string =>
  [...exportText(hierarchy, tops, format)].join('');

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
        '"c","\'=HYPERLINK(""http://x"")","Group > =HYPERLINK(""http://x"")",2,"a",0,0,1',
        '"b","Nordics, ""all""","Group > Nordics, ""all""",2,"a",1,0,0',
        '"d","*Acme*\n# 2","Group > Nordics, ""all"" > *Acme*\n# 2",3,"b",0,0,0',
        '',
      ].join('\r\n'),
    );
  });

  for (const cell of ['=1', '+1', '-1', '@x', ' =1', '\t=1', '\r1', '\u200b=1', '＝1', '|calc', '%x']) {
    it(`never leaves ${JSON.stringify(cell)} to be taken for a formula`, () => {
      assert.equal(csvCell(cell), `"'${cell}"`);
    });
  }

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
        '  n2 --> n3["*Acme* #35; 2"]',
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
    assert.equal(textOf(chain, 'text').split('\n').length, ids.length + 1);
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
