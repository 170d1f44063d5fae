// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/limit.h"

namespace suggestd::limits {

inline constexpr Limit kPictureBytes{"pictures.picture_bytes", std::uint64_t{4} << 20U, "bytes",
                                     "a product's picture that is passed on",
                                     "404; a reader of mail is led to the picture's own address"};

inline constexpr std::array kOfPictures{&kPictureBytes};

}  // namespace suggestd::limits
