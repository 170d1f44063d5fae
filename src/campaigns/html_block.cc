#include "campaigns/html_block.h"

#include <string_view>

#include <fmt/format.h>

#include "base/line_text.h"
#include "campaigns/told_list.h"

namespace suggestd::campaigns {
namespace {

constexpr int kPictureWidth = 120;  // pixels

std::string escaped(std::string_view text) {
  std::string out;
  append_html_text(out, text);
  return out;
}

std::string linked(std::string_view link, const std::string& content) {
  if (!is_web_address(link)) return content;
  return fmt::format(R"(<a href="{}" style="color:inherit">{}</a>)", escaped(link), content);
}

std::string picture(const Product& product, std::string_view link, const TrackedLinks* links) {
  if (!is_web_address(product.image)) return "";
  return linked(link, fmt::format(R"(<img src="{}" alt="{}" width="{}" style="border:0;display:block">)",
                                  escaped(image_of(product, links)), escaped(product.title), kPictureWidth));
}

std::string words(const Product& product, std::string_view link) {
  std::string text = linked(link, escaped(product.title));
  if (product.price) text += fmt::format("<br>{} {}", price_of(product), currency_of(product));
  return text;
}

}  // namespace

std::string html_block(const GivenList& list, const learn::Snapshot& snapshot, const TrackedLinks* links) {
  std::string rows;
  for (std::size_t place = 1; place <= list.products.size(); ++place) {
    const Product* const product = told_product(snapshot, list.products[place - 1]);
    if (product == nullptr) continue;
    const std::string link = link_of(*product, list.user_id, place, links);
    rows += fmt::format(R"(<tr><td style="padding:8px">{}</td><td style="padding:8px">{}</td></tr>)",
                        picture(*product, link, links), words(*product, link));
  }
  if (rows.empty()) return "";
  const std::string pixel =
      links == nullptr ? ""
                       : fmt::format(R"(<img src="{}" alt="" width="1" height="1" style="border:0">)",
                                     escaped(links->pixel(list.user_id)));
  return fmt::format(R"(<table role="presentation" border="0" cellpadding="0" cellspacing="0">{}</table>{})",
                     rows, pixel);
}

}  // namespace suggestd::campaigns
