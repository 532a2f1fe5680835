/** Bytes in a row: as many as the inspector has room for. */
const perRow = 8;

export function hexRowCount(bytes: Uint8Array): number {
  return Math.ceil(bytes.length / perRow);
}

/** A row of a hex dump: where it begins, its bytes in hexadecimal, and as ASCII with a dot for what cannot be shown. */
export function hexRow(bytes: Uint8Array, row: number): { offset: string; hex: string; ascii: string } {
  const part = [...bytes.subarray(row * perRow, (row + 1) * perRow)];
  return {
    offset: (row * perRow).toString(16).padStart(6, '0'),
    hex: part
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join(' ')
      .padEnd(perRow * 3 - 1),
    ascii: part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(''),
  };
}
