// The ways in by a sign-in provider, and what went wrong on one.
import type { ReactElement } from "react";
import { get, pathOf } from "../api/client";
import type { SignInProvider } from "../api/types";
import { useLoad } from "../load";
import { usePlace } from "../route";
import { t } from "../text/text";

// A link and no button: the browser itself goes there, and comes back to a page that begins anew.
export function ProviderLinks({ again = false }: { again?: boolean }): ReactElement | null {
  const found = useLoad("sign-in providers", () => get<{ providers: SignInProvider[] }>("/v1/sign-in/providers"));
  const providers = found.data?.providers ?? [];
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
