// Arithmetic expressions over named values, as people write them in scenarios and catalogues: "age >= 18 && visits > 2"
// (muParser). What is wrong with one is told in plain words before anything is worked out.
#pragma once

#include "engine/settings/settings.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace kith {

/// The names an expression asks for, sorted, whatever they stand for.
struct ExpressionNames {
  TextList names;
  std::string problem;  ///< "": none; else what is wrong with its form, and `names` is empty
};
ExpressionNames names_in_expression(const std::string& text);

/// "" if `text` can be worked out from values of `names`, or is empty; else what is wrong with it, with the text, and
/// the name that may have been meant.
std::string expression_problem(const std::string& text, const TextList& names);

/// One expression, read once. Not shared between threads.
class Expression {
 public:
  /// Reads the values it is worked out from where they stand: `values` has one for each of `names` and must neither
  /// move nor end before this. `text` is sound by expression_problem, and not empty; else throws std::invalid_argument.
  Expression(const std::string& text, const TextList& names, std::vector<double>& values);
  ~Expression();
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;

  /// From the values as they are now. May be infinite or not a number, as where 0 is divided by 0.
  double value() const;
  /// Numbers of the names it asks for, ascending.
  const std::vector<std::size_t>& asked() const { return asked_; }

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::vector<std::size_t> asked_;
};

}  // namespace kith
