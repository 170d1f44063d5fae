import type { ReactElement } from "react";
import { Button } from "../parts/button";
import { language, setLanguage } from "../text/language";
import { t } from "../text/text";
import { toggleScheme, useScheme } from "./scheme";

export function LanguageButton(): ReactElement {
  const other = language() === "de" ? "en" : "de";
  return (
    <button type="button" className="button quiet" lang={other} onClick={() => setLanguage(other)}>
      {t("languageSwitch")}
    </button>
  );
}

export function SchemeButton(): ReactElement {
  const scheme = useScheme();
  return (
    <Button look="quiet" label={t("schemeToggle")} onClick={toggleScheme}>
      <span aria-hidden="true">{scheme === "dark" ? "☀" : "☾"}</span>
    </Button>
  );
}

export function GateTools(): ReactElement {
  return (
    <div className="row gate-tools">
      <LanguageButton />
      <SchemeButton />
    </div>
  );
}
