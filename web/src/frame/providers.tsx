// The ways in by a sign-in provider, and what went wrong on one.
import type { ReactElement } from "react";
import { get, pathOf } from "../api/client";
import type { WaysIn } from "../api/types";
import { useLoad } from "../load";
import type { Loaded } from "../load";
import { usePlace } from "../route";
import { t } from "../text/text";

export function useWaysIn(): Loaded<WaysIn> {
  return useLoad("ways in", () => get<WaysIn>("/v1/sign-in/providers"));
}

// A link and no button: the browser itself goes there, and comes back to a page that begins anew.
export function ProviderLinks({ ways, again = false }: { ways: WaysIn | null; again?: boolean }): ReactElement | null {
  const providers = ways?.providers ?? [];
  if (providers.length === 0) return null;
  return (
    <>
      {again && <p className="hint">{t("signInWithAgain")}</p>}
      {providers.map(({ name, label }) => (
        <a key={name} className="button plain" href={pathOf("sign-in", name)}>{t("signInWith", { provider: label })}</a>
      ))}
    </>
  );
}

// The words of src/http/handlers/provider_sign_in.cc.
function hintOf(problem: string): string {
  switch (problem) {
    case "expired":
      return t("providerExpired");
    case "unavailable":
      return t("providerUnavailable");
    case "unverified":
      return t("providerUnverified");
    case "unknown":
      return t("providerUnknown");
    case "bound":
      return t("providerBound");
    case "unvouched":
      return t("providerUnvouched");
    default:
      return t("providerNotConfirmed");
  }
}

export function ProviderProblem(): ReactElement | null {
  const { path, query } = usePlace();
  if (path[0] !== "sign-in" || query.problem === undefined) return null;
  return (
    <div className="problem" role="alert">
      <strong>{t("providerProblem")}</strong>
      <p className="words">{hintOf(query.problem)}</p>
    </div>
  );
}
