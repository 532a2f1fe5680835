import { describe, expect, it } from 'vitest';
import { parseJson, readMessage, writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { chartOf } from './chartData.ts';
import { copyAs, copyPart } from './copyAs.ts';
import { readExact } from './exactValue.ts';
import { imageSource, isPictureText } from './imageSource.ts';
import { hexRow, hexRowCount } from './hexRows.ts';
import { previewOf } from '#shared/message/preview.ts';
import { previewLine, readValueText } from './readPreview.ts';
import { sortRows, tableOf } from './tableData.ts';
import { timeLabel } from './timeLabel.ts';
import { treeRows } from './treeRows.ts';
import { viewsFor } from './valueViews.ts';

describe('values in the inspector', () => {
  it('[E6] a whole text is read with its big integers; a cut one is not guessed at', () => {
    expect(readValueText('{"id":18446744073709551616,"x":{"type":"Float","data":"NaN"}}')).toEqual({
      id: 18446744073709551616n,
      x: Number.NaN,
    });
    expect(readValueText('{"rows":[1,2,')).toBeUndefined();
  });

  it('[E6] the most telling view comes first', () => {
    expect(viewsFor([1, 2, 3])[0]).toBe('chart');
    expect(viewsFor([{ a: 1 }, { a: 2 }])[0]).toBe('table');
    expect(viewsFor({ a: 1 })).toEqual(['tree', 'text']);
    expect(viewsFor('# Title')).toContain('markdown');
    expect(viewsFor('data:image/png;base64,iVBORw0KGgo=')[0]).toBe('image');
    for (const value of [null, 1, 2n, true, 'x', [], {}, new Uint8Array(3)] as Value[])
      expect(viewsFor(value).length).toBeGreaterThan(0);
  });

  it('[E6] bytes are shown as a hex dump, a picture as one first', () => {
    expect(viewsFor(new Uint8Array([1]))).toEqual(['bytes', 'text']);
    expect(viewsFor(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0]))).toEqual(['image', 'bytes', 'text']);
    const bytes = new TextEncoder().encode('Reflow ✓\n!');
    expect(hexRowCount(bytes)).toBe(2);
    expect(hexRow(bytes, 0)).toEqual({ offset: '000000', hex: '52 65 66 6c 6f 77 20 e2', ascii: 'Reflow ·' });
    expect(hexRow(bytes, 1)).toEqual({ offset: '000008', hex: '9c 93 0a 21            ', ascii: '···!' });
  });

  it('[E6] a table has every column of every row and knows which cells are missing', () => {
    const table = tableOf([{ a: 1 }, { b: 'x', a: null }]);
    expect(table).toEqual({
      columns: ['a', 'b'],
      rows: [
        [1, undefined],
        [null, 'x'],
      ],
      hiddenColumns: 0,
    });
    expect(tableOf([1, { a: 1 }])).toBeUndefined();
    expect(tableOf([])).toBeUndefined();
    expect(
      tableOf([Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`c${index}`, index]))])?.hiddenColumns,
    ).toBe(10);
  });

  it('[E6] rows sort by a column, numbers as numbers, missing cells last either way', () => {
    const rows = [[10], [undefined], [9], ['x'], [2n]];
    expect(sortRows(rows, 0, 'ascending')).toEqual([[2n], [9], [10], ['x'], [undefined]]);
    expect(sortRows(rows, 0, 'descending')).toEqual([['x'], [10], [9], [2n], [undefined]]);
  });

  it('[E6] numbers become one series, records one for each numeric column over their dates', () => {
    expect(chartOf([3, 4])).toEqual({ axis: 'number', x: [0, 1], series: [{ name: 'value', values: [3, 4] }] });
    expect(
      chartOf([
        { date: '2012-01-01', mean: 1.5, place: 'Seattle' },
        { date: '2012-01-02', mean: null, place: 'Seattle' },
      ]),
    ).toEqual({
      axis: 'time',
      x: [1, 2].map((day) => new Date(2012, 0, day).getTime() / 1000),
      series: [{ name: 'mean', values: [1.5, null] }],
    });
    expect(chartOf([{ a: 'x' }, { a: 'y' }])).toBeUndefined();
    expect(chartOf([5])).toBeUndefined();
  });

  it('[C3] a Display chooses what is along the bottom and what is plotted', () => {
    const rows = [
      { step: 1, a: 5, b: 7 },
      { step: 4, a: 6, b: 8 },
    ];
    expect(chartOf(rows, { x: 'step', y: ['b'] })).toEqual({
      axis: 'number',
      x: [1, 4],
      series: [{ name: 'b', values: [7, 8] }],
    });
  });

  it('[E6] an axis that does not ascend is not used as one', () => {
    expect(
      chartOf([
        { t: 2, y: 1 },
        { t: 1, y: 5 },
      ])?.x,
    ).toEqual([0, 1]);
  });

  it('[E6] a number that is not finite is a gap in a chart', () => {
    expect(chartOf([1, Number.NaN, 3])?.series[0]?.values).toEqual([1, null, 3]);
  });

  it('[X5] only data addresses of pictures are shown as pictures', () => {
    expect(imageSource('https://example.com/a.png')).toBeUndefined();
    expect(imageSource('data:text/html;base64,PHNjcmlwdD4=')).toBeUndefined();
    expect(imageSource('data:image/png;base64,"><script>')).toBeUndefined();
    expect(imageSource(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0]))).toBe('data:image/png;base64,iVBORwA=');
    expect(imageSource(new Uint8Array([1, 2, 3]))).toBeUndefined();
  });

  it('[E1] the beginning of a text tells whether it is that of a picture', () => {
    const webp = new Uint8Array([...'RIFF....WEBPVP8 '].map((letter) => letter.charCodeAt(0)));
    const isPicture = (value: Value): boolean => isPictureText(writePlain(value).slice(0, 60));
    expect([webp, `data:image/png;base64,${'A'.repeat(99)}`].map(isPicture)).toEqual([true, true]);
    const others: Value[] = [webp.fill(0, 8), new Uint8Array([1]), 'https://example.com/a.png', 'data:text/plain,', 5];
    expect(others.filter(isPicture)).toEqual([]);
  });

  it('[E6] copies say the value again in the language asked for', () => {
    const value: Value = {
      ok: true,
      none: null,
      big: 2n ** 64n,
      nan: Number.NaN,
      bytes: new Uint8Array([0, 255]),
      'a b': '“é”\n',
    };
    const json = writePlain(value);
    expect(copyAs('Python', json)).toBe(
      '{\n  "ok": True,\n  "none": None,\n  "big": 18446744073709551616,\n  "nan": float("nan"),\n  "bytes": b"\\x00\\xff",\n  "a b": "“é”\\n"\n}',
    );
    expect(copyAs('JavaScript', json)).toBe(
      '{\n  ok: true,\n  none: null,\n  big: 18446744073709551616n,\n  nan: NaN,\n  bytes: new Uint8Array([0, 255]),\n  "a b": "“é”\\n"\n}',
    );
    expect(copyAs('JavaScript', '{"__proto__":1}')).toBe('{\n  ["__proto__"]: 1\n}');
  });

  it('[E6, M3] a float that is whole stays a float in copies and in the tree', () => {
    const json = '{"mean":250.0,"count":3,"tiny":-0.0,"much":1e+23,"text":"2.0","list":[1.0,2.5]}';
    expect(copyAs('Python', json)).toBe(
      '{\n  "mean": 250.0,\n  "count": 3,\n  "tiny": -0.0,\n  "much": 1e+23,\n  "text": "2.0",\n  "list": [1.0, 2.5]\n}',
    );
    expect(copyAs('JSON', json).replaceAll(/\s/g, '')).toBe(json);
    expect(treeRows(readExact(json), new Set(['$."list"'])).map(({ text }) => text)).toEqual([
      '{6}',
      '250.0',
      '3',
      '-0.0',
      '1e+23',
      '"2.0"',
      '[2]',
      '1.0',
      '2.5',
    ]);
  });

  it('[M3] a copy as JSON can be sent in again unchanged', () => {
    for (const value of [
      { type: 'Float', data: 'NaN' },
      { a: [{ type: 'Encoded', data: 'aGk=' }, 2n ** 70n] },
      Number.POSITIVE_INFINITY,
    ] as Value[]) {
      const back = readMessage(parseJson(copyAs('JSON', writePlain(value)))).data;
      expect(writePlain(back)).toBe(writePlain(value));
    }
  });

  it('[E6] a time axis is as precise as its marks are close', () => {
    const moment = new Date(2012, 2, 4, 5, 6, 7).getTime() / 1000;
    expect([1, 60, 3600, 86_400, 30 * 86_400].map((step) => timeLabel(moment, step))).toEqual([
      '05:06:07',
      '05:06',
      '05:06',
      '2012-03-04',
      '2012-03',
    ]);
  });
});

it('[E6] a line of a tree is copied by itself: a text as it is, the rest as JSON that says it exactly', () => {
  const rows = treeRows(
    readExact('{"name":"Zoë \\"Z\\"","price":2.0,"big":9007199254740993,"items":[1,null]}'),
    new Set(),
  );
  expect(rows.slice(1).map(({ value }) => copyPart(value))).toEqual([
    'Zoë "Z"',
    '2.0',
    '9007199254740993',
    '[1, null]',
  ]);
});

it('[E6] in a list bytes and numbers that are not finite are told in few words, everything else by its JSON', () => {
  const line = (json: string) => previewLine(previewOf(readMessage(parseJson(json)), json));
  expect(line('{"type":"Float","data":"NaN"}')).toBe('NaN');
  expect(line('{"type":"Encoded","data":"AAEC"}')).toBe('3 bytes');
  expect(line('{"type":"sale","data":1.5}')).toBe('{"type":"sale","data":1.5}');
});
