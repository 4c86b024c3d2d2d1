#include "engine/expressions/expression.hpp"

#include "engine/expressions/expression_slips.hpp"
#include "engine/settings/problem.hpp"

#include <fmt/format.h>

#include <muParser.h>

#include <algorithm>
#include <stdexcept>

namespace kith {

struct Expression::Parser {
  mu::Parser of;
};

namespace {

void name_values(mu::Parser& parser, const TextList& names, std::vector<double>& values) {
  for (std::size_t i = 0; i < names.size(); ++i) parser.DefineVar(names[i], &values[i]);
}

std::string told_of(const std::string& text, const std::string& fault) {
  return fmt::format("{}: {}", in_quotes(text), fault);
}

}  // namespace

ExpressionNames names_in_expression(const std::string& text) {
  if (text.empty()) return {};
  if (const std::string slip = expression_slip(text); !slip.empty()) return {{}, told_of(text, slip)};
  try {
    mu::Parser parser;
    parser.SetExpr(text);
    ExpressionNames found;
    for (const auto& [name, value] : parser.GetUsedVar()) found.names.push_back(name);
    return found;
  } catch (const mu::Parser::exception_type& error) {
    return {{}, told_of(text, error.GetMsg())};
  }
}

std::string expression_problem(const std::string& text, const TextList& names) {
  if (text.empty()) return "";
  if (const std::string slip = expression_slip(text); !slip.empty()) return told_of(text, slip);
  try {
    mu::Parser parser;
    std::vector<double> values(names.size());
    name_values(parser, names, values);
    parser.SetExpr(text);
    parser.Eval();
    return "";
  } catch (const mu::Parser::exception_type& error) {
    const std::string near = nearest_name(error.GetToken(), names);
    return told_of(text, error.GetMsg() + (near.empty() ? "" : fmt::format("; did you mean {}?", in_quotes(near))));
  }
}

Expression::Expression(const std::string& text, const TextList& names, std::vector<double>& values)
    : parser_(std::make_unique<Parser>()) {
  try {
    name_values(parser_->of, names, values);
    parser_->of.SetExpr(text);
    for (const auto& [name, value] : parser_->of.GetUsedVar()) {
      const auto at = std::ranges::find(names, name);
      if (at == names.end()) throw std::invalid_argument(told_of(text, "asks for " + name));
      asked_.push_back(static_cast<std::size_t>(at - names.begin()));
    }
    parser_->of.Eval();
  } catch (const mu::Parser::exception_type& error) {
    throw std::invalid_argument(told_of(text, error.GetMsg()));
  }
  std::ranges::sort(asked_);
}

Expression::~Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;

double Expression::value() const { return parser_->of.Eval(); }

}  // namespace kith
