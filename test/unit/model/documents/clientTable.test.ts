import assert from 'node:assert/strict';
import { clientTable } from '../../../../src/model/documents/clientTable';
import { parseCsv } from '../../../support/csv';
import { HOSTILE_NAMES } from '../../../support/hostileNames';
import { build, record } from '../../support/records';

const family = build([
  record('a', { name: 'Group', childIds: ['b', '0012'], legalEntities: 2 }),
  record('b', { name: 'A|B *c*', parentId: 'a' }),
  record('0012', { name: '=1+1', parentId: 'a', reportingEntities: 1 }),
]);
const all = [...family.children(null), ...family.children(family.get('a') ?? null)];

describe('Copying clients as a table', () => {
  it('is tab-separated values with a row of heads, and no formula in them', () => {
    assert.equal(
      clientTable(all, family, 'tsv'),
      [
        'name\tid\tpath\tclients\tlegalEntities\treportingEntities',
        'Group\ta\tGroup\t2\t2\t0',
        "'=1+1\t0012\tGroup > '=1+1\t0\t0\t1",
        'A|B *c*\tb\tGroup > A|B *c*\t0\t0\t0',
        '',
      ].join('\n'),
    );
  });

  it('is a table of Markdown, in which names are no markup', () => {
    assert.equal(
      clientTable(all, family, 'markdown'),
      [
        '| name | id | path | clients | legalEntities | reportingEntities |',
        '| --- | --- | --- | --- | --- | --- |',
        '| Group | a | Group | 2 | 2 | 0 |',
        '| =1+1 | 0012 | Group \\> =1+1 | 0 | 0 | 1 |',
        '| A\\|B \\*c\\* | b | Group \\> A\\|B \\*c\\* | 0 | 0 | 0 |',
        '',
      ].join('\n'),
    );
  });

  it('has as many cells in each row as there are heads, whatever the names are', () => {
    const names = [...HOSTILE_NAMES, 'nul\0', 'esc\x1b[31m', 'cr\rx', 'a\\|b', '|'];
    const hierarchy = build(names.map((name, at) => record(`${at}`, { name })));
    const nodes = hierarchy.children(null);
    const tsv = clientTable(nodes, hierarchy, 'tsv');
    assert.doesNotMatch(tsv, /(?![\t\n\r])\p{Cc}/u);
    const rows = parseCsv(tsv, '\t');
    assert.deepEqual(new Set(rows.map(({ length }) => length)), new Set([6]));
    assert.equal(rows.length, nodes.length + 1);
    for (const row of rows) for (const { text } of row) assert.doesNotMatch(text, /^[\s\p{Cf}]*[=+\-@]/u);
    const lines = clientTable(nodes, hierarchy, 'markdown').trimEnd().split('\n');
    assert.equal(lines.length, nodes.length + 2);
    // Bars that are not escaped: an even number of backslashes stands before them.
    for (const line of lines) assert.equal(line.match(/(?<!\\)(?:\\\\)*\|/g)?.length, 7, line);
  });
});
