// A measure over days. It is one stop of the Tab key: the arrow keys go from day to day and each is read out. The table
// below says the same in numbers.
import { useId, useState } from "react";
import type { KeyboardEvent, PointerEvent, ReactElement } from "react";
import { t } from "../text/text";
import { axisOf } from "./scale";

export interface Point {
  label: string; // "12 Nov"
  value: number | null; // null: nothing is known, so the line has a gap
  text: string; // the value in words
}

interface LineChartProps {
  title: string;
  labelOfTime: string; // the head of the table's first column
  points: readonly Point[];
  tick: (value: number) => string;
}

const kWidth = 720;
const kHeight = 240;
const kLeft = 64;
const kRight = 28;
const kTop = 12;
const kBottom = 28;

// The line's pieces between gaps.
function pathOf(points: readonly Point[], x: (index: number) => number, y: (value: number) => number): string {
  let path = "";
  let open = false;
  points.forEach((point, index) => {
    if (point.value !== null) path += `${open ? "L" : "M"}${x(index).toFixed(1)},${y(point.value).toFixed(1)}`;
    open = point.value !== null;
  });
  return path;
}

function labelled(count: number): number[] {
  const step = Math.max(1, Math.ceil(count / 6));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

export function LineChart({ title, labelOfTime, points, tick }: LineChartProps): ReactElement {
  const [at, setAt] = useState(points.length - 1);
  const id = useId();
  const axis = axisOf(points.map((point) => point.value ?? 0));
  const span = Math.max(1, points.length - 1);
  const x = (index: number): number => kLeft + ((kWidth - kLeft - kRight) * index) / span;
  const y = (value: number): number => kTop + ((kHeight - kTop - kBottom) * (axis.high - value)) / (axis.high - axis.low);
  const shown = Math.min(at, points.length - 1);
  const point = points[shown];

  function pressed(event: KeyboardEvent): void {
    const goal = { ArrowLeft: shown - 1, ArrowRight: shown + 1, Home: 0, End: points.length - 1 }[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    setAt(Math.max(0, Math.min(points.length - 1, goal)));
  }
  function moved(event: PointerEvent<SVGSVGElement>): void {
    const box = event.currentTarget.getBoundingClientRect();
    const inside = ((event.clientX - box.left) / box.width) * kWidth - kLeft;
    setAt(Math.max(0, Math.min(points.length - 1, Math.round((inside / (kWidth - kLeft - kRight)) * span))));
  }
  return (
    <figure className="chart">
      <figcaption id={id}>{title}</figcaption>
      <p className="chart-value" aria-hidden="true">{point ? `${point.label}: ${point.text}` : ""}</p>
      <svg viewBox={`0 0 ${kWidth} ${kHeight}`} role="slider" tabIndex={0} aria-labelledby={id} aria-orientation="horizontal"
        aria-valuemin={0} aria-valuemax={span} aria-valuenow={shown} aria-valuetext={point ? `${point.label}: ${point.text}` : ""}
        onKeyDown={pressed} onPointerMove={moved} onPointerDown={moved}>
        {axis.ticks.map((value) => (
          <g key={value}>
            <line className="grid" x1={kLeft} x2={kWidth - kRight} y1={y(value)} y2={y(value)} />
            <text className="tick" x={kLeft - 8} y={y(value) + 4} textAnchor="end">{tick(value)}</text>
          </g>
        ))}
        {labelled(points.length).map((index) => (
          <text key={index} className="tick" x={x(index)} y={kHeight - 8} textAnchor="middle">{points[index]?.label}</text>
        ))}
        <path className="line" d={pathOf(points, x, y)} />
        {point && <line className="cursor" x1={x(shown)} x2={x(shown)} y1={kTop} y2={kHeight - kBottom} />}
        {point && point.value !== null && <circle className="dot" cx={x(shown)} cy={y(point.value)} r={4.5} />}
      </svg>
      <details>
        <summary>{t("chartAsTable")}</summary>
        <table className="small">
          <thead><tr><th scope="col">{labelOfTime}</th><th scope="col" className="numeric">{title}</th></tr></thead>
          <tbody>
            {points.map((each, index) => (
              <tr key={index}><th scope="row">{each.label}</th><td className="numeric">{each.text}</td></tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
