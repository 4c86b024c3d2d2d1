#include "models/population/evidence.hpp"

#include <string>

namespace kith::population {

const std::vector<Setting>& numbers() {
  static const std::vector<Setting> all = [] {
    std::vector<Problem> problems;
    std::vector<Setting> read;
    read_evidence_files(kith_population_files(), {}, read, problems);
    if (!problems.empty()) throw InputError(problems);
    return read;
  }();
  return all;
}

PopulationParameters read_parameters(NumberReader& reader) {
  PopulationParameters parameters{};
  each_parameter(parameters,
                 [&](const char* name, double& value) { value = reader.number(std::string("population.") + name); });
  return parameters;
}

}  // namespace kith::population
