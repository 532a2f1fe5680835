import { ArrowDown, ArrowUp } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { chipOf } from '#shared/message/preview.ts';
import type { Value } from '#shared/message/message.ts';
import { sortRows, tableOf, type Table } from './tableData.ts';
import { useVirtualRows } from '../parts/virtualRows.ts';

const rowHeight = 24;

interface Order {
  column: number;
  direction: 'ascending' | 'descending';
}

/** An array of objects as a table that sorts by its columns; only the rows in view exist. */
export function ValueTable({ value, name }: { value: Value; name: string }) {
  const table = useMemo(() => tableOf(value), [value]);
  return table ? <SortedTable table={table} name={name} /> : null;
}

function SortedTable({ table, name }: { table: Table; name: string }) {
  const [order, setOrder] = useState<Order>();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(
    () => (order ? sortRows(table.rows, order.column, order.direction) : table.rows),
    [table, order],
  );
  const virtual = useVirtualRows({ count: rows.length, scroller, rowHeight });
  const items = virtual.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);

  return (
    <div
      ref={scroller}
      tabIndex={0}
      className="h-full overflow-auto outline-offset-[-2px]"
      aria-label={name}
      role="group"
    >
      <table
        aria-label={name}
        aria-rowcount={rows.length + 1}
        className="w-full border-separate border-spacing-0 text-xs"
      >
        <thead className="sticky top-0 z-10 bg-sunken">
          <tr>
            {table.columns.map((column, at) => (
              <ColumnHead
                key={column}
                column={column}
                isNumeric={isNumericColumn(table, at)}
                order={order?.column === at ? order.direction : undefined}
                onSort={(direction) => setOrder({ column: at, direction })}
              />
            ))}
          </tr>
        </thead>
        <tbody className="font-mono">
          {above > 0 && <tr aria-hidden style={{ height: above }} />}
          {items.map(({ index }) => (
            <tr key={index} aria-rowindex={index + 2} className="hover:bg-hover" style={{ height: rowHeight }}>
              {rows[index]!.map((cell, at) => (
                <Cell key={table.columns[at]} value={cell} />
              ))}
            </tr>
          ))}
          {below > 0 && <tr aria-hidden style={{ height: below }} />}
        </tbody>
      </table>
      {table.hiddenColumns > 0 && <p className="p-2 text-muted">{table.hiddenColumns} more columns are not shown.</p>}
    </div>
  );
}

/** Judged by the first row that has a value: numbers stand to the right, and so does what is above them. */
function isNumericColumn({ rows }: Table, column: number): boolean {
  const cell = rows.find((row) => row[column] !== undefined && row[column] !== null)?.[column];
  return typeof cell === 'number' || typeof cell === 'bigint';
}

function ColumnHead(props: {
  column: string;
  isNumeric: boolean;
  order: Order['direction'] | undefined;
  onSort: (to: Order['direction']) => void;
}) {
  const { column, isNumeric, order, onSort } = props;
  const Arrow = order === 'descending' ? ArrowDown : ArrowUp;
  return (
    <th scope="col" aria-sort={order ?? 'none'} className="border-b border-line p-0 text-left font-medium">
      <button
        type="button"
        onClick={() => onSort(order === 'ascending' ? 'descending' : 'ascending')}
        className={`flex h-6 w-full items-center gap-1 px-2 whitespace-nowrap hover:bg-hover ${isNumeric ? 'justify-end' : ''}`}
      >
        {column}
        {order && <Arrow aria-hidden className="size-3" />}
      </button>
    </th>
  );
}

function Cell({ value }: { value: Value | undefined }) {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const text = value === undefined ? '' : typeof value === 'string' || isNumber ? String(value) : chipOf(value);
  return (
    <td
      className={`max-w-64 truncate border-b border-line px-2 ${isNumber ? 'text-right tabular-nums' : ''} ${value === null ? 'text-muted italic' : ''}`}
      title={text.length > 30 ? text : undefined}
    >
      {text}
    </td>
  );
}
