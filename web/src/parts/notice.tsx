// Words in place of data: nothing here yet, still reading, or a refusal.
import type { ReactElement, ReactNode } from "react";
import type { Problem } from "../api/problem";
import type { Loaded } from "../load";
import { t } from "../text/text";
import { Button } from "./button";

export function Empty({ title, children }: { title: string; children?: ReactNode }): ReactElement {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

function titleOf(problem: Problem): string {
  if (problem.status === 0) return t("unreachable");
  if (problem.status === 403) return t("noRight");
  if (problem.status === 404) return t("notFound");
  if (problem.status === 412) return t("changedMeanwhile");
  if (problem.status === 429) return t("tooMany");
  return problem.status >= 500 ? t("serverFault") : t("refused");
}

function hintOf(problem: Problem): string {
  if (problem.status === 0) return t("unreachableHint");
  if (problem.status === 403) return t("noRightHint", { detail: problem.detail });
  if (problem.status === 429) return t("tooManyHint", { seconds: problem.retryAfterSeconds ?? 10 });
  return problem.detail;
}

// `atFields`: the refused fields show their own errors, so the box says only that there are some.
export function ProblemBox({ problem, onAgain }: { problem: Problem; onAgain?: () => void }): ReactElement {
  return (
    <div className="problem" role="alert">
      <strong>{titleOf(problem)}</strong>
      <p className="words">{hintOf(problem)}</p>
      {problem.requestId && problem.status >= 500 && <p className="hint">{t("requestId", { id: problem.requestId })}</p>}
      {onAgain && <Button onClick={onAgain}>{t("again")}</Button>}
    </div>
  );
}

// The data of a read, or the words that stand in for it. Old data stays on the page while it is read anew.
export function Shown<T>({ of, children }: { of: Loaded<T>; children: (data: T) => ReactNode }): ReactElement {
  return (
    <div aria-busy={of.loading}>
      {of.problem && <ProblemBox problem={of.problem} onAgain={of.reload} />}
      {of.data !== null ? children(of.data) : !of.problem && <p className="loading" role="status">{t("loading")}</p>}
    </div>
  );
}
