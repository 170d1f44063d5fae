#include "http/wire/body_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "http/wire/chunk_reader.h"

namespace suggestd::http {
namespace {

constexpr std::size_t kSkippedBytes = std::size_t{64} << 10U;
constexpr std::chrono::milliseconds kSkippedTime{1000};

std::optional<Refusal> receive_more(Connection& connection, Pace& pace) {
  switch (connection.receive(pace.deadline())) {
    case Connection::Received::some:
      pace.passed(connection.input().size(), Connection::Clock::now());
      return std::nullopt;
    case Connection::Received::ended:
      return Refusal{400, "the body ended early"};
    case Connection::Received::late:
      return Refusal{408, "the body came too slowly"};
  }
  return std::nullopt;
}

template <class Take>
std::optional<Refusal> take_length(Connection& connection, std::uint64_t left, Pace& pace, Take take) {
  while (left > 0) {
    if (connection.input().empty()) {
      if (auto refused = receive_more(connection, pace)) return refused;
    }
    const std::string_view piece =
        connection.input().substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left, SIZE_MAX)));
    if (auto refused = take(piece)) return refused;
    connection.take(piece.size());
    left -= piece.size();
  }
  return std::nullopt;
}

template <class Take>
std::optional<Refusal> take_chunks(Connection& connection, Pace& pace, Take take) {
  ChunkReader chunks;
  while (chunks.state() == ChunkReader::State::more) {
    if (connection.input().empty()) {
      if (auto refused = receive_more(connection, pace)) return refused;
    }
    const ChunkReader::Step step = chunks.read(connection.input());
    if (auto refused = take(step.data)) return refused;
    connection.take(step.used);
  }
  if (chunks.state() == ChunkReader::State::refused) return chunks.refusal();
  return std::nullopt;
}

template <class Take>
std::optional<Refusal> take_body(Connection& connection, const Head& head, Pace pace, Take take) {
  switch (head.framing) {
    case Framing::none:
      return std::nullopt;
    case Framing::length:
      return take_length(connection, head.length, pace, take);
    case Framing::chunked:
      return take_chunks(connection, pace, take);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> read_body(Connection& connection, const Head& head, const BodyPlan& plan,
                                 std::string& body) {
  const auto too_large = [&plan] {
    return Refusal{413, fmt::format("the body may have {} bytes; send it in parts", plan.most_bytes)};
  };
  if (head.framing == Framing::length && head.length > plan.most_bytes) return too_large();
  BodyDecoder decoder(plan.coding, plan.most_bytes);
  std::size_t taken = 0;
  const auto take = [&](std::string_view piece) -> std::optional<Refusal> {
    taken += piece.size();
    if (taken > plan.most_bytes) return too_large();
    return decoder.append(piece, body);
  };
  if (auto refused = take_body(connection, head, plan.pace, take)) return refused;
  return decoder.finish();
}

std::optional<Refusal> skip_body(Connection& connection, const Head& head) {
  if (head.framing == Framing::none) return std::nullopt;
  if (head.framing == Framing::length && head.length > kSkippedBytes) return Refusal{413, ""};
  std::size_t taken = 0;
  const auto take = [&taken](std::string_view piece) -> std::optional<Refusal> {
    taken += piece.size();
    if (taken > kSkippedBytes) return Refusal{413, ""};
    return std::nullopt;
  };
  // Skipping kSkippedBytes at this rate takes as long as the grace again: two seconds bound the whole.
  const Pace pace(kSkippedTime, kSkippedBytes, Connection::Clock::now());
  return take_body(connection, head, pace, take);
}

}  // namespace suggestd::http
