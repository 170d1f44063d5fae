// The gate: who has no session signs in; who has one sees the frame. A session that ends asks again above the page,
// which keeps what was typed.
import { useEffect, useMemo, useState } from "react";
import type { ReactElement } from "react";
import { get, whenSignedOut } from "./api/client";
import type { Account, Session, ServerStatus, Shop } from "./api/types";
import { Shell } from "./frame/shell";
import { SignInAgain, Welcome } from "./frame/sign_in";
import { GateTools } from "./frame/gate_tools";
import { Invited } from "./frame/invited";
import { LatePage } from "./frame/late_page";
import { Register } from "./frame/register";
import { useLoad } from "./load";
import { Shown } from "./parts/notice";
import { Toasts } from "./parts/toast";
import { currentSession, may, SignedContext } from "./session";
import { usePlace } from "./route";
import { useLanguage } from "./text/language";

// The shops that the roles open. Whoever has a role for the whole server sees them all.
async function shopsOf(account: Account): Promise<string[]> {
  if (may(account, "admin", null)) return (await get<{ shops: Shop[] }>("/v1/shops")).shops.map((shop) => shop.name);
  if (may(account, "read", null)) return (await get<ServerStatus>("/v1/status")).shops.map((shop) => shop.name);
  return [...new Set(account.roles.map((grant) => grant.shop ?? ""))].filter((shop) => shop !== "").sort();
}

function SignedIn({ session, take }: { session: Session; take: (session: Session | null) => void }): ReactElement {
  const { account } = session;
  const shops = useLoad(`shops of ${account.account_id}`, () => shopsOf(account));
  const [known, setKnown] = useState<string[] | null>(null);
  const [ended, setEnded] = useState(false);
  useEffect(() => whenSignedOut(() => setEnded(true)), []);
  useEffect(() => {
    if (shops.data) setKnown(shops.data);
  }, [shops.data]);
  const reloadShops = shops.reload;
  const signed = useMemo(
    () => ({ account, shops: known ?? [], reloadShops, take }),
    [account, known, reloadShops, take],
  );
  return (
    <SignedContext.Provider value={signed}>
      {known ? <Shell /> : <main className="gate"><Shown of={shops}>{() => null}</Shown></main>}
      {ended && <SignInAgain email={account.email} onSession={(next) => { take(next); setEnded(false); shops.reload(); }} />}
    </SignedContext.Provider>
  );
}

// For whoever has a key and no account.
function OpenReference(): ReactElement {
  return (
    <main id="content" className="alone">
      <LatePage>{({ Reference }) => <Reference />}</LatePage>
      <GateTools />
      <Toasts />
    </main>
  );
}

export function App(): ReactElement {
  useLanguage(); // All words are drawn anew when it changes.
  const { path } = usePlace();
  const found = useLoad("session", currentSession);
  const [taken, setTaken] = useState<Session | null | undefined>(undefined);
  const session = taken === undefined ? found.data : taken;

  const [kind, token] = path;
  if ((kind === "invitation" || kind === "first") && token) {
    return <Invited key={token} token={token} first={kind === "first"} onSession={setTaken} />;
  }
  if (session) return <SignedIn session={session} take={setTaken} />;
  if (taken === undefined && (found.loading || found.problem)) {
    return <main className="gate"><Shown of={found}>{() => null}</Shown></main>;
  }
  if (kind === "register") return <Register onSession={setTaken} />;
  return kind === "reference" ? <OpenReference /> : <Welcome onSession={setTaken} />;
}
