import fc from 'fast-check';
import assert from 'node:assert/strict';
import { ClientSearch } from '../../../../src/model/search/clientSearch';
import { build, record } from '../../support/records';

const SEED = Number(process.env['ALETA_SEED'] ?? 20251112);

const clients: [id: string, name: string, parentId: string | null][] = [
  ['66fda0', 'Holding', null],
  ['66fdA1', 'Ålesund Holding', '66fda0'],
  ['66fda2', 'Nordics', '66fda0'],
  ['66fda3', 'Acme Oslo', '66fda2'],
  ['66fda4', 'Bacme Acme', '66fda2'],
  ['66fda5', 'Aacmen', '66fda2'],
  ['66fda6', 'Acme', '66fda2'],
  ['66fda7', 'Ωμέγα', null],
  ['66fda8', '株式会社', null],
  ['.*', 'a.b (c) [d]', null],
];
const hierarchy = build(clients.map(([id, name, parentId]) => record(id, { name, parentId })));
const search = (): ClientSearch => new ClientSearch(hierarchy);
const namesOf = (query: string, limit = 20): string[] =>
  search()
    .search(query, limit)
    .map(({ name }) => name);

const found: [why: string, query: string, names: string[]][] = [
  [
    'the name itself, then names that begin so, then words, then the rest',
    'acme',
    ['Acme', 'Acme Oslo', 'Bacme Acme', 'Aacmen'],
  ],
  ['case forgiven', 'NORD', ['Nordics']],
  ['accents forgiven where they are', 'alesund', ['Ålesund Holding']],
  ['accents forgiven where they are typed', 'hólding', ['Holding', 'Ålesund Holding']],
  ['white space around it forgiven', '  oslo ', ['Acme Oslo']],
  ['words of its path', 'nordics oslo', ['Acme Oslo']],
  ['words of its path in any order, the last one its own', 'oslo acme', ['Acme Oslo']],
  ['other scripts', '式会', ['株式会社']],
  ['Greek capitals', 'ΩΜΕΓΑ', ['Ωμέγα']],
  ['the beginning of an id', '66fda7', ['Ωμέγα']],
  ['text that looks like a pattern', '(c) [d', ['a.b (c) [d]']],
  ['one letter changed', 'nordiks', ['Nordics']],
  ['one letter missing', 'nrdics', ['Nordics']],
  ['one letter added', 'norddics', ['Nordics']],
  ['two letters swapped', 'nodrics', ['Nordics']],
  ['one letter missing in a word of the path', 'nrdics oslo', ['Acme Oslo']],
  ['nothing in common', 'zzzz', []],
  ['a pattern that would match all', '.+', []],
];

describe('Searching clients', () => {
  for (const [why, query, names] of found) {
    it(`for ${JSON.stringify(query)} finds ${why}`, () => assert.deepEqual(namesOf(query), names));
  }

  it('finds all clients with nothing typed, by name, and no more than asked for', () => {
    assert.equal(namesOf('  ').length, clients.length);
    assert.deepEqual(namesOf('', 3), ['a.b (c) [d]', 'Aacmen', 'Acme']);
  });

  it('is got ready in small steps, by more than one at the same time, and answers before it is', () => {
    const many = build(Array.from({ length: 5_000 }, (_, at) => record(`c${at}`, { name: `Fund ${at % 1_000}` })));
    const one = new ClientSearch(many);
    const [first, second] = [one.prepareSteps(), one.prepareSteps()];
    let steps = 0;
    while (steps < 20 && first.next().done !== true && second.next().done !== true) steps++;
    assert.equal(steps, 20);
    assert.deepEqual(
      one.search('fund 999', 20).map(({ id }) => id),
      ['c1999', 'c2999', 'c3999', 'c4999', 'c999'],
    );
    assert.deepEqual([...first, ...second], []);
  });

  it('gives the same while typing as at once, whatever was typed before', () => {
    const query = fc
      .array(fc.constantFrom('a', 'A', 'å', 'c', 'm', 'e', 'o', ' ', '66fda', '66fdA', '1'), { maxLength: 5 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(query, { minLength: 1, maxLength: 4 }), (queries) => {
        const one = search();
        for (const typed of queries) assert.deepEqual(one.search(typed, 20), search().search(typed, 20));
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });
});
