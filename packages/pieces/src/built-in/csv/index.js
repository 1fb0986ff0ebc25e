import papaparse from 'papaparse';
import { checkbox, definePiece, dropdown, json, longText } from '../define-piece.js';

/** @import { Action } from '../piece-context.ts' */

const delimiter = dropdown(
  'Delimiter',
  { Auto: 'auto', Comma: ',', Tab: '\t', Semicolon: ';' },
  { required: true, defaultValue: ',' },
);

/** @type {Action} */
const convertCsvToJson = {
  name: 'convert_csv_to_json',
  displayName: 'Convert CSV to JSON',
  description: 'Makes a list of rows of CSV: objects where it has headers, lists otherwise.',
  props: {
    csv_text: longText('CSV Text', { required: true, defaultValue: '' }),
    has_headers: checkbox('Has Header Row', { defaultValue: false }),
    delimiter_type: delimiter,
  },
  async run({ propsValue: { csv_text: text, has_headers: header, delimiter_type: given } }) {
    const { data, errors } = papaparse.parse(String(text).replace(/^\uFEFF/, ''), {
      header: header === true,
      delimiter: given === 'auto' ? '' : String(given),
      skipEmptyLines: true,
    });
    const fault = errors.find(({ type }) => type === 'Quotes');
    if (fault !== undefined)
      throw new Error(`Row ${(fault.row ?? 0) + 1} of the CSV is not well formed: ${fault.message}`);
    return data;
  },
};

/** @type {Action} */
const convertJsonToCsv = {
  name: 'convert_json_to_csv',
  displayName: 'Convert JSON to CSV',
  description: 'Makes CSV of a list of objects. A field inside of a field has a column named like a.b.',
  props: {
    json_array: json('JSON Array', { required: true, defaultValue: [] }),
    delimiter_type: delimiter,
  },
  async run({ propsValue: { json_array: list, delimiter_type: given } }) {
    if (!Array.isArray(list)) throw new Error(`The input is ${typeof list}, expected a list of objects.`);
    const rows = list.map((item) => Object.fromEntries(columnsOf(item, '')));
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    if (rows.length === 0) return '';
    const csv = papaparse.unparse(rows, { columns, newline: '\n', delimiter: given === 'auto' ? ',' : String(given) });
    return `${csv}\n`;
  },
};

export const csv = definePiece({
  name: 'csv',
  version: '0.5.2',
  displayName: 'CSV',
  description: 'Reads and writes tables of text',
  logo: 'csv.svg',
  categories: ['CORE'],
  actions: [convertCsvToJson, convertJsonToCsv],
});

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {[string, unknown][]}
 */
function columnsOf(value, name) {
  if (typeof value !== 'object' || value === null) return [[name, value]];
  return Object.entries(value).flatMap(([field, inner]) => columnsOf(inner, name === '' ? field : `${name}.${field}`));
}
