// Times below each other over the same months, with a line at today. Each says its dates in words beside its bar, so the
// drawing itself is not read out.
import type { ReactElement } from "react";

export interface Span {
  key: string;
  label: string;
  kind: string;
  href: string;
  look: "first" | "second";
  from: Date;
  until: Date;
  text: string;
}

interface SpansProps {
  spans: readonly Span[];
  months: readonly { label: string; begin: Date }[];
  end: Date;
}

export function Spans({ spans, months, end }: SpansProps): ReactElement {
  const begin = months[0]?.begin ?? end;
  const share = (at: Date): number => Math.max(0, Math.min(1, (at.getTime() - begin.getTime()) / (end.getTime() - begin.getTime())));
  const place = (at: Date): string => `${share(at) * 100}%`;
  const now = new Date();
  const grid = (
    <>
      {months.map((month) => <line key={month.label} className="grid" x1={place(month.begin)} x2={place(month.begin)} y1="0" y2="100%" />)}
      {now > begin && now < end && <line className="now" x1={place(now)} x2={place(now)} y1="0" y2="100%" />}
    </>
  );
  return (
    <div className="spans">
      <svg className="span-head" aria-hidden="true" focusable="false">
        {months.map((month) => <text key={month.label} className="tick" x={place(month.begin)} y="12">{month.label}</text>)}
      </svg>
      <ul>
        {spans.map((span) => (
          <li key={span.key}>
            <p><a href={span.href}><bdi>{span.label}</bdi></a> <span className="hint">{span.kind} · {span.text}</span></p>
            <svg className={`span ${span.look}`} aria-hidden="true" focusable="false">
              {grid}
              <rect x={place(span.from)} width={`${Math.max(0.4, (share(span.until) - share(span.from)) * 100)}%`} y="20%" height="60%" rx="4" />
            </svg>
          </li>
        ))}
      </ul>
    </div>
  );
}
