// http_parser as Debian builds it: with HTTP_PARSER_STRICT off, which no caller can change.
#include <http_parser.h>

#include "reading.h"

namespace suggestd::testing {
namespace {

Reading& of(http_parser* parser) { return *static_cast<Reading*>(parser->data); }

int on_begin(http_parser* parser) {
  of(parser).begin();
  return 0;
}

int on_name(http_parser* parser, const char* at, std::size_t size) {
  of(parser).add_name(at, size);
  return 0;
}

int on_value(http_parser* parser, const char* at, std::size_t size) {
  of(parser).add_value(at, size);
  return 0;
}

int on_head_end(http_parser* parser) {
  of(parser).end_head();
  return 0;
}

int on_end(http_parser* parser) {
  of(parser).end();
  return 0;
}

}  // namespace

std::string read_with_http_parser(const std::string& sent) {
  http_parser_settings settings;
  http_parser_settings_init(&settings);
  settings.on_message_begin = on_begin;
  settings.on_header_field = on_name;
  settings.on_header_value = on_value;
  settings.on_headers_complete = on_head_end;
  settings.on_message_complete = on_end;
  Reading reading;
  http_parser parser;
  http_parser_init(&parser, HTTP_REQUEST);
  parser.data = &reading;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    reading.move_to(i + 1);
    if (http_parser_execute(&parser, &settings, &sent[i], 1) == 1 && parser.upgrade == 0) continue;
    reading.finish(parser.upgrade != 0 ? "upgrade" : http_errno_name(HTTP_PARSER_ERRNO(&parser)));
    return reading.line();
  }
  reading.finish("");
  return reading.line();
}

}  // namespace suggestd::testing
