#include "results/sha256.hpp"

#include "results/results.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <span>

namespace kith::results {

struct Sha256::Context {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> evp{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

namespace {

/// Hands `values` on as little-endian words, some thousands at a time.
template <class Word, class T, class Encode, class Take>
void in_blocks(const std::vector<T>& values, Encode encode, Take take) {
  std::array<unsigned char, 4096 * sizeof(Word)> bytes;
  for (std::size_t first = 0; first < values.size(); first += 4096) {
    std::size_t size = 0;
    for (const T value : std::span(values).subspan(first, std::min<std::size_t>(4096, values.size() - first))) {
      const Word word = encode(value);
      for (std::size_t i = 0; i < sizeof(Word); ++i) bytes[size++] = static_cast<unsigned char>(word >> (8 * i));
    }
    take(bytes.data(), size);
  }
}

}  // namespace

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  if (!context_->evp || EVP_DigestInit_ex(context_->evp.get(), EVP_sha256(), nullptr) != 1)
    throw ResultsError("the digest cannot be computed: OpenSSL offers no SHA-256");
}

Sha256::Sha256(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::raw(const void* data, std::size_t size) { EVP_DigestUpdate(context_->evp.get(), data, size); }

void Sha256::number(std::uint64_t value) {
  std::array<unsigned char, 8> word;
  for (std::size_t i = 0; i < word.size(); ++i) word[i] = static_cast<unsigned char>(value >> (8 * i));
  raw(word.data(), word.size());
}

void Sha256::text(std::string_view value) {
  number(value.size());
  raw(value.data(), value.size());
}

void Sha256::bytes(std::string_view bytes) { raw(bytes.data(), bytes.size()); }

void Sha256::values(const Counts& values) {
  if constexpr (std::endian::native == std::endian::little)
    raw(values.data(), values.size() * sizeof(values[0]));
  else
    in_blocks<std::uint32_t>(
        values, [](std::int32_t value) { return static_cast<std::uint32_t>(value); },
        [&](const void* data, std::size_t size) { raw(data, size); });
}

void Sha256::values(const Reals& values) {
  constexpr std::uint64_t quiet_nan = 0x7ff8000000000000u;
  in_blocks<std::uint64_t>(
      values, [](double value) { return std::isnan(value) ? quiet_nan : std::bit_cast<std::uint64_t>(value); },
      [&](const void* data, std::size_t size) { raw(data, size); });
}

std::string Sha256::hex() {
  std::array<unsigned char, 32> digest;
  EVP_DigestFinal_ex(context_->evp.get(), digest.data(), nullptr);
  std::string text;
  for (const unsigned char byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.bytes(bytes);
  return hash.hex();
}

}  // namespace kith::results
