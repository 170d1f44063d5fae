// llhttp, http_parser's successor, from Debian's sources and in its strict mode.
#include <llhttp.h>

#include "reading.h"

namespace suggestd::testing {
namespace {

Reading& of(llhttp_t* parser) { return *static_cast<Reading*>(parser->data); }

int on_begin(llhttp_t* parser) {
  of(parser).begin();
  return 0;
}

int on_name(llhttp_t* parser, const char* at, std::size_t size) {
  of(parser).add_name(at, size);
  return 0;
}

int on_value(llhttp_t* parser, const char* at, std::size_t size) {
  of(parser).add_value(at, size);
  return 0;
}

int on_head_end(llhttp_t* parser) {
  of(parser).end_head();
  return 0;
}

int on_end(llhttp_t* parser) {
  of(parser).end();
  return 0;
}

}  // namespace

std::string read_with_llhttp(const std::string& sent) {
  llhttp_settings_t settings;
  llhttp_settings_init(&settings);
  settings.on_message_begin = on_begin;
  settings.on_header_field = on_name;
  settings.on_header_value = on_value;
  settings.on_headers_complete = on_head_end;
  settings.on_message_complete = on_end;
  Reading reading;
  llhttp_t parser;
  llhttp_init(&parser, HTTP_REQUEST, &settings);
  parser.data = &reading;
  llhttp_errno_t error = HPE_OK;
  for (std::size_t i = 0; i < sent.size() && error == HPE_OK; ++i) {
    reading.move_to(i + 1);
    error = llhttp_execute(&parser, &sent[i], 1);
  }
  reading.finish(error == HPE_OK ? "" : llhttp_errno_name(error));
  return reading.line();
}

}  // namespace suggestd::testing
