// Who is signed in, and what their roles open.
import { createContext, useContext } from "react";
import { ask, get, setCsrfToken } from "./api/client";
import { Problem } from "./api/problem";
import { canKeep, readPreference, writePreference } from "./preferences";
import { hashOf, readPlace, replace } from "./route";
import type { Account, Role, Scope, Session } from "./api/types";

// A page asks this table before it shows a way to something. The server decides; this only spares a person dead ends.
const opened: Record<Role, readonly Scope[]> = {
  owner: ["recommend", "read", "merchandise", "privacy", "admin"],
  operator: ["recommend", "read", "admin"],
  merchant: ["recommend", "read", "merchandise"],
  analyst: ["recommend", "read"],
  support: ["recommend", "read", "privacy"],
};

export function may(account: Account, scope: Scope, shop: string | null): boolean {
  return account.roles.some((grant) => (grant.shop === null || grant.shop === shop) && opened[grant.role].includes(scope));
}

export function ofWholeServer(account: Account): boolean {
  return account.roles.some((grant) => grant.shop === null);
}

// Whether this browser has signed in. The cookie can't be seen from here, and asking for a session that never was would
// be a refused request at each first visit.
const kSignedIn = "signed-in";

function taken(session: Session): Session {
  setCsrfToken(session.csrf);
  writePreference(kSignedIn, "yes");
  return session;
}

// Where a sign-in by a provider ends: the server sends the browser here, and nothing else knows of the session yet.
function noteReturn(): void {
  if (readPlace(window.location.hash).path[0] !== "signed-in") return;
  writePreference(kSignedIn, "yes");
  replace(hashOf([]));
}

export async function currentSession(): Promise<Session | null> {
  noteReturn();
  if (canKeep() && readPreference(kSignedIn) !== "yes") return null;
  try {
    return taken(await get<Session>("/v1/session"));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      writePreference(kSignedIn, "no");
      return null;
    }
    throw error;
  }
}

export async function signIn(email: string, password: string, code: string): Promise<Session> {
  const body = code === "" ? { email, password } : { email, password, code };
  return taken((await ask<Session>("POST", "/v1/session", { body })).data);
}

export interface Acceptance {
  token: string;
  password: string;
  name: string;
  email?: string; // the first link knows no address
}

export async function acceptInvitation(body: Acceptance): Promise<Session> {
  return taken((await ask<Session>("POST", "/v1/session/invitation", { body })).data);
}

export interface Registration {
  email: string;
  password: string;
  name: string;
  shop: string;
  time_zone: string;
}

export async function register(body: Registration): Promise<Session> {
  return taken((await ask<Session>("POST", "/v1/session/registration", { body })).data);
}

export async function signOut(): Promise<void> {
  await ask("DELETE", "/v1/session");
  setCsrfToken("");
  writePreference(kSignedIn, "no");
}

export async function changePassword(current: string, password: string): Promise<Session> {
  return taken((await ask<Session>("PUT", "/v1/session/password", { body: { current, password } })).data);
}

export async function secondFactor(method: "PUT" | "DELETE", body: unknown): Promise<Session> {
  return taken((await ask<Session>(method, "/v1/session/second-factor", { body })).data);
}

export interface Signed {
  account: Account;
  shops: string[];
  reloadShops: () => void;
  take: (session: Session | null) => void;
}

// Null on the pages that need no session.
export function useAnySession(): Signed | null {
  return useContext(SignedContext);
}

export const SignedContext = createContext<Signed | null>(null);

export function useSigned(): Signed {
  const signed = useContext(SignedContext);
  if (!signed) throw new Error("a page that needs a session stands outside of it");
  return signed;
}
