// The processes of one MPI run, as the rest of the program sees them. MPI itself is loaded only when asked for (see
// mpi/), so that the program starts as fast without it and runs where there is none.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace kith::sweep {

/// Rank 0 hands out work; all ranks, it included, do it.
class Ranks {
 public:
  virtual ~Ranks() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;
  virtual int ranks_on_this_machine() const = 0;
  /// Collective: whether rank 0 says `good`.
  virtual bool agree(bool good) = 0;
  /// Collective: the numbers rank 0 gives; what others give is not looked at.
  virtual std::vector<double> share(std::vector<double> numbers) = 0;
  /// Rank 0: gives numbers from `next` to whoever asks until every other rank has left and `own_work_done()`.
  virtual void hand_out(const std::function<std::optional<std::int64_t>()>& next,
                        const std::function<bool()>& own_work_done) = 0;
  /// Other ranks: a number from rank 0, or nothing if there is none left. May be called by several threads at once.
  virtual std::optional<std::int64_t> ask() = 0;
  /// Other ranks: no more will be asked for. Once.
  virtual void leave() = 0;
  /// Collective: the end of MPI.
  virtual void finish() = 0;
};

/// The ranks this process belongs to. Throws CommandLineError if MPI is not built in or cannot be loaded.
Ranks& open_ranks();

}  // namespace kith::sweep
