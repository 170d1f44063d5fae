#include "campaigns/html_block.h"

#include <string_view>

#include <fmt/format.h>

#include "base/line_text.h"
#include "campaigns/told_list.h"

namespace suggestd::campaigns {
namespace {

constexpr int kPictureWidth = 120;  // pixels

// A script's address, or a file's, has no place in a mail.
bool is_web_address(std::string_view address) {
  return address.starts_with("https://") || address.starts_with("http://");
}

std::string escaped(std::string_view text) {
  std::string out;
  append_html_text(out, text);
  return out;
}

std::string linked(const Product& product, const std::string& content) {
  if (!is_web_address(product.link)) return content;
  return fmt::format(R"(<a href="{}" style="color:inherit">{}</a>)", escaped(product.link), content);
}

std::string picture(const Product& product) {
  if (!is_web_address(product.image)) return "";
  return linked(product, fmt::format(R"(<img src="{}" alt="{}" width="{}" style="border:0;display:block">)",
                                     escaped(product.image), escaped(product.title), kPictureWidth));
}

std::string words(const Product& product) {
  std::string text = linked(product, escaped(product.title));
  if (product.price) text += fmt::format("<br>{} {}", price_of(product), currency_of(product));
  return text;
}

}  // namespace

std::string html_block(const GivenList& list, const learn::Snapshot& snapshot) {
  std::string rows;
  for (const std::string& id : list.products) {
    if (const Product* product = told_product(snapshot, id)) {
      rows += fmt::format(R"(<tr><td style="padding:8px">{}</td><td style="padding:8px">{}</td></tr>)",
                          picture(*product), words(*product));
    }
  }
  if (rows.empty()) return "";
  return fmt::format(R"(<table role="presentation" border="0" cellpadding="0" cellspacing="0">{}</table>)",
                     rows);
}

}  // namespace suggestd::campaigns
