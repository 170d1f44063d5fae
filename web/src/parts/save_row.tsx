// The end of a form that edits a stored definition: save, go back, and how it stands.
import type { ReactElement, ReactNode } from "react";
import type { Deed } from "../load";
import { t } from "../text/text";
import { Button } from "./button";
import { ProblemBox } from "./notice";

interface SaveRowProps {
  deed: Deed;
  dirty: boolean;
  isNew: boolean;
  onDiscard: () => void;
  onNewer: () => void; // somebody else saved meanwhile: begin anew from theirs
  children?: ReactNode; // further deeds
}

export function SaveRow({ deed, dirty, isNew, onDiscard, onNewer, children }: SaveRowProps): ReactElement {
  return (
    <>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      {deed.problem?.status === 412 && <Button onClick={onNewer}>{t("takeNewer")}</Button>}
      <div className="row save-row">
        <Button type="submit" look="main" busy={deed.busy}>{t("save")}</Button>
        {children}
        {dirty && !isNew && <Button onClick={onDiscard}>{t("discard")}</Button>}
        <span className="hint" role="status">{isNew ? t("notSavedYet") : dirty ? t("unsaved") : t("isSaved")}</span>
      </div>
    </>
  );
}
