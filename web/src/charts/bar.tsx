import type { ReactElement } from "react";

// A share of a whole as a bar beside its number, which says the same: the bar itself is not read out.
export function Bar({ share, look = "plain" }: { share: number; look?: "plain" | "below" }): ReactElement {
  const width = Math.max(0, Math.min(1, Math.abs(share))) * 100;
  return (
    <svg className={`bar ${look}`} aria-hidden="true" focusable="false">
      <rect className="track" width="100%" height="100%" rx="3" />
      <rect className="part" width={`${width}%`} height="100%" rx="3" />
    </svg>
  );
}
