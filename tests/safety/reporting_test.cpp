// What police hear of and what happens are two things: easier reporting fills the records while nothing more happens.
#include "tests/safety/small_world.hpp"

#include <gtest/gtest.h>

namespace kith::safety {
namespace {

double of_hate_crime(const ReplicateResult& result, Tally tally) {
  const TextList types = offence_type_names();
  const auto type = static_cast<std::size_t>(std::find(types.begin(), types.end(), "hate_crime") - types.begin());
  const Counts& values = test::counts(result, tally);
  double sum = 0;
  for (std::size_t i = type; i < values.size(); i += types.size()) sum += values[i];
  return sum;
}

TEST(Reporting, CentresRaiseWhatIsRecordedAndNotWhatHappens) {
  const auto without = test::small_scene(test::services_off());
  const auto with = test::small_scene(
      test::operator+(test::services_off(), {{"services.hate_crime_reporting_centres.active", "true"},
                                             {"services.hate_crime_reporting_centres.places", "1000"},
                                             {"services.hate_crime_reporting_centres.effect", "1.8"}}));
  double recorded_before = 0, recorded = 0, happened_before = 0, happened = 0;
  for (std::uint64_t replicate = 0; replicate < 3; ++replicate) {
    const ReplicateResult base = test::run(*without, replicate), changed = test::run(*with, replicate);
    recorded_before += of_hate_crime(base, Tally::recorded_offences);
    recorded += of_hate_crime(changed, Tally::recorded_offences);
    happened_before += of_hate_crime(base, Tally::offences);
    happened += of_hate_crime(changed, Tally::offences);
  }
  EXPECT_GT(recorded, recorded_before * 1.3);
  EXPECT_NEAR(happened / happened_before, 1, 0.02);
}

}  // namespace
}  // namespace kith::safety
