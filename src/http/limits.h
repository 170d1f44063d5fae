// The limits of this layer: see base/limit.h.
#pragma once

#include <array>
#include <vector>

#include "base/limit.h"
#include "http/wire/limits.h"

namespace suggestd::limits {

inline constexpr Limit kLists{"request.lists", 20, "lists", "one `POST /v1/recommendations`",
                              "400 at /lists"};
inline constexpr Limit kCandidates{"request.candidates", 10'000, "products",
                                   "`candidates` or `exclude` of one list", "400 that names the field"};
inline constexpr Limit kBasket{"request.basket", 1000, "products", "`basket` of one list", "400 at /basket"};
inline constexpr Limit kBasketWeight{"request.basket_weight", 1'000'000, "purchases",
                                     "`weight` of one product of the basket, in both directions",
                                     "400 that names the field"};
inline constexpr Limit kIdempotencyKeyBytes{"idempotency_key.bytes", 255, "bytes",
                                            "the header Idempotency-Key", "400"};
inline constexpr Limit kKeyNameBytes{"keys.name_bytes", 200, "bytes", "the name of a key or of a person",
                                     "400 at /name"};

inline constexpr Limit kCollectBytes{"collect.bytes", 64 * 1024, "bytes", "the body of `POST /v1/collect`",
                                     "413"};

inline constexpr Limit kImportRejects{"import.rejects", 1000, "rejects",
                                      "told one by one in the answer of `POST /v1/imports`",
                                      "it is counted with the others"};

// Every limit of the program, for the page and its test.
std::vector<const Limit*> all_limits();

inline constexpr std::array kOfHttp{
    &kLists,        &kCandidates,    &kBasket,    &kBasketWeight, &kIdempotencyKeyBytes, &kKeyNameBytes,
    &kCollectBytes, &kImportRejects, &kHeadBytes, &kHeadFields,   &kTargetBytes,         &kChunkExtraBytes};

}  // namespace suggestd::limits
