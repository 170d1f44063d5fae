#include "shop/model_settings.h"

#include <catch2/catch.hpp>

#include <string>

#include "learn/model_options.h"

namespace suggestd::shop {
namespace {

using namespace std::chrono_literals;

TEST_CASE("settings stand over the configured options, and leave the others") {
  ModelSettings settings;
  settings.dimensions = 256;
  settings.view_confidence = 0;
  settings.half_life_days = 10;
  settings.popular_half_life_days = 3;
  settings.trending_half_life_hours = 5;
  settings.unlikely_events_per_hour = 60;
  settings.leave_out_unlikely = true;
  learn::ModelOptions configured;
  configured.confidence.cart = 0.25F;
  configured.threads = 3;
  const learn::ModelOptions own = settings.over(configured);
  CHECK(own.factors.dim == 256);
  CHECK(own.confidence.view == 0);
  CHECK(own.confidence.half_life == 240h);
  CHECK(own.popular_half_life == 72h);
  CHECK(own.trending_half_life == 5h);
  CHECK(own.event_rate.most_per_hour == 60);
  CHECK(own.event_rate.leave_out);
  CHECK(own.confidence.cart == 0.25F);
  CHECK(own.threads == 3);
}

TEST_CASE("the options in force are told under the names of the settings") {
  std::string text;
  JsonWriter out(text);
  ModelSettings settings;
  settings.dimensions = 16;
  settings.wishlist_confidence = 0.5;
  write_model_in_force(out, settings.over({}));
  CHECK(
      text ==
      R"({"dimensions":16,"half_life_days":365,"popular_half_life_days":30,"trending_half_life_hours":72,)"
      R"("unlikely_events_per_hour":300,"view_confidence":0.15,"wishlist_confidence":0.5,"cart_confidence":0.5,)"
      R"("purchase_confidence":1,"leave_out_unlikely":false})");
}

}  // namespace
}  // namespace suggestd::shop
