// Steps of which each is a part of the one before, as bars below each other with the same middle. Each step and the part
// that goes on stand in words, so the drawing itself is not read out.
import type { ReactElement } from "react";

export interface FunnelStep {
  name: string;
  count: number;
  text: string;
  part: string; // how many of the step before come as far; "" for the first
}

const kWidth = 100;
const kHeight = 20;
const kNarrowest = 0.8; // of the width's 100, so that something is seen of what there is

function widthOf(count: number, most: number): number {
  return count === 0 || most === 0 ? 0 : Math.max(kNarrowest, Math.min(1, count / most) * kWidth);
}

// From this step's width down to that of the next.
function shape(width: number, next: number): string {
  const [left, right] = [(kWidth - width) / 2, (kWidth + width) / 2];
  const [nextLeft, nextRight] = [(kWidth - next) / 2, (kWidth + next) / 2];
  return `${left},0 ${right},0 ${right},${kHeight * 0.6} ${nextRight},${kHeight} ${nextLeft},${kHeight} ${left},${kHeight * 0.6}`;
}

export function Funnel({ title, steps }: { title: string; steps: readonly FunnelStep[] }): ReactElement {
  const most = Math.max(0, ...steps.map((step) => step.count));
  return (
    <figure className="funnel">
      <figcaption>{title}</figcaption>
      <ol>
        {steps.map((step, index) => {
          const width = widthOf(step.count, most);
          const next = steps[index + 1];
          return (
            <li key={step.name}>
              <p><strong>{step.name}</strong> <span className="words">{step.text}</span> {step.part && <span className="hint">{step.part}</span>}</p>
              <svg viewBox={`0 0 ${kWidth} ${kHeight}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <polygon points={shape(width, next ? widthOf(next.count, most) : width)} />
              </svg>
            </li>
          );
        })}
      </ol>
    </figure>
  );
}
