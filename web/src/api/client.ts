// The one door to the server. It adds what a session needs: the shop's name and the token against forged requests.
import { Problem, problemOf } from "./problem";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

// Records as a file holds them.
export interface Lines {
  text: string;
  type: "text/csv" | "application/x-ndjson";
}

export interface CallOptions {
  shop?: string | null;
  query?: Record<string, string | number | undefined>;
  body?: unknown; // sent as JSON
  lines?: Lines; // sent as they are, in place of a body
  file?: File; // sent as it is, in place of both
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  etag: string | null;
}

let csrfToken = "";
let onSignedOut: () => void = () => undefined;

export function setCsrfToken(token: string): void {
  csrfToken = token;
}

// Called when the server no longer knows the session, so that the page can ask for a new one without losing its state.
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

export function pathOf(...segments: string[]): string {
  return `/v1/${segments.map(encodeURIComponent).join("/")}`;
}

function addressOf(path: string, query: CallOptions["query"]): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}

async function fetched(target: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(target, { ...init, cache: "no-store" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "");
  }
}

async function send(method: Method, path: string, options: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  // Names of shops are UTF-8 in a header, whose signs are bytes to a browser.
  if (options.shop) headers["Suggestd-Shop"] = latin1OfUtf8(options.shop);
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (options.lines) headers["Content-Type"] = options.lines.type;
  if (method !== "GET" && csrfToken !== "") headers["Suggestd-Csrf"] = csrfToken;
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (options.body !== undefined) init.body = JSON.stringify(options.body);
  if (options.lines) init.body = options.lines.text;
  if (options.file) init.body = options.file;
  if (options.signal) init.signal = options.signal;
  return fetched(addressOf(path, options.query), init);
}

// A request as somebody wrote it, whose answer is shown as it is.
export interface RawRequest {
  method: Method;
  target: string; // path and query
  headers: Record<string, string>;
  body: string | null;
  key: string | null; // goes in place of the session; null: the session goes
  signal: AbortSignal;
}

export async function sendRaw({ method, target, headers, body, key, signal }: RawRequest): Promise<Response> {
  const all: Record<string, string> = { ...headers };
  if (key !== null && key !== "") all["Authorization"] = `Bearer ${key}`;
  if (key === null && method !== "GET" && csrfToken !== "") all["Suggestd-Csrf"] = csrfToken;
  for (const [name, value] of Object.entries(all)) all[name] = latin1OfUtf8(value);
  return fetched(target, { method, headers: all, body, signal, credentials: key === null ? "same-origin" : "omit" });
}

function latin1OfUtf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

export async function ask<T>(method: Method, path: string, options: CallOptions = {}): Promise<Answer<T>> {
  const response = await send(method, path, options);
  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401 && !path.startsWith("/v1/session")) onSignedOut();
    throw problem;
  }
  const data = response.status === 204 ? undefined : await response.json();
  return { data: data as T, etag: response.headers.get("ETag") };
}

export async function get<T>(path: string, options: CallOptions = {}): Promise<T> {
  return (await ask<T>("GET", path, options)).data;
}

export async function getText(path: string, options: CallOptions = {}): Promise<string> {
  const response = await send("GET", path, options);
  if (!response.ok) throw await problemOf(response);
  return response.text();
}
