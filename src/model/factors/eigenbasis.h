// The basis in which a Gram matrix is diagonal.
//
// G = Q diag(e) Q', Q orthonormal. Turning all vectors of both sides by Q changes no inner product.
//
// Threads  pure.
#pragma once

#include <cstddef>
#include <vector>

#include "model/factors/factors.h"
#include "model/factors/gram.h"

namespace suggestd::model {

struct Eigenbasis {
  std::vector<double> eigenvalues;  // descending, none below zero
  AlignedVector<float> rotation;    // Q: dim x padded(dim), row-major
};

Eigenbasis eigenbasis_of(const GramMatrix& gram);

// Each row y becomes Q'y, its coordinates in the basis. The same for any number of threads.
void rotate_rows(FactorMatrix& rows, const Eigenbasis& basis, std::size_t threads);

}  // namespace suggestd::model
