#include "http/problem_words.h"

#include <algorithm>
#include <array>

namespace suggestd::http {
namespace {

constexpr std::string_view kNo = "No: the same request is refused again.";
constexpr std::string_view kAfterRetry = "Yes, after the seconds that the header Retry-After tells.";
constexpr std::string_view kSeeErrors =
    "Mend what `errors` points at: a field of the body as a JSON pointer, a parameter behind '?'.";

constexpr auto kTable = std::to_array<ProblemWords>({
    {"invalid", "A field, a parameter, a header or a filter is wrong, or the request is no valid HTTP.", kNo,
     kSeeErrors},
    {"unauthorized",
     "No key came with the request, or one that nobody has; or a session has ended, or a password is wrong.",
     kNo, "Send the header 'Authorization: Bearer KEY', or sign in again."},
    {"forbidden",
     "The key or the session does not open this: it lacks the scope that `detail` names, or belongs to "
     "another shop.",
     kNo, "Use a key that has the scope, or ask an owner for a role that does."},
    {"not-found",
     "There is no such route, order, product, person, scenario or shop; or a list whose next page is asked "
     "for is forgotten.",
     "Only after it has been made.", "Look at the id. For the next page of a list, ask for a new list."},
    {"method-not-allowed", "The address takes other methods.", kNo,
     "Use one of those that the header Allow names."},
    {"too-slow", "The head or the body of the request came too slowly.", "Yes.", "Send it in one go."},
    {"conflict",
     "What is stored contradicts the request: the same id came with other content, a visitor belongs to "
     "another user, a token is of before a restore, or the first request with this Idempotency-Key is under "
     "way.",
     "Only after a look at `detail`.",
     "Change an order by PUT, drop an old token, confirm a synchronisation that hides much."},
    {"gone", "It was there and is kept no longer, such as an old position of the change feed.", kNo,
     "Read the feed from the beginning."},
    {"precondition-failed",
     "It was changed since you read it (If-Match), or is there already (If-None-Match: *).", kNo,
     "Read it, decide again, and send the change with the new ETag."},
    {"too-large", "The body, or the answer, has more bytes or lines than allowed.", kNo,
     "Send it in parts; for an answer, lower the number that `errors` points at."},
    {"target-too-long", "Path and query together are too long.", kNo,
     "POST /v1/recommendations takes long filters and lists in its body."},
    {"unsupported-media-type", "The body's type, its character set or its packing is not taken here.", kNo,
     "Send Content-Type: application/json, or application/x-ndjson where lines are taken, in UTF-8."},
    {"expectation-failed", "Expect holds something else than 100-continue.", kNo, "Leave the header out."},
    {"key-reused", "The Idempotency-Key came before with another request.", kNo,
     "Take a new key for each request."},
    {"too-costly", "Numbers that are fine by themselves would cost too much work together.", kNo,
     "Lower the number that `errors` points at."},
    {"unknown-name", "The request is right in itself, and names something that the shop does not have.", kNo,
     "Make what `errors` names first, or name another."},
    {"precondition-required", "A change needs If-Match. No route answers this today.", kNo,
     "Read it, and send the change with its ETag in If-Match."},
    {"too-many-requests",
     "The key, the session, the address or the shop has used up its rate, or the address its connections; or "
     "too many wrong passwords came.",
     kAfterRetry, "Slow down; the header RateLimit tells what is left."},
    {"headers-too-large", "The head of the request has too many bytes or lines.", kNo, "Send fewer cookies."},
    {"unsupported", "A transfer coding or a method that is not spoken here.", kNo,
     "Use the methods and codings of HTTP/1.1."},
    {"busy",
     "Too much is waiting, there are too many connections or too little memory; or a strict level of "
     "consistency was not reached in time.",
     kAfterRetry, "Slow down. In place of a list, show your own bestsellers."},
    {"damaged", "Files of the server are damaged or gone.", "No: damage does not end by itself.",
     "Keep what you could not send, and tell whoever runs the server."},
    {"version-unsupported", "The request is of HTTP/2, or older than HTTP/1.0.", kNo, "Speak HTTP/1.1."},
    {"no-space", "The server's disk is full. Reads go on.", kAfterRetry,
     "Keep what you could not send, and tell whoever runs the server."},
    {"internal", "The server has failed, or could not read or write its files.", "Yes, a few times.",
     "Tell whoever runs the server the `request_id`: its log says more under it."},
});

}  // namespace

const ProblemWords* problem_words(std::string_view type) {
  const auto found = std::ranges::find(kTable, type, &ProblemWords::type);
  return found == kTable.end() ? nullptr : &*found;
}

}  // namespace suggestd::http
