#include "http/wire/head_reader.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "http/wire/characters.h"
#include "http/wire/limits.h"

namespace suggestd::http {
namespace {

constexpr std::size_t kMethodBytes = 32;  // the longest registered one has 17
// Bytes of the longest "METHOD target HTTP/1.1" and its CR.
constexpr std::string_view kShorterTarget =
    "send long filters and lists in the body of POST /v1/recommendations, which takes what the lists take";
constexpr std::size_t kRequestLineBytes = kMethodBytes + 1 + limits::kTargetBytes.most + 1 + 8 + 1;

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

bool is_hex_digit(char byte) { return is_digit(byte) || (lower(byte) >= 'a' && lower(byte) <= 'f'); }

bool is_reg_name(std::string_view name) {
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (is_of(name[i], kHostByte)) continue;
    if (name[i] != '%' || i + 2 >= name.size() || !is_hex_digit(name[i + 1]) || !is_hex_digit(name[i + 2]))
      return false;
    i += 2;
  }
  return !name.empty();
}

// uri-host [ ":" port ] of RFC 9110, section 7.2, with a host that is not empty.
bool is_authority(std::string_view text) {
  std::size_t host_end = 0;
  if (text.starts_with('[')) {
    host_end = text.find(']');
    if (host_end == std::string_view::npos || host_end < 3) return false;
    const std::string_view address = text.substr(1, host_end - 1);
    if (!std::all_of(address.begin(), address.end(),
                     [](char byte) { return is_of(byte, kHostByte) || byte == ':'; })) {
      return false;
    }
    ++host_end;
  } else {
    host_end = std::min(text.find(':'), text.size());
    if (!is_reg_name(text.substr(0, host_end))) return false;
  }
  if (host_end == text.size()) return true;
  if (text[host_end] != ':') return false;
  const std::string_view port = text.substr(host_end + 1);
  return port.size() <= 5 && std::all_of(port.begin(), port.end(), is_digit);
}

bool read_length(std::string_view text, std::uint64_t& length) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (text.empty()) return false;
  length = 0;
  for (const char byte : text) {
    if (!is_digit(byte)) return false;
    const auto digit = static_cast<std::uint64_t>(byte - '0');
    if (length > (kMost - digit) / 10) return false;
    length = length * 10 + digit;
  }
  return true;
}

// The bytes of "http://" or "https://" that the target begins with, 0 if it is not absolute.
std::size_t scheme_bytes(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (same_word(target.substr(0, scheme.size()), scheme)) return scheme.size();
  }
  return 0;
}

}  // namespace

std::string_view Head::value(std::string_view name) const {
  for (const Field& field : fields) {
    if (same_word(field.name, name)) return field.value;
  }
  return {};
}

std::vector<std::string_view> Head::values(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Field& field : fields) {
    if (same_word(field.name, name)) values.push_back(field.value);
  }
  return values;
}

void HeadReader::reset() {
  state_ = State::more;
  request_line_taken_ = empty_line_skipped_ = says_close_ = says_keep_alive_ = false;
  line_at_ = scanned_ = 0;
  singles_ = {};
  std::vector<Field> fields = std::move(head_.fields);
  fields.clear();
  head_ = Head();
  head_.fields = std::move(fields);
}

HeadReader::State HeadReader::read(std::string_view so_far) {
  const std::string_view window = so_far.substr(0, limits::kHeadBytes.most);
  while (state_ == State::more && scanned_ < window.size()) {
    if (line_at_ == scanned_ && !request_line_taken_ && !check_first_byte(window[line_at_])) break;
    const char* from = window.data() + scanned_;
    const void* found = std::memchr(from, '\n', window.size() - scanned_);
    if (found == nullptr) {
      scanned_ = window.size();
      break;
    }
    const auto end = scanned_ + static_cast<std::size_t>(static_cast<const char*>(found) - from);
    const std::string_view line = window.substr(line_at_, end - line_at_);
    line_at_ = scanned_ = end + 1;
    take_line(line);
  }
  if (state_ == State::more) check_unfinished_line(window);
  return state_;
}

// Refuses a first byte that begins no method, before the line ends: it may have no end at all.
bool HeadReader::check_first_byte(char byte) {
  if (is_of(byte, kTokenByte) || byte == '\r' || byte == '\n') return true;
  const bool tls = byte == '\x16';
  refuse(400, tls ? "this port speaks HTTP, and the client began with TLS"
                  : "a request begins with its method; this began with another byte");
  return false;
}

void HeadReader::check_unfinished_line(std::string_view window) {
  if (!request_line_taken_ && window.size() - line_at_ > kRequestLineBytes) {
    take_line(window.substr(line_at_));  // too long, whatever comes
  } else if (window.size() == limits::kHeadBytes.most) {
    refuse(431, fmt::format("request line and header lines may have {} bytes in all; keep cookies and other "
                            "fields that this server does not read away from it, and send long filters and "
                            "lists in the body of POST /v1/recommendations",
                            limits::kHeadBytes.most));
  }
}

// `line` is without its LF and has its CR.
void HeadReader::take_line(std::string_view line) {
  if (!request_line_taken_ && line.size() > kRequestLineBytes) {
    return refuse(
        414, fmt::format("the target has more than {} bytes; {}", limits::kTargetBytes.most, kShorterTarget));
  }
  if (!line.ends_with('\r')) return refuse(400, "a line ends with LF alone; lines end with CR LF");
  line.remove_suffix(1);
  if (!line.empty()) return request_line_taken_ ? take_field(line) : take_request_line(line);
  if (request_line_taken_) return finish();
  // RFC 9112, section 2.2: one empty line before a request is ignored, for old clients end a body with it.
  if (empty_line_skipped_) return refuse(400, "more than one empty line before the request line");
  empty_line_skipped_ = true;
}

void HeadReader::take_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || first + 1 == last)
    return refuse(400, "the request line is not 'METHOD target HTTP/1.1' with single blanks");
  head_.method = line.substr(0, first);
  if (head_.method.size() > kMethodBytes || !all_of(head_.method, kTokenByte))
    return refuse(400, "the method is no token of HTTP");
  request_line_taken_ = true;
  take_version(line.substr(last + 1));
  if (state_ == State::more) take_target(line.substr(first + 1, last - first - 1));
}

void HeadReader::take_version(std::string_view version) {
  const bool formed = version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) &&
                      version[6] == '.' && is_digit(version[7]);
  if (!formed) return refuse(400, "the request line does not end with a version such as HTTP/1.1");
  if (version[5] != '1' || version[7] > '1') return refuse(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
  head_.minor_version = version[7] - '0';
}

void HeadReader::take_target(std::string_view target) {
  if (target.size() > limits::kTargetBytes.most) {
    return refuse(414, fmt::format("the target has {} bytes and may have {}; {}", target.size(),
                                   limits::kTargetBytes.most, kShorterTarget));
  }
  if (!all_of(target, kTargetByte))
    return refuse(400, "the target holds a byte that must be percent-encoded (RFC 3986)");
  if (head_.method == "CONNECT") return refuse(501, "this is no proxy: CONNECT is not possible");
  if (target.front() == '/' || (target == "*" && head_.method == "OPTIONS")) {
    head_.target = target;
  } else if (const std::size_t scheme = scheme_bytes(target); scheme > 0) {
    take_absolute_target(target, scheme);
  } else {
    refuse(400, "the target begins with neither '/' nor 'http://'");
  }
}

void HeadReader::take_absolute_target(std::string_view target, std::size_t scheme_bytes) {
  const std::string_view rest = target.substr(scheme_bytes);
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  head_.host = rest.substr(0, end);
  if (!is_authority(head_.host)) return refuse(400, "the target's host is not valid");
  head_.target = rest.substr(end);
  if (head_.target.starts_with('/')) return;
  own_target_.assign(1, '/').append(head_.target);
  head_.target = own_target_;
}

void HeadReader::take_field(std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t')
    return refuse(400, "a header line begins with a blank: folded lines are not read");
  if (head_.fields.size() == limits::kHeadFields.most)
    return refuse(431, fmt::format("a request may have {} header lines; keep those that this server does "
                                   "not read away from it",
                                   limits::kHeadFields.most));
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return refuse(400, "a header line has no colon");
  const Field field{line.substr(0, colon), trim_blanks(line.substr(colon + 1))};
  if (field.name.empty() || !all_of(field.name, kTokenByte)) {
    return refuse(400, field.name.ends_with(' ') || field.name.ends_with('\t')
                           ? "a blank stands before the colon of a header line"
                           : "a header line's name is no token of HTTP");
  }
  if (!all_of(field.value, kValueByte))
    return refuse(400, fmt::format("the value of {} holds a control byte", field.name));
  head_.fields.push_back(field);
  note_field(field);
}

// Names are told apart by their length first: most fields match none and cost one branch.
void HeadReader::note_field(const Field& field) {
  const auto is = [&field](std::string_view name) { return same_word(field.name, name); };
  switch (field.name.size()) {
    case 4:
      if (is("Host")) note_single(Single::host, field);
      break;
    case 6:
      if (is("Expect")) note_single(Single::expect, field);
      break;
    case 10:
      if (is("Connection")) note_connection(field.value);
      break;
    case 12:
      if (is("Content-Type")) note_single(Single::content_type, field);
      break;
    case 13:
      if (is("Authorization")) note_single(Single::authorization, field);
      if (is("Suggestd-Shop")) note_single(Single::shop, field);
      break;
    case 14:
      if (is("Content-Length")) note_single(Single::content_length, field);
      break;
    case 15:
      if (is("Idempotency-Key")) note_single(Single::idempotency_key, field);
      break;
    case 16:
      if (is("Content-Encoding")) note_single(Single::content_encoding, field);
      break;
    case 17:
      if (is("Transfer-Encoding")) note_single(Single::transfer_encoding, field);
      break;
    default:
      break;
  }
}

void HeadReader::note_single(Single single, const Field& field) {
  std::size_t& index = singles_[static_cast<std::size_t>(single)];
  if (index != 0) return refuse(400, fmt::format("{} is sent twice", field.name));
  index = head_.fields.size();
}

void HeadReader::note_connection(std::string_view list) {
  for (std::string_view option; next_element(list, option);) {
    if (same_word(option, "close")) says_close_ = true;
    if (same_word(option, "keep-alive")) says_keep_alive_ = true;
  }
}

const Field* HeadReader::single(Single single) const {
  const std::size_t index = singles_[static_cast<std::size_t>(single)];
  return index == 0 ? nullptr : &head_.fields[index - 1];
}

void HeadReader::finish() {
  const bool old = head_.minor_version == 0;
  const Field* host = single(Single::host);
  if (host == nullptr && !old) return refuse(400, "the header line Host is missing");
  if (host != nullptr && !is_authority(host->value)) return refuse(400, "the value of Host is not valid");
  // RFC 9112, section 3.2.2: the host of an absolute target outranks the field.
  if (host != nullptr && head_.host.empty()) head_.host = host->value;
  decide_framing();
  if (state_ != State::more) return;
  head_.keep_alive = !says_close_ && (!old || says_keep_alive_);
  if (const Field* expect = single(Single::expect); expect != nullptr && !old) {
    if (!same_word(expect->value, "100-continue"))
      return refuse(417, "only 'Expect: 100-continue' can be met");
    head_.expects_continue = true;
  }
  state_ = State::complete;
}

void HeadReader::decide_framing() {
  const Field* length = single(Single::content_length);
  const Field* coding = single(Single::transfer_encoding);
  if (coding != nullptr) {
    if (length != nullptr) return refuse(400, "Content-Length and Transfer-Encoding are sent together");
    if (head_.minor_version == 0) return refuse(400, "HTTP/1.0 knows no Transfer-Encoding");
    if (same_word(coding->value, "chunked")) {
      head_.framing = Framing::chunked;
      return;
    }
    // RFC 9112, section 6.3: without `chunked` at the end, nobody knows where the body ends.
    const std::string_view value = coding->value;
    const std::string_view last = trim_blanks(value.substr(value.rfind(',') + 1));
    const std::size_t first_end = std::min(value.find(','), value.size());
    const bool only_unknown =
        same_word(last, "chunked") && !same_word(trim_blanks(value.substr(0, first_end)), "chunked");
    return refuse(only_unknown ? 501 : 400, "the only Transfer-Encoding that is read is 'chunked'");
  }
  if (length == nullptr) return;
  if (!read_length(length->value, head_.length))
    return refuse(400, "Content-Length is no plain decimal number below 2^63");
  head_.framing = Framing::length;
}

void HeadReader::refuse(int status, std::string detail) {
  state_ = State::refused;
  refusal_ = {status, std::move(detail)};
}

}  // namespace suggestd::http
