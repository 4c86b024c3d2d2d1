// Ranks over MPI: a library of its own, loaded by `--mpi`. Rank 0 looks for requests now and then instead of waiting
// inside MPI, which would keep a processor busy that has runs to make. Only one thread at a time calls MPI.
#include "tools/studies/sweep/ranks.hpp"

// The C interface is all that is needed; that of C++ would have to be linked besides.
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

#include <chrono>
#include <mutex>
#include <thread>

namespace kith::sweep {
namespace {

constexpr int request_tag = 1;
constexpr int answer_tag = 2;
constexpr std::int64_t asks = 1;
constexpr std::int64_t leaves = 2;
constexpr std::int64_t nothing = -1;
constexpr std::chrono::microseconds between_looks{200};

class MpiRanks final : public Ranks {
 public:
  MpiRanks() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
    MPI_Comm local;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &local);
    MPI_Comm_size(local, &local_size_);
    MPI_Comm_free(&local);
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  int ranks_on_this_machine() const override { return local_size_; }

  bool agree(bool good) override {
    int said = good ? 1 : 0;
    MPI_Bcast(&said, 1, MPI_INT, 0, MPI_COMM_WORLD);
    return said != 0;
  }

  std::vector<double> share(std::vector<double> numbers) override {
    auto count = static_cast<std::int64_t>(numbers.size());
    MPI_Bcast(&count, 1, MPI_INT64_T, 0, MPI_COMM_WORLD);
    numbers.resize(static_cast<std::size_t>(count));
    MPI_Bcast(numbers.data(), static_cast<int>(count), MPI_DOUBLE, 0, MPI_COMM_WORLD);
    return numbers;
  }

  void hand_out(const std::function<std::optional<std::int64_t>()>& next,
                const std::function<bool()>& own_work_done) override {
    for (int left = size_ - 1; left > 0 || !own_work_done();) {
      int waiting = 0;
      MPI_Status status;
      MPI_Iprobe(MPI_ANY_SOURCE, request_tag, MPI_COMM_WORLD, &waiting, &status);
      if (!waiting) {
        std::this_thread::sleep_for(between_looks);
        continue;
      }
      std::int64_t request = 0;
      MPI_Recv(&request, 1, MPI_INT64_T, status.MPI_SOURCE, request_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      if (request == leaves) {
        --left;
        continue;
      }
      const std::int64_t answer = next().value_or(nothing);
      MPI_Send(&answer, 1, MPI_INT64_T, status.MPI_SOURCE, answer_tag, MPI_COMM_WORLD);
    }
  }

  std::optional<std::int64_t> ask() override {
    const std::scoped_lock lock(mutex_);
    MPI_Send(&asks, 1, MPI_INT64_T, 0, request_tag, MPI_COMM_WORLD);
    std::int64_t answer = nothing;
    int there = 0;
    while (!there) {
      MPI_Iprobe(0, answer_tag, MPI_COMM_WORLD, &there, MPI_STATUS_IGNORE);
      if (!there) std::this_thread::sleep_for(between_looks);
    }
    MPI_Recv(&answer, 1, MPI_INT64_T, 0, answer_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return answer == nothing ? std::nullopt : std::optional(answer);
  }

  void leave() override {
    const std::scoped_lock lock(mutex_);
    MPI_Send(&leaves, 1, MPI_INT64_T, 0, request_tag, MPI_COMM_WORLD);
  }

  void finish() override { MPI_Finalize(); }

 private:
  int rank_ = 0;
  int size_ = 1;
  int local_size_ = 1;
  std::mutex mutex_;
};

}  // namespace
}  // namespace kith::sweep

extern "C" kith::sweep::Ranks* kith_open_ranks() {
  static kith::sweep::MpiRanks ranks;
  return &ranks;
}
