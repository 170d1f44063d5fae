#include "segments/definition_text.h"

#include <utility>

#include "base/json_tree.h"
#include "records/json_reader.h"
#include "segments/people_parser.h"

namespace suggestd::segments {

Result<Definition> parse_people(std::string_view people) {
  Result<Condition> condition = parse_condition(people);
  if (!condition) return std::move(condition).error();
  return Definition{std::string(people), {}, *std::move(condition)};
}

Result<Definition> parse_definition(std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  std::string people;
  std::string description;
  in.text("people", people);
  in.text("description", description);
  in.finish();
  if (people.empty()) in.bad("people", "is missing: say who belongs to the segment, such as \"bought(90d)\"");
  if (errors.any()) return errors.error();
  Result<Definition> definition = parse_people(people);
  if (!definition) return invalid_field("/people", definition.error().message());
  definition->description = std::move(description);
  return definition;
}

std::string to_json(const Definition& definition) {
  Json json = {{"people", definition.people}};
  if (!definition.description.empty()) json["description"] = definition.description;
  return json_text(json);
}

}  // namespace suggestd::segments
