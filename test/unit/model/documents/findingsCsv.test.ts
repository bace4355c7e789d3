import assert from 'node:assert/strict';
import { runToEnd } from '../../../../src/base/timeSlices';
import { findingsCsvSteps } from '../../../../src/model/documents/findingsCsv';

const line = { kind: 'No name', id: 'a1', name: '', path: 'Group > ', detail: 'It has no name.' };

describe('Findings as CSV', () => {
  it('have a line each below a head, with what spreadsheets take for formulas made text', () => {
    const text = runToEnd(findingsCsvSteps([line, { ...line, name: '=1+1', detail: 'said "so", twice' }]));
    assert.equal(
      text,
      [
        'kind,clientId,name,path,detail',
        '"No name","a1","","Group > ","It has no name."',
        `"No name","a1","'=1+1","Group > ","said ""so"", twice"`,
        '',
      ].join('\r\n'),
    );
  });

  it('are not made where the text would be too long', () => {
    assert.equal(runToEnd(findingsCsvSteps([line, line], 60)), undefined);
  });
});
