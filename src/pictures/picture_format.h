// Which kinds of pictures are passed on, told by their own first bytes: what the other side says of them is not believed.
//
// Taken    PNG, JPEG, GIF, WebP and AVIF: formats that browsers draw and that hold no script.
// Not      SVG, which does hold script, and anything else.
// Threads  pure.
#pragma once

#include <string_view>

namespace suggestd::pictures {

// "image/png"; "" for bytes that are none of these.
std::string_view picture_type(std::string_view bytes);

}  // namespace suggestd::pictures
