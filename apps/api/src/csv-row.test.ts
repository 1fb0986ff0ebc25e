import { csvRow } from './csv-row.ts';
import { CSV_HEADER } from './resources/run-search/csv.ts';

test('cells are quoted as RFC 4180 says', () => {
  expect(csvRow(['plain', 'a,b', 'say "hi"', 'two\nlines', '', null, undefined, 7, true, '楼'])).toBe(
    'plain,"a,b","say ""hi""","two\nlines",,,,7,true,楼\r\n',
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=1', '+1'])('%j is no formula to a spreadsheet', (text) => {
  const row = csvRow([text]);
  expect(row.replace(/^"/, '').startsWith(`'${text.slice(0, 1)}`)).toBe(true);
});

test('numbers stay numbers', () => {
  expect(csvRow([-1, 0.5])).toBe('-1,0.5\r\n');
});

test('formulas stay where they are wanted', () => {
  expect(csvRow(['=1+1'], { formulas: true })).toBe('=1+1\r\n');
});

test('the header of an export of runs names the columns', () => {
  expect(CSV_HEADER).toBe(
    'id,workflowId,version,status,triggeredBy,createdAt,startedAt,completedAt,durationMs,errorCode,errorMessage,' +
      'errorNodeId,tags,businessKey,parentRunId,retryOf,paused,triggerData,result\r\n',
  );
});
