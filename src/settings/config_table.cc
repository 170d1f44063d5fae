#include "settings/config_table.h"

#include <algorithm>

#include "settings/config_rows.h"
#include "settings/watch_rows.h"

namespace suggestd {
namespace {

using config_rows::address;
using config_rows::boolean;
using config_rows::choice;
using config_rows::integer;
using config_rows::kMany;
using config_rows::number;
using config_rows::path;
using config_rows::path_or_none;
using config_rows::ranges;
using config_rows::text_or_none;

void add_listener_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(address(
      "http.shop_listen", [](Config& c) -> std::string& { return c.http.shop_listen; }, "\"127.0.0.1:8600\"",
      "Where shops send orders and ask for lists: HOST:PORT, [IPV6]:PORT, or unix:/PATH, a Unix socket that "
      "the "
      "group of the server's user may open. Port 0 takes any free port and says which. Before you listen on "
      "more than loopback, set http.shop_tls_certificate or put a proxy "
      "with "
      "TLS in front."));
  keys.push_back(address(
      "http.admin_listen", [](Config& c) -> std::string& { return c.http.admin_listen; },
      "\"127.0.0.1:8601\"",
      "Where administration and metrics are served. Keep it off the internet: /metrics and the health "
      "pages need no key."));
  keys.push_back(path_or_none(
      "http.shop_tls_certificate", [](Config& c) -> std::string& { return c.http.shop_tls_certificate; },
      "\"\"",
      "File with the certificate of the shops' listener and those that signed it, in PEM. With one the "
      "listener "
      "speaks TLS 1.2 and 1.3 alone. SIGHUP reads both files again; the old pair stays in use if they are "
      "bad."));
  keys.push_back(path_or_none(
      "http.shop_tls_key", [](Config& c) -> std::string& { return c.http.shop_tls_key; }, "\"\"",
      "File with the certificate's key in PEM, without a password. $CREDENTIALS_DIRECTORY/NAME is what "
      "systemd's "
      "LoadCredential=NAME:... hands over."));
  keys.push_back(path_or_none(
      "http.admin_tls_certificate", [](Config& c) -> std::string& { return c.http.admin_tls_certificate; },
      "\"\"", "The same for the administrators' listener."));
  keys.push_back(path_or_none(
      "http.admin_tls_key", [](Config& c) -> std::string& { return c.http.admin_tls_key; }, "\"\"",
      "The same for the administrators' listener."));
}

void add_http_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(integer(
      "http.max_connections", [](Config& c) -> std::int64_t& { return c.http.max_connections; }, "1024",
      "connections", 1, 65536, Reload::restart,
      "Open connections of the shops' listener; one more is answered 503 at once. Each costs a thread "
      "(about 100 kB while it is idle)."));
  keys.push_back(integer(
      "http.max_streams", [](Config& c) -> std::int64_t& { return c.http.max_streams; }, "64", "streams", 0,
      65536, Reload::restart,
      "Change feeds that may be followed at the same time by long poll or event stream. They are counted "
      "beside max_connections, so that followers can't starve the shop."));
  keys.push_back(integer(
      "http.keep_alive_seconds", [](Config& c) -> std::int64_t& { return c.http.keep_alive_seconds; }, "60",
      "seconds", 1, 3600, Reload::restart,
      "How long an idle connection is kept. Longer spares clients a handshake and costs a thread each."));
  keys.push_back(integer(
      "http.request_timeout_seconds",
      [](Config& c) -> std::int64_t& { return c.http.request_timeout_seconds; }, "30", "seconds", 1, 3600,
      Reload::restart,
      "How long the server waits for the next bytes of a request that has begun, and for a client to take "
      "bytes of an answer, before it hangs up."));
  keys.push_back(integer(
      "http.max_body_bytes", [](Config& c) -> std::int64_t& { return c.http.max_body_bytes; }, "33554432",
      "bytes", 1024, 4294967296.0, Reload::restart,
      "Largest body of a request, after unpacking; a larger one is answered 413. A body is held in memory "
      "while its request is worked on."));
  keys.push_back(integer(
      "http.max_bulk_lines", [](Config& c) -> std::int64_t& { return c.http.max_bulk_lines; }, "100000",
      "lines", 1, 10000000, Reload::live, "Most lines of one NDJSON body; a longer one is answered 413."));
  keys.push_back(integer(
      "http.max_work_units", [](Config& c) -> std::int64_t& { return c.http.max_work_units; }, "20000000",
      "units", 10000, 1e12, Reload::live,
      "What one reading request may cost, in units of work (docs/internals/budgets.md); one that would cost "
      "more is answered 422, with the number to lower."));
  keys.push_back(integer(
      "http.max_answer_bytes", [](Config& c) -> std::int64_t& { return c.http.max_answer_bytes; }, "16777216",
      "bytes", 65536, 4294967296.0, Reload::live,
      "Longest answer. Pages (changes, orders) end before it; a list that would be longer is answered 413, "
      "with the number to lower; a bulk answer says less of each refused line."));
  keys.push_back(integer(
      "http.stream_heartbeat_seconds",
      [](Config& c) -> std::int64_t& { return c.http.stream_heartbeat_seconds; }, "15", "seconds", 1, 3600,
      Reload::live, "An event stream without news sends a comment this often, so that proxies keep it."));
  keys.push_back(number(
      "http.requests_per_second", [](Config& c) -> double& { return c.http.requests_per_second; }, "0",
      "requests/s", 0, kMany, Reload::live,
      "Sustained rate that one key may use; more is answered 429 with Retry-After. 0: no limit."));
  keys.push_back(integer(
      "http.request_burst", [](Config& c) -> std::int64_t& { return c.http.request_burst; }, "1000",
      "requests", 1, kMany, Reload::live,
      "Requests that a key may send at once before requests_per_second counts."));
}

void add_client_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(number(
      "http.address_requests_per_second",
      [](Config& c) -> double& { return c.http.address_requests_per_second; }, "0", "requests/s", 0, kMany,
      Reload::live,
      "Sustained rate that one client's address may use, with a key or without, of IPv6 its network of 64 "
      "bits; more is answered 429 with Retry-After. Behind a proxy set http.trusted_proxies first: else all "
      "clients have the proxy's address and share one rate. 0: no limit."));
  keys.push_back(integer(
      "http.address_request_burst", [](Config& c) -> std::int64_t& { return c.http.address_request_burst; },
      "1000", "requests", 1, kMany, Reload::live,
      "Requests that an address may send at once before address_requests_per_second counts."));
  keys.push_back(integer(
      "http.address_connections", [](Config& c) -> std::int64_t& { return c.http.address_connections; }, "0",
      "connections", 0, 65536, Reload::live,
      "Connections that one address may hold at each listener; one more takes the place of an idle one of "
      "its "
      "own, or is answered 429. Trusted proxies may hold any number. 0: no limit."));
  keys.push_back(ranges(
      "http.trusted_proxies", [](Config& c) -> std::string& { return c.http.trusted_proxies; }, Reload::live,
      "Addresses and ranges of the proxies before this server, such as [\"127.0.0.1\", \"10.0.0.0/24\"]. "
      "What they tell by http.forwarded_by is believed: the client's address, for limits and sign-in, and "
      "whether it came by https. List no address from which others can reach the server: they could claim "
      "any address. Behind a Unix socket whoever can open it is believed, as soon as this lists any."));
  keys.push_back(choice(
      "http.forwarded_by", [](Config& c) -> std::string& { return c.http.forwarded_by; },
      "\"x-forwarded-for\"", {"x-forwarded-for", "forwarded"}, Reload::live,
      "The header in which trusted proxies tell the client's address: X-Forwarded-For (with "
      "X-Forwarded-Proto), or Forwarded of RFC 7239. The other one is passed over, because a proxy that does "
      "not write it passes on what the client wrote."));
}

void add_limit_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(integer(
      "limits.shop_units_per_second",
      [](Config& c) -> std::int64_t& { return c.limits.shop_units_per_second; }, "0", "units/s", 0, 1e12,
      Reload::live,
      "Units of work that one shop may use, ten seconds' worth at once; beyond them its requests are "
      "answered "
      "429 with Retry-After. A unit is about 100 ns of a core; the header Suggestd-Cost tells what a request "
      "has cost. 0: no limit. A shop's own settings come first."));
  keys.push_back(integer(
      "limits.shop_units_per_day", [](Config& c) -> std::int64_t& { return c.limits.shop_units_per_day; },
      "0", "units/day", 0, 1e15, Reload::live,
      "Units of work that one shop may use in a day, which begins at midnight in the shop's time zone, UTC "
      "if "
      "its settings name none. When they are used up, its requests are answered 429 until the next day. A "
      "restart does not give the day anew; a kill forgets the last five seconds of it. 0: no limit. A shop's "
      "own settings come first."));
  keys.push_back(integer(
      "limits.server_units_per_second",
      [](Config& c) -> std::int64_t& { return c.limits.server_units_per_second; }, "0", "units/s", 0, 1e12,
      Reload::live,
      "Units of work that the shops with a limit may use together. Each has what it is guaranteed: its "
      "units, or "
      "a tenth of its most if it is autoscaled; what the others leave idle is lent to autoscaled shops that "
      "need "
      "more, four times a second. Measure what the machine bears as the highest rate of "
      "suggestd_work_units_total. 0: no limit, so that an autoscaled shop may always use its most."));
}

void add_store_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(path(
      "store.path", [](Config& c) -> std::string& { return c.store.path; }, "\"/var/lib/suggestd\"",
      "Folder that holds everything the server keeps. It is made if it is missing; one process at a time."));
  const std::vector<std::string_view> durabilities = {"synced", "buffered"};
  keys.push_back(choice(
      "store.order_durability", [](Config& c) -> std::string& { return c.store.order_durability; },
      "\"synced\"", durabilities, Reload::live,
      "synced: an order is on disk before it is answered, and nothing that was answered is ever lost. "
      "buffered: it "
      "is answered when the operating system has it and on disk within store.buffered_sync_ms: a kill of the "
      "server loses nothing, a power cut loses the orders of those last milliseconds."));
  keys.push_back(choice(
      "store.event_durability", [](Config& c) -> std::string& { return c.store.event_durability; },
      "\"synced\"", durabilities, Reload::live,
      "The same for events (views, carts, clicks), which are then answered 202 and not 201: faster on slow "
      "disks."));
  keys.push_back(choice(
      "store.product_durability", [](Config& c) -> std::string& { return c.store.product_durability; },
      "\"synced\"", durabilities, Reload::live,
      "The same for the catalogue: a shop that sends it anew each night can have buffered."));
  keys.push_back(choice(
      "store.user_durability", [](Config& c) -> std::string& { return c.store.user_durability; },
      "\"synced\"", durabilities, Reload::live,
      "The same for people's profiles and merges. A person who asks to be forgotten should be: keep "
      "synced."));
  keys.push_back(integer(
      "store.buffered_sync_ms", [](Config& c) -> std::int64_t& { return c.store.buffered_sync_ms; }, "20",
      "milliseconds", 0, 60000, Reload::restart,
      "What is buffered is on disk at most this long after its answer, and only then seen by the change feed "
      "and "
      "by lists. Longer: fewer syncs, more to lose. 0: as synced."));
  keys.push_back(boolean(
      "store.compress", [](Config& c) -> bool& { return c.store.compress; }, "true", Reload::restart,
      "Compresses the store's files. Off: some four times the disk, and whoever may read the files can "
      "search them for a "
      "text, as after an erasure."));
}

template <Config::Kept Config::Retention::*Kind>
void add_kept_keys(std::vector<ConfigKey>& keys, std::string_view days_name, std::string_view days_help,
                   std::string_view bytes_name, std::string_view bytes_help) {
  keys.push_back(number(
      days_name, [](Config& c) -> double& { return (c.retention.*Kind).days; }, "0", "days", 0, 36500,
      Reload::live, days_help));
  keys.push_back(integer(
      bytes_name, [](Config& c) -> std::int64_t& { return (c.retention.*Kind).bytes; }, "0", "bytes", 0, 1e15,
      Reload::live, bytes_help));
}

void add_retention_keys(std::vector<ConfigKey>& keys) {
  add_kept_keys<&Config::Retention::events>(
      keys, "retention.events_days",
      "How long events (views, carts, clicks) stay in the log. 0: for ever. Shorter saves disk; what the "
      "model has learned of them stays, but a model that has to be learned anew learns only from what is "
      "left.",
      "retention.events_bytes",
      "How much room events may take in the log before the oldest go; before compression. 0: any.");
  add_kept_keys<&Config::Retention::orders>(
      keys, "retention.orders_days",
      "How long earlier versions of orders stay in the log. The last version of an order always stays. 0: "
      "for "
      "ever.",
      "retention.orders_bytes",
      "How much room orders may take in the log before their oldest earlier versions go. 0: any.");
  add_kept_keys<&Config::Retention::products>(
      keys, "retention.products_days",
      "How long earlier versions of products stay in the log; the last one always stays. 0: for ever.",
      "retention.products_bytes",
      "How much room products may take in the log before their oldest earlier versions go: of use for a "
      "catalogue whose stock changes all day. 0: any.");
  add_kept_keys<&Config::Retention::users>(
      keys, "retention.users_days",
      "How long earlier versions of people's profiles stay in the log; the last one always stays. 0: for "
      "ever.",
      "retention.users_bytes",
      "How much room profiles may take in the log before their oldest earlier versions go. 0: any.");
  add_kept_keys<&Config::Retention::rules>(
      keys, "retention.rules_days",
      "How long earlier versions of scenarios stay in the log; the last one always stays. 0: for ever.",
      "retention.rules_bytes",
      "How much room scenarios may take in the log before their oldest earlier versions go. 0: any.");
  keys.push_back(integer(
      "retention.every_seconds", [](Config& c) -> std::int64_t& { return c.retention.every_seconds; }, "600",
      "seconds", 1, 604800, Reload::live,
      "How often it is looked for records that may go. A run reads the log as far as records are due."));
  keys.push_back(integer(
      "retention.consumer_silence_seconds",
      [](Config& c) -> std::int64_t& { return c.retention.consumer_silence_seconds; }, "0", "seconds", 0,
      kMany, Reload::live,
      "Records that a named consumer has yet to read stay, unless it has not stored its position for this "
      "long: then it is passed by, with a warning in the log, and its next read is answered 410 with the "
      "oldest record kept. 0: it is waited for for ever, and a forgotten consumer fills the disk."));
}

void add_job_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(integer(
      "jobs.workers", [](Config& c) -> std::int64_t& { return c.jobs.workers; }, "2", "threads", 1, 16,
      Reload::restart,
      "Jobs that run at the same time, of all shops; of one shop one at a time. They let requests go first, "
      "and each "
      "takes up to a processor where one is idle."));
  keys.push_back(integer(
      "jobs.history_days", [](Config& c) -> std::int64_t& { return c.jobs.history_days; }, "365", "days", 1,
      3650, Reload::restart,
      "How long a job that has ended is told of, with its receipt; of more than 1,000 the oldest go "
      "before."));
  keys.push_back(path_or_none(
      "export.folder", [](Config& c) -> std::string& { return c.exports.folder; }, "\"\"",
      "Folder into which jobs of the kinds export and shop-export write, a folder for each shop. What they "
      "write holds "
      "people's data and stays until you delete it; an erasure removes what holds the person. Empty: no "
      "exports "
      "by jobs."));
}

void add_outbound_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(ranges(
      "outbound.allowed_private", [](Config& c) -> std::string& { return c.outbound.allowed_private; },
      Reload::restart,
      "Ranges of IP addresses that the server may call though they are none of the public internet, such as "
      "[\"10.20.0.0/16\", \"127.0.0.1\"]: for feeds on a machine of your own. Whoever may make jobs can have "
      "the server "
      "read what answers there."));
  keys.push_back(path_or_none(
      "outbound.ca_file", [](Config& c) -> std::string& { return c.outbound.ca_file; }, "\"\"",
      "File with certificates, in PEM, of authorities that are trusted beside the machine's own when the "
      "server calls "
      "others by https."));
}

void add_picture_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(path_or_none(
      "pictures.folder", [](Config& c) -> std::string& { return c.pictures.folder; }, "\"\"",
      "Folder for products' pictures, which the server then fetches once and passes on, to the dashboard and "
      "to the "
      "readers of mails with counted links: they ask the shop's own machine for none. It is made if it is "
      "missing; "
      "files of other names in it are left alone. Empty: pictures are loaded from where the catalogue "
      "says."));
  keys.push_back(integer(
      "pictures.bytes", [](Config& c) -> std::int64_t& { return c.pictures.bytes; }, "1073741824", "bytes",
      1048576, 1e15, Reload::restart,
      "Bytes that the folder of pictures may take; the one that nobody has asked for longest goes first."));
  keys.push_back(integer(
      "pictures.days", [](Config& c) -> std::int64_t& { return c.pictures.days; }, "7", "days", 1, 365,
      Reload::restart,
      "How long a picture is kept before it is fetched anew. A shop that changes a picture without changing "
      "its address "
      "is shown the old one for so long."));
}

void add_backup_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(path_or_none(
      "backup.folder", [](Config& c) -> std::string& { return c.backup.folder; }, "\"\"",
      "Folder to which the administration route POST /v1/backups, and so 'suggestd backup --from URL', "
      "writes "
      "backups of the running store; it is made if it is missing. Put it on another disk. Empty: no backups "
      "by "
      "the server."));
  keys.push_back(integer(
      "backup.bytes_per_second", [](Config& c) -> std::int64_t& { return c.backup.bytes_per_second; }, "0",
      "bytes/s", 0, 1e12, Reload::restart,
      "How fast a backup may read, so that it leaves the disk to orders. 0: as fast as it goes."));
  keys.push_back(number(
      "backup.keep_days", [](Config& c) -> double& { return c.backup.keep_days; }, "0", "days", 0, 36500,
      Reload::restart,
      "Backups older than this are deleted within an hour, the newest too, while the server runs: receipts "
      "of "
      "erasures then tell by when each backup that holds the person is gone. Take backups far more often. 0: "
      "they stay until you delete them, or a later backup keeps only so many."));
}

void add_shop_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(choice(
      "shop.consent", [](Config& c) -> std::string& { return c.shop.consent; }, "\"assumed\"",
      {"assumed", "required"}, Reload::live,
      "What a shop goes by whose settings leave `consent` out. \"required\": nothing is learned from people "
      "who "
      "have not said yes. A change holds for all such shops, and each trains anew."));
  keys.push_back(text_or_none(
      "shop.currency", [](Config& c) -> std::string& { return c.shop.currency; }, TextKind::currency,
      "The currency of prices that name none, such as \"EUR\", in shops whose settings leave it out. Empty: "
      "each "
      "price has to name its own."));
  keys.push_back(text_or_none(
      "shop.time_zone", [](Config& c) -> std::string& { return c.shop.time_zone; }, TextKind::time_zone,
      "The zone of a shop's days and schedules, such as \"Europe/Berlin\", where its settings leave it out. "
      "Empty: UTC."));
}

void add_consistency_keys(std::vector<ConfigKey>& keys) {
  const std::vector<std::string_view> levels = {"eventual", "prefix", "session", "bounded", "strong"};
  keys.push_back(choice(
      "consistency.standard", [](Config& c) -> std::string& { return c.consistency.standard; }, "\"session\"",
      levels, Reload::live,
      "Level of a read that asks for none (header Suggestd-Consistency): session waits for what the caller "
      "itself wrote, if it sends back its Suggestd-Session. Never more than consistency.strongest."));
  keys.push_back(choice(
      "consistency.strongest", [](Config& c) -> std::string& { return c.consistency.strongest; },
      "\"strong\"", levels, Reload::live, "The most that a request may ask for; more is answered 400."));
  keys.push_back(integer(
      "consistency.wait_ms", [](Config& c) -> std::int64_t& { return c.consistency.wait_ms; }, "50",
      "milliseconds", 0, 60000, Reload::live,
      "Longest wait of a read for its level; then it is answered from what has been learned so far, with "
      "Suggestd-Stale: 1. 0 never waits."));
  keys.push_back(integer(
      "consistency.bound_records", [](Config& c) -> std::int64_t& { return c.consistency.bound_records; },
      "10000", "records", 1, kMany, Reload::live,
      "Bounded reads wait only if the learner is further behind than this."));
  keys.push_back(integer(
      "consistency.bound_ms", [](Config& c) -> std::int64_t& { return c.consistency.bound_ms; }, "5000",
      "milliseconds", 1, kMany, Reload::live, "The same bound in time."));
}

void add_model_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(integer(
      "model.dimensions", [](Config& c) -> std::int64_t& { return c.model.dimensions; }, "128", "numbers", 8,
      1024, Reload::restart,
      "Length of the vectors. More tells finer tastes apart and costs memory and time in proportion, or a "
      "little more. A change of any key of this section learns all that the log keeps anew at the next "
      "start."));
  keys.push_back(number(
      "model.view_confidence", [](Config& c) -> double& { return c.model.view_confidence; }, "0.15",
      "of a purchase", 0, 1, Reload::restart,
      "How much a look at a product, or a click on it in a list, says of a person's taste. 0: nothing."));
  keys.push_back(number(
      "model.wishlist_confidence", [](Config& c) -> double& { return c.model.wishlist_confidence; }, "0.35",
      "of a purchase", 0, 1, Reload::restart, "The same for the wish list."));
  keys.push_back(number(
      "model.cart_confidence", [](Config& c) -> double& { return c.model.cart_confidence; }, "0.5",
      "of a purchase", 0, 1, Reload::restart,
      "The same for what lies in the cart; taking it out takes this away."));
  keys.push_back(number(
      "model.purchase_confidence", [](Config& c) -> double& { return c.model.purchase_confidence; }, "1",
      "of a purchase", 0.01, 10, Reload::restart,
      "The same for a purchase itself. Above 1 further purchases count by their logarithm "
      "(docs/internals/model.md)."));
  keys.push_back(integer(
      "model.half_life_days", [](Config& c) -> std::int64_t& { return c.model.half_life_days; }, "365",
      "days", 0, 36500, Reload::restart,
      "What a person did so long ago says half as much as what they do now. 0: age does not count."));
  keys.push_back(integer(
      "model.popular_half_life_days",
      [](Config& c) -> std::int64_t& { return c.model.popular_half_life_days; }, "30", "days", 1, 36500,
      Reload::restart, "Popular lists forget half of what was sold in this time."));
  keys.push_back(integer(
      "model.trending_half_life_hours",
      [](Config& c) -> std::int64_t& { return c.model.trending_half_life_hours; }, "72", "hours", 1, 87600,
      Reload::restart,
      "Trending lists show what is wanted above its usual share in a window of about this length. Choose it "
      "well below the one of popular lists."));
  keys.push_back(integer(
      "model.sleep_seconds", [](Config& c) -> std::int64_t& { return c.model.sleep_seconds; }, "3600", "s", 0,
      30 * 86400, Reload::restart,
      "After this time without a request for its lists a shop's model leaves memory. The next request takes "
      "it "
      "back, which lasts some tenths of a second; a shop of more than 50,000 people and products together "
      "never "
      "sleeps. Writes go on, and are learned within ten minutes. 0: no shop sleeps."));
  keys.push_back(integer(
      "model.unlikely_events_per_hour",
      [](Config& c) -> std::int64_t& { return c.model.unlikely_events_per_hour; }, "300", "events", 10, 1e9,
      Reload::restart,
      "More events of one person in an hour than this, or in a row on one product more than a tenth of it, "
      "are unlikely to come from a person: /v1/status counts them and names who sent them."));
  keys.push_back(boolean(
      "model.leave_out_unlikely", [](Config& c) -> bool& { return c.model.leave_out_unlikely; }, "false",
      Reload::restart,
      "Learns nothing from the events beyond model.unlikely_events_per_hour. They stay in the log. Without "
      "it "
      "they count, but in popular and trending lists nobody counts more than once for a product."));
}

void add_catalogue_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(number(
      "catalogue.most_hidden", [](Config& c) -> double& { return c.catalogue.most_hidden; }, "0.2",
      "share of the products", 0, 1, Reload::restart,
      "A full synchronisation of the catalogue that would hide more than this is refused until it is "
      "confirmed, so that half a feed can't empty the shop. 1 never asks; 0 asks for each product."));
  keys.push_back(boolean(
      "catalogue.required", [](Config& c) -> bool& { return c.catalogue.required; }, "false", Reload::restart,
      "Lists hold only products that the catalogue names. Without it, products that orders or events alone "
      "name stand behind the others, until the first full synchronisation has been finished; from then on "
      "they are left out."));
}

void add_attribution_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(integer(
      "attribution.window_hours", [](Config& c) -> std::int64_t& { return c.attribution.window_hours; },
      "168", "hours", 1, 2160, Reload::restart,
      "How long after a list was answered, or clicked, an order still counts as led to by it. A longer "
      "window credits lists with more, and keeps each list and click that long on disk (some 60 bytes). A "
      "change counts from then on; what was counted before stays as it is."));
}

void add_log_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(choice(
      "log.level", [](Config& c) -> std::string& { return c.log.level; }, "\"info\"",
      {"debug", "info", "warning", "error"}, Reload::live, "Least important lines that are written."));
  keys.push_back(choice(
      "log.format", [](Config& c) -> std::string& { return c.log.format; }, "\"logfmt\"", {"logfmt", "json"},
      Reload::live, "One line an event on standard error: key=value pairs, or a JSON object."));
  keys.push_back(boolean(
      "log.requests", [](Config& c) -> bool& { return c.log.requests; }, "false", Reload::live,
      "Writes a line for each request. Costs some microseconds each; failures of ours are always written."));
  keys.push_back(integer(
      "log.slow_request_ms", [](Config& c) -> std::int64_t& { return c.log.slow_request_ms; }, "1000",
      "milliseconds", 0, 3600000, Reload::live,
      "Writes a warning for a request that took the server longer than this, with its route, its units of "
      "work and "
      "its size; requests that follow the change feed wait on purpose and are left out. 0: none."));
}

void add_sign_in_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(choice(
      "sign_in.registration", [](Config& c) -> std::string& { return c.sign_in.registration; },
      "\"invitation\"", {"invitation", "open"}, Reload::live,
      "Who gets an account: whom somebody invites, or with \"open\" also anybody who reaches the "
      "administrators' "
      "listener and registers: each with a shop of their own, which they own, and nothing else. Set "
      "limits.shop_units_per_second before: strangers will use the server. They reach /metrics and the "
      "health pages there too, which need no key: let a proxy hide these."));
  keys.push_back(integer(
      "sign_in.registered_shops", [](Config& c) -> std::int64_t& { return c.sign_in.registered_shops; },
      "100", "shops", 0, 1000, Reload::live,
      "Most shops that people have made by registering; further registrations are answered 409 until some "
      "are "
      "deleted. Each costs memory as any shop does (docs/operate/sizing.md)."));
}

std::vector<ConfigKey> make_table() {
  std::vector<ConfigKey> keys;
  add_listener_keys(keys);
  add_http_keys(keys);
  add_client_keys(keys);
  add_limit_keys(keys);
  add_store_keys(keys);
  add_retention_keys(keys);
  add_backup_keys(keys);
  add_shop_keys(keys);
  add_job_keys(keys);
  add_outbound_keys(keys);
  add_picture_keys(keys);
  add_consistency_keys(keys);
  add_model_keys(keys);
  add_catalogue_keys(keys);
  add_attribution_keys(keys);
  add_watch_keys(keys);
  add_sign_in_keys(keys);
  add_log_keys(keys);
  return keys;
}

}  // namespace

const std::vector<ConfigKey>& config_table() {
  static const std::vector<ConfigKey> table = make_table();
  return table;
}

const std::vector<ConfigSection>& config_sections() {
  static const std::vector<ConfigSection> sections = {
      {"http", "Listeners and their limits."},
      {"limits", "How much of the server one shop may use."},
      {"store", "What is kept on disk."},
      {"retention", "How long the log keeps what the store does not need."},
      {"backup", "Copies of the running store."},
      {"shop", "The settings of shops that leave them out (docs/operate/shops-and-keys.md)."},
      {"jobs", "Work that outlives a request."},
      {"export", "Files that jobs write."},
      {"outbound", "How the server calls others."},
      {"pictures", "Products' pictures, passed on from here."},
      {"consistency", "How fresh an answer has to be."},
      {"model", "What is learned from the log, and how fast it fades."},
      {"catalogue", "How the catalogue is taken in."},
      {"attribution", "Which orders a list is credited with."},
      {"watch",
       "What the server looks after by itself. Whom it tells stands in [[watch.receiver]] tables, and which "
       "other servers it looks at in [[watch.server]] tables (docs/operate/monitor.md)."},
      {"sign_in",
       "How people get accounts. Sign-in providers stand in [[sign_in_provider]] tables "
       "(docs/operate/people-and-roles.md)."},
      {"log", "What the server says about itself, on standard error."},
  };
  return sections;
}

const ConfigKey* find_config_key(std::string_view name) {
  const auto& table = config_table();
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& key) { return key.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace suggestd
