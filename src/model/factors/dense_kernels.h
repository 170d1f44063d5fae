// Small dense linear algebra in float, compiled for several instruction sets, chosen at run time.
//
// Shape    matrices are row-major; row strides are padded(n) floats (model/factors/factors.h) and data begin
//          at a cache line. Symmetric matrices are held as their upper triangle; values below the diagonal
//          inside the 16 x 16 diagonal blocks are scratch, those further down are not touched.
// Order    each function adds in one fixed order for a given instruction set: the same inputs give the
//          same bits, on whichever thread.
// Threads  no state.
#pragma once

#include <cstddef>

namespace suggestd::model {

// C += P' P, with P count x n and C n x n symmetric.
void add_gram(const float* p, std::size_t count, std::size_t n, float* c);

// out = A Q, with A and out rows x n and Q n x n (all of it).
void multiply(const float* a, std::size_t rows, const float* q, std::size_t n, float* out);

// A = U'U in place (Cholesky; Golub and Van Loan, Matrix Computations, 4th ed., section 4.2), with the
// reciprocals of U's diagonal in place of the diagonal. False, and A is spoiled, if a pivot is not
// positive. Requires: n is a multiple of kPad (pad with a unit diagonal).
bool factorize(float* a, std::size_t n);

// b = A^-1 b, with u from factorize.
void solve_factorized(const float* u, std::size_t n, float* b);

// y += a x, over n floats at any alignment.
void add_scaled(float a, const float* x, std::size_t n, float* y);

// out = a x, over n floats at any alignment.
void copy_scaled(float a, const float* x, std::size_t n, float* out);

// out[k][i] = scale[k] * p[i][k], for i < count and k < n; out has rows of padded(count) floats, their
// padding zero. Requires: p has padded(count) rows, those from `count` on zero; scale has padded(n)
// values and out that many rows.
void transpose_scaled(const float* p, std::size_t count, std::size_t n, const float* scale, float* out);

float dot(const float* x, const float* y, std::size_t n);

// C += sign x x' in double, C n x n symmetric with stride padded(n). Requires: x has padded(n) values.
void add_outer_product(double sign, const double* x, std::size_t n, double* c);

// The instruction set in use, for benchmarks to print: "AVX3".
const char* kernel_target();

}  // namespace suggestd::model
