// Small scenarios of every model give what they gave: the digest and the headlines of each, to the last digit, at one
// and at two threads. tests/golden/*.txt hold what is expected; only `scripts/golden --accept` changes them.
#include "tests/tools/program.hpp"

#include <nlohmann/json.hpp>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

const fs::path home = fs::path(KITH_SOURCE_DIR) / "tests/golden";

std::string scenario(const std::string& name) { return (home / "scenarios" / (name + ".toml")).string(); }

std::string line(const std::string& name, const Json& value) {
  return name + " " + (value.is_string() ? value.get<std::string>() : value.dump()) + "\n";
}

class Golden : public Program {
 protected:
  /// What the program printed as JSON; empty if it failed.
  Json json_of(std::vector<std::string> arguments, const std::string& threads) const {
    arguments.insert(arguments.end(), {"--threads", threads, "--json", "--quiet", "--force"});
    const Finished finished = kith(std::move(arguments));
    EXPECT_EQ(finished.code, 0) << finished.err;
    return finished.code == 0 ? Json::parse(finished.out) : Json::object();
  }

  std::string run(const std::string& name, const std::string& threads) const {
    const Json json = json_of({"run", scenario(name), "-o", "out.h5"}, threads);
    std::string text = line("digest", json.at("digest"));
    for (const Json& row : json.at("headlines")) text += line(row.at("name"), row.at("mean"));
    return text;
  }

  std::string compare(const std::string& base, const std::string& other, const std::string& threads) const {
    const Json json = json_of({"compare", scenario(base), scenario(other), "--chance-only", "-o", "out.h5"}, threads);
    std::string text = line("digest", json.at("digest"));
    for (const Json& row : json.at("alternatives").at(0).at("headlines"))
      text += line(row.at("name"), Json{row.at("base"), row.at("difference")});
    return text;
  }

  std::string sweep(const std::string& name, const std::string& threads) const {
    fs::remove_all(folder() / "sweep");
    const Finished made = kith({"sweep", "run", scenario(name), "-o", "sweep", "--threads", threads, "--quiet"});
    EXPECT_EQ(made.code, 0) << made.err;
    const Finished merged = kith({"sweep", "merge", "sweep", "-o", "out.h5", "--json", "--force"});
    EXPECT_EQ(merged.code, 0) << merged.err;
    const Json json = merged.code == 0 ? Json::parse(merged.out) : Json::object();
    return line("digest", json.at("digest")) + line("done", json.at("done"));
  }

  /// Holds what `of` says, at one thread and at two, against the file of this name.
  template <class Of>
  static void hold(const std::string& name, Of&& of) {
    const std::string text = of("1");
    EXPECT_EQ(of("2"), text) << "two threads differ from one";
    const fs::path file = home / (name + ".txt");
    if (std::getenv("KITH_ACCEPT_GOLDEN") != nullptr) write_text(file, text);
    EXPECT_EQ(text, read_text(file)) << "If the change is meant: scripts/golden --accept, and say why in the commit.";
  }
};

TEST_F(Golden, Contagion) {
  hold("contagion", [&](const std::string& threads) { return run("contagion", threads); });
}

TEST_F(Golden, TwoWards) {
  hold("two-wards", [&](const std::string& threads) { return run("two-wards", threads); });
}

TEST_F(Golden, WholePartnership) {
  hold("whole-partnership", [&](const std::string& threads) { return run("whole-partnership", threads); });
}

TEST_F(Golden, OwnPlaceAndCatalogue) {
  hold("own-place-and-catalogue", [&](const std::string& threads) { return run("own-place-and-catalogue", threads); });
}

TEST_F(Golden, ComparisonWithTwinRecord) {
  hold("comparison", [&](const std::string& threads) { return compare("two-wards", "whole-partnership", threads); });
}

TEST_F(Golden, Sweep) {
  hold("sweep", [&](const std::string& threads) { return sweep("sweep", threads); });
}

}  // namespace
}  // namespace kith::tools
