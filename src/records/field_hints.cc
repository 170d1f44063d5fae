#include "records/field_hints.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "base/nearest_name.h"

namespace suggestd {
namespace {

// Names of others, folded, for a name of ours. A name may stand for several: the first that the object knows
// is meant.
struct OtherNames {
  std::string_view ours;
  std::string_view others;  // blanks between
};

constexpr std::array kOtherNames{
    OtherNames{"lines", "items lineitems orderitems orderlines products productlines positions"},
    OtherNames{"product_id",
               "id sku itemid productsku articleid articlenumber item product contentid handle"},
    OtherNames{"order_id", "id ordernumber orderno number increment incrementid transactionid reference"},
    OtherNames{"event_id", "id messageid uuid insertid"},
    OtherNames{"user_id", "id customerid customer clientid user buyerid accountid memberid"},
    OtherNames{"refund_id", "id"},
    OtherNames{"anonymous_id", "sessionid session visitorid visitor clientid deviceid cookieid guestid"},
    OtherNames{"email_hash", "email mail emailaddress hashedemail"},
    OtherNames{"placed_at",
               "timestamp time date datetime ts at created createdat datecreated orderdate orderedat "
               "purchasedat processedat occurredat"},
    OtherNames{"at",
               "timestamp time date datetime ts eventtime createdat occurredat happenedat sentat clienttime"},
    OtherNames{"updated_at", "modified modifiedat datemodified lastmodified lastupdated changedat timestamp"},
    OtherNames{"type", "event eventtype eventname action name kind"},
    OtherNames{"title", "name productname itemname producttitle label posttitle"},
    OtherNames{"description", "bodyhtml body summary text longdescription shortdescription"},
    OtherNames{"price", "unitprice amount itemprice priceamount regularprice value cost sellingprice"},
    OtherNames{"currency", "currencycode pricecurrency currencyid"},
    OtherNames{"quantity", "qty count amount units pieces number"},
    OtherNames{"discount", "discountamount totaldiscount rebate"},
    OtherNames{"stock",
               "inventory inventoryquantity stockquantity quantity qty availablequantity stocklevel"},
    OtherNames{"categories", "category producttype productcategory collections tags taxonomy breadcrumb"},
    OtherNames{"brand", "vendor manufacturer make supplier"},
    OtherNames{"image", "imageurl imagelink picture pictureurl photo images thumbnail featuredimage"},
    OtherNames{"link", "url href permalink producturl productlink onlinestoreurl"},
    OtherNames{"group_id", "itemgroupid parentid parentsku masterid groupid"},
    OtherNames{"variant_id", "variationid variant variation"},
    OtherNames{"status", "state financialstatus orderstatus"},
    OtherNames{"query", "q searchterm search term keyword keywords"},
    OtherNames{"properties",
               "attributes customattributes metadata meta customfields extra fields metafields"},
    OtherNames{"hidden", "invisible disabled unpublished"},
    OtherNames{"limit", "n count size k num top perpage pagesize max maxresults numresults"},
    OtherNames{"filter", "filters where condition query"},
    OtherNames{"booster", "boost boosts score ranking sort"},
    OtherNames{"candidates", "productids itemids items products"},
    OtherNames{"exclude", "excluded excludeids blacklist not"},
    OtherNames{"basket", "cart items productids products"},
    OtherNames{"list", "type kind algorithm model recommender"},
    OtherNames{"scenario", "placement slot widget box"},
    OtherNames{"since", "cursor offset from after token"},
};

std::string folded(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c != '_' && c != '-') text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text;
}

bool has_word(std::string_view words, std::string_view word) {
  for (std::size_t begin = 0; begin < words.size();) {
    const std::size_t end = std::min(words.find(' ', begin), words.size());
    if (words.substr(begin, end - begin) == word) return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace

std::optional<std::string_view> likely_field(std::string_view name,
                                             const std::vector<std::string_view>& known) {
  const std::string word = folded(name);
  for (const std::string_view field : known) {
    if (folded(field) == word) return field;
  }
  for (const OtherNames& other : kOtherNames) {
    const auto field = std::find(known.begin(), known.end(), other.ours);
    if (field != known.end() && has_word(other.others, word)) return *field;
  }
  return nearest_name(name, known);
}

}  // namespace suggestd
