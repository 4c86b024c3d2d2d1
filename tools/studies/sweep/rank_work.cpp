#include "tools/studies/sweep/rank_work.hpp"

#include "engine/work/stop.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/interrupt.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <future>
#include <string>
#include <utility>

namespace kith::sweep {

void refuse_lonely_ranks(const Ranks& ranks) {
  const auto variable = [](const char* name) { return std::string(std::getenv(name) ? std::getenv(name) : ""); };
  const bool by_mpirun = !variable("OMPI_COMM_WORLD_SIZE").empty() || !variable("PMI_SIZE").empty();
  const std::string tasks = variable("SLURM_NTASKS");
  if (ranks.size() > 1 || by_mpirun || std::atoll(tasks.c_str()) < 2) return;
  throw tools::CommandLineError(
      fmt::format("--mpi: Slurm has {} tasks here, but MPI knows of this process alone, so each would make the whole "
                  "of it; start it with \"mpirun kith ...\" or \"srun --mpi=pmix kith ...\" (srun --mpi=list names "
                  "what there is), or leave --mpi out",
                  tasks));
}

WorkDone work_as_first_rank(Ranks& ranks, std::vector<std::int64_t> runs,
                            const std::function<WorkDone(const NextRun&)>& work) {
  const NextRun next = one_by_one(std::move(runs));
  const NextRun next_unless_stopped = [&]() { return tools::stop_requested() ? std::nullopt : next(); };
  auto own = std::async(std::launch::async, [&] { return work(next); });
  ranks.hand_out(next_unless_stopped,
                 [&] { return own.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
  return own.get();
}

void work_as_other_rank(Ranks& ranks, const SweepFile& sweep, const Plan& plan, ShardWriter& writer,
                        const WorkSettings& settings) {
  try {
    work(
        sweep, plan, writer, [&] { return ranks.ask(); }, settings);
  } catch (const Interrupted&) {
  }
  writer.flush();
  ranks.leave();
}

}  // namespace kith::sweep
