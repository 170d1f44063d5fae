// Intervals below each other over one axis, with a line at 0. Each stands in words beside its bar, so the drawing itself
// is not read out. Lengths are shares of the width: nothing shrinks on a telephone.
import type { ReactElement } from "react";
import { axisOf } from "./scale";
import type { Axis } from "./scale";

export interface IntervalRow {
  label: string;
  range: { low: number; high: number } | null; // null: nothing can be said yet
  estimate: number | null;
  text: string;
}

interface IntervalChartProps {
  title: string;
  rows: readonly IntervalRow[];
  tick: (value: number) => string;
}

function place(axis: Axis, value: number): string {
  return `${((value - axis.low) / (axis.high - axis.low)) * 100}%`;
}

function Bar({ axis, row }: { axis: Axis; row: IntervalRow }): ReactElement {
  const look = row.range === null ? "" : row.range.low > 0 ? "above" : row.range.high < 0 ? "under" : "open";
  return (
    <svg className={`interval ${look}`} aria-hidden="true" focusable="false">
      <line className="zero" x1={place(axis, 0)} x2={place(axis, 0)} y1="0" y2="100%" />
      {row.range && <line className="range" x1={place(axis, row.range.low)} x2={place(axis, row.range.high)} y1="50%" y2="50%" />}
      {row.range && row.estimate !== null && <circle className="estimate" cx={place(axis, row.estimate)} cy="50%" r="5" />}
    </svg>
  );
}

export function IntervalChart({ title, rows, tick }: IntervalChartProps): ReactElement {
  const axis = axisOf(rows.flatMap((row) => (row.range ? [row.range.low, row.range.high] : [])));
  return (
    <figure className="intervals">
      <figcaption>{title}</figcaption>
      <ul>
        {rows.map((row) => (
          <li key={row.label}>
            <strong><bdi>{row.label}</bdi></strong>
            <Bar axis={axis} row={row} />
            <p className="words">{row.text}</p>
          </li>
        ))}
      </ul>
      {rows.some((row) => row.range) && (
        <svg className="interval-axis" aria-hidden="true" focusable="false">
          {axis.ticks.map((value, index) => (
            <text key={value} className="tick" x={place(axis, value)} y="12"
              textAnchor={index === 0 ? "start" : index === axis.ticks.length - 1 ? "end" : "middle"}>{tick(value)}</text>
          ))}
        </svg>
      )}
    </figure>
  );
}
