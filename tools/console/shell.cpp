#include "tools/console/shell.hpp"

namespace kith::tools {

std::string shell_word(std::string_view word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+./,:@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) return std::string(word);
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

namespace {

std::filesystem::path without_slash(const std::filesystem::path& path) {
  std::string text = path.string();
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

}  // namespace

std::string shell_path(const std::filesystem::path& path) {
  const std::string text = without_slash(path).string();
  return shell_word(text.starts_with('-') ? "./" + text : text);
}

std::string with_option(const std::string& command, const std::string& option) {
  bool quoted = false;
  std::string word;
  for (std::size_t at = 0; at <= command.size(); ++at) {
    const char c = at < command.size() ? command[at] : ' ';
    if (c == '\'') quoted = !quoted;
    if (c != ' ' || quoted) {
      word += c;
      continue;
    }
    if (word == option) return command;
    if (word == "--") return command.substr(0, at - 2) + option + " " + command.substr(at - 2);
    word.clear();
  }
  return command + " " + option;
}

std::filesystem::path named_after(const std::filesystem::path& path, const std::string& ending) {
  std::filesystem::path plain = without_slash(path);
  std::error_code none;
  if (const auto name = plain.filename(); name == "." || name == ".." || name.empty())
    plain = without_slash(std::filesystem::weakly_canonical(plain, none));
  return plain.string() + ending;
}

}  // namespace kith::tools
