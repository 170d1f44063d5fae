// The shapes of the API that the pages use, as /openapi.json describes them.

export interface FieldError {
  pointer: string;
  detail: string;
}

export type Role = "owner" | "merchant" | "analyst" | "support" | "operator";

export interface RoleGrant {
  role: Role;
  shop: string | null; // null: for the whole server
}

export interface Account {
  account_id: string;
  email: string;
  name: string;
  roles: RoleGrant[];
  second_factor: boolean;
}

export interface ListedAccount extends Account {
  state: "active" | "invited";
  created_at: string;
  created_by: string;
  vouched: boolean; // false: strangers alone say that the address is this person's
  provider: string | null; // the issuer of the identity by which the person signs in
  last_sign_in: string | null;
  invitation_expires_at: string | null;
}

export interface SignInProvider {
  name: string;
  label: string;
}

export interface WaysIn {
  providers: SignInProvider[];
  registration: "invitation" | "open";
}

export interface Session {
  account: Account;
  csrf: string;
  expires_at: string;
}

export interface Invitation {
  token: string;
  link: string;
  expires_at: string;
}

export interface AuditEntry {
  at: string;
  actor: string;
  actor_kind: "account" | "key" | "owner";
  action: string;
  shop: string | null;
  target: string;
  status: number;
  request_id: string;
}

export type Scope = "collect" | "recommend" | "read" | "ingest" | "merchandise" | "privacy" | "admin" | "watch";

export interface Key {
  key_id: string;
  kind: "admin" | "watch" | "shop";
  state: "active" | "expired" | "revoked";
  shop: string | null;
  scopes: Scope[];
  name: string;
  created_at: string;
  created_by: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used: string | null;
  day: { units: number; used: number; ends_at: string } | null; // of the key's own quota
}

export interface NewKey extends Key {
  key: string;
}

export interface Shop {
  name: string;
  state: "active" | "suspended";
  settings: { currency?: string; model?: { dimensions?: number } };
  registered: boolean; // by somebody without an invitation
  created_at: string | null;
}

export const listKinds = [
  "for-you", "buy-again", "recently-viewed", "similar", "bought-together", "bought-next", "popular", "trending", "new",
] as const;
export type ListKind = (typeof listKinds)[number];

export interface Source {
  product_id: string;
  share: number;
}

export interface ScorePart {
  lane: string;
  product_id?: string;
  share: number;
  lane_score?: number;
  sources?: Source[];
}

export interface ShownProperties {
  title?: string;
  price?: string;
  currency?: string;
  image?: string;
  stock?: number;
}

export type StatementValues = Record<string, string | number | string[]>;

// A sentence of an answer, by its code.
export interface Statement {
  code: string;
  values: StatementValues;
}

export interface ListItem {
  product_id: string;
  score: number;
  reason: string;
  reason_code: string;
  reason_values?: StatementValues;
  properties?: ShownProperties;
  trace?: ScorePart[];
}

export interface RuleEffect {
  rule: string;
  effect: "pinned" | "boosted" | "buried" | "brought in" | "refused" | "hid";
  product_id?: string;
  products?: number;
}

export interface ScenarioPart {
  scenario?: string;
  part: string;
  rule?: string;
  reason: string;
}

export interface List {
  recommendation_id: string;
  scenario: string | null;
  applied: string;
  items: ListItem[];
  fallback: string | null;
  fallback_codes?: Statement[];
  short: string | null;
  short_codes?: Statement[];
  rules?: RuleEffect[];
  left_out?: ScenarioPart[];
  why_not?: string;
  why_not_codes?: Statement[];
}

export interface ListOptions {
  list?: ListKind;
  scenario?: string;
  product_id?: string;
  limit?: number;
  filter?: string;
  properties?: string;
  trace?: boolean;
  why_not?: string;
}

export interface ListRequest extends ListOptions {
  user_id?: string;
  basket?: string[];
  lists?: ListOptions[];
}

export const ruleKinds = ["pin", "hide", "boost", "bury", "share", "cap", "same_category"] as const;
export type RuleKind = (typeof ruleKinds)[number];

export interface Rule {
  id: string;
  kind: RuleKind;
  filter?: string | null;
  products?: string[] | null;
  position?: number | null;
  factor?: number | null;
  share?: number | null;
  attribute?: string | null;
  most?: number | null;
  from?: string | null;
  until?: string | null;
  enabled?: boolean | null;
}

export interface Scenario {
  list: ListKind;
  filter?: string | null;
  booster?: string | null;
  lanes?: Record<string, number> | null;
  include_bought?: boolean | null;
  include_cart?: boolean | null;
  variants?: "one" | "all" | null;
  diversity?: number | null;
  rotation?: number | null;
  properties?: string | null;
  fallbacks?: string[] | null;
  rules?: Rule[] | null;
}

export interface ScenarioVersion {
  version: number;
  at: string;
  saved_by: string | null;
  scenario: Scenario | null;
}

export interface ScenarioDraft {
  name: string;
  base_version: number;
  overtaken: boolean;
  saved_at: string;
  saved_by: string;
  publish_at: string | null;
  failure?: string;
  scenario?: Scenario;
}

export interface ScenarioDrafts {
  drafts: ScenarioDraft[];
}

export interface BeforeAfter {
  before: number;
  after: number;
}

export interface ProductMove {
  product_id: string;
  title: string;
  lists: number;
}

export interface ListPair {
  user_id: string;
  product_id?: string;
  before: string[];
  after: string[];
}

export interface DryRun {
  lists: number;
  changed: number;
  empty: BeforeAfter;
  short: BeforeAfter;
  gained: ProductMove[];
  lost: ProductMove[];
  rules: { rule: string; in_force: boolean; lists: number }[];
  never_fire: string[];
  examples: ListPair[];
}

export interface Money {
  currency: string;
  amount: string;
}

export interface PlacementReport {
  scenario: string | null;
  list?: string;
  shown: number;
  clicks: number;
  lists_shown: number;
  lists_clicked: number;
  ctr: number | null;
  orders: number;
  order_lines: number;
  conversion: number | null;
  revenue: Money[];
  revenue_converted?: Money & { without_rate: Money[] }; // in the shop's currency, if its settings name one
}

export interface Report {
  from: string;
  to: string;
  window_hours: number;
  scenarios: PlacementReport[];
  lists: PlacementReport[];
}

export interface OrderLine {
  product_id: string;
  quantity: number;
  price: string;
  discount?: string | null;
  refunded?: number;
  recommendation_id?: string | null;
}

export interface Order {
  order_id: string;
  user_id?: string | null;
  anonymous_id?: string | null;
  placed_at: string;
  currency: string;
  cancelled?: boolean;
  lines: OrderLine[];
}

export interface Orders {
  orders: Order[];
  next: string | null;
}

export interface Product {
  product_id?: string;
  title?: string | null;
  price?: string | null;
  currency?: string | null;
  stock?: number | null;
  categories?: string[] | null;
  brand?: string | null;
  image?: string | null;
  link?: string | null;
  hidden?: boolean | null;
}

export interface Audience {
  users: { user_id: string; score: number }[];
}

export interface Change {
  seq: number;
  kind: string;
  op: string;
  id: string;
  at: string;
  data?: unknown;
}

export interface Changes {
  changes: Change[];
  next: string;
  pending: number;
  oldest: string;
}

// A reader of the shop's log, beside the learner.
export interface Follower {
  name: string;
  applied: number;
  passed_over: number;
  failure: string | null;
}

export interface LastReload {
  at: string;
  good: boolean;
  error: string | null;
  need_restart: string[];
}

export interface ShopStatus {
  name: string;
  ready: boolean;
  head: string;
  applied: string;
  lag_records: number;
  scenario_faults: ScenarioPart[];
  followers: Follower[];
  learner: {
    phase: string;
    users: number;
    products: number;
    interactions: number;
    learn_microseconds: number;
    waiting_rows: number;
    live: { orders: number; hit_rate: number; ndcg: number };
    catalogue: { whole: boolean; required: boolean; unknown_products: number };
    unlikely_events: { events: number; left_out: boolean; latest_people: string[] };
    begun_anew: number;
    set_aside: { records: number; latest: { sequence: number; passed_over: boolean; reason: string }[] };
    clock_ahead_seconds: number;
    properties_without_column: { names: number; first: string[] };
    failure: string | null;
  };
}

export interface ServerStatus {
  version: string;
  store: { disk_full: boolean; damage: string | null };
  last_reload?: LastReload; // for administrators of the whole server
  alarms: WatchAlarm[];
  servers?: OtherServer[]; // for administrators of the whole server
  shops: ShopStatus[];
}

export interface WatchAlarm {
  condition: string;
  severity: "warning" | "critical";
  shop: string | null;
  part: string | null;
  words: string | null;
  since: string;
}

export interface OtherServer {
  name: string;
  url: string;
  failure: string | null;
  reached_at: string | null;
  report: ServerReport | null;
}

export interface ServerReport {
  version: string;
  takes_writes: boolean;
  shops: number;
  shops_not_ready: number;
  lag_records: number;
  alarms: number;
  critical_alarms: number;
  load: { seconds: number; answers: number; failures: number; processor_seconds: number };
}

export interface Readiness {
  status: string;
  checks?: { name: string; good: boolean; detail: string }[];
}

export interface Consumer {
  name: string;
  position: string;
  lag_records: number;
  lag_seconds: number;
  cut_off?: boolean;
}

export interface FoundProduct {
  product_id: string;
  title: string;
  people: number;
}

export interface Finding {
  finding: string;
  products: number;
  what: string;
  costs: string;
  mend: string;
  records: FoundProduct[];
  next: string | null;
}

export interface CatalogueFindings {
  products: number;
  findings: Finding[];
}
