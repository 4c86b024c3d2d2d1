// SHA-256 over a canonical stream of bytes, the same on every machine: whole numbers and reals in little endian, every
// NaN as one quiet NaN, every text preceded by its length. FORMAT.md spells out which stream each digest is over.
#pragma once

#include "engine/measures/measures.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace kith::results {

/// One digest under way. Throws ResultsError if OpenSSL offers no SHA-256. Not for several threads at once.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  ~Sha256();
  void number(std::uint64_t value);
  void text(std::string_view value);  ///< its length as a number, then its bytes
  void values(const Counts& values);
  void values(const Reals& values);
  void bytes(std::string_view bytes);  ///< as they are
  std::string hex();                   ///< lower case; ends the digest

 private:
  struct Context;
  void raw(const void* data, std::size_t size);
  std::unique_ptr<Context> context_;
};

/// Of plain bytes, such as a file's.
std::string sha256(std::string_view bytes);

}  // namespace kith::results
