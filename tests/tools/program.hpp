// Runs the kith program as a child in a folder of its own and looks at what it said, how it ended and what it left.
// Assumes POSIX.
#pragma once

#include <gtest/gtest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace kith::tools {

inline constexpr const char* program = KITH_PROGRAM;

inline std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write_text(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

struct Finished {
  int code = -1;  ///< exit code; -1 if a signal ended it
  int signal = 0;
  std::string out;
  std::string err;
};

/// A program under way.
class Child {
 public:
  /// `arguments` are the whole call, the program first; its output goes to files beside `folder`.
  Child(const std::vector<std::string>& arguments, const std::filesystem::path& folder)
      : out_(folder.string() + ".out"), err_(folder.string() + ".err") {
    id_ = ::fork();
    if (id_ == 0) become(arguments, folder);
  }

  void send(int signal) const { ::kill(id_, signal); }

  /// Waits until the program has a file of this name open; false after ten seconds.
  bool opens(const std::string& name) const {
    for (int tries = 0; tries < 100'000; ++tries) {
      std::error_code none;
      for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(id_) + "/fd", none))
        if (std::filesystem::read_symlink(entry.path(), none).filename() == name) return true;
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
    return false;
  }

  /// Waits until the program takes signals itself, or has ended: what is sent before that ends it as any program.
  void wait_until_it_takes_signals() const {
    const auto takes_them = [&] {
      const std::string status = read_text("/proc/" + std::to_string(id_) + "/status");
      const std::size_t at = status.find("SigCgt:");
      if (at == std::string::npos || status.find("State:\tZ") != std::string::npos) return true;
      constexpr std::uint64_t of_sigterm = std::uint64_t{1} << (SIGTERM - 1);
      return (std::stoull(status.substr(at + 8), nullptr, 16) & of_sigterm) != 0;
    };
    for (int tries = 0; tries < 100'000 && !takes_them(); ++tries)
      std::this_thread::sleep_for(std::chrono::microseconds(100));
  }

  /// Waits until standard error holds `text`; false after ten seconds.
  bool says(const std::string& text) const {
    for (int tries = 0; tries < 1000; ++tries) {
      if (read_text(err_).find(text) != std::string::npos) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  Finished finish() const {
    int status = 0;
    ::waitpid(id_, &status, 0);
    Finished finished;
    if (WIFEXITED(status)) finished.code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) finished.signal = WTERMSIG(status);
    finished.out = read_text(out_);
    finished.err = read_text(err_);
    return finished;
  }

 private:
  [[noreturn]] void become(const std::vector<std::string>& arguments, const std::filesystem::path& folder) const {
    ::signal(SIGINT, SIG_DFL);  // a test started in the background would pass on that it is ignored
    const int out = ::open(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int err = ::open(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const bool ready =
        ::dup2(out, STDOUT_FILENO) >= 0 && ::dup2(err, STDERR_FILENO) >= 0 && ::chdir(folder.c_str()) == 0;
    std::vector<char*> words;
    for (const std::string& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::alarm(300);  // ends a program that hangs
    if (ready) ::execvp(words.front(), words.data());
    ::_exit(127);
  }

  std::string out_;
  std::string err_;
  pid_t id_ = -1;
};

/// A test with an empty folder of its own to run the program in.
class Program : public testing::Test {
 protected:
  Program() {
    std::string name = (std::filesystem::temp_directory_path() / "kith-tools-XXXXXX").string();
    root_ = ::mkdtemp(name.data());
    folder_ = root_ / "here";
    std::filesystem::create_directory(folder_);
  }
  ~Program() override {
    std::error_code none;
    std::filesystem::remove_all(root_, none);
  }

  const std::filesystem::path& folder() const { return folder_; }

  Child start(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), program);
    return {arguments, folder_};
  }
  Finished kith(std::vector<std::string> arguments) const { return start(std::move(arguments)).finish(); }
  Finished shell(const std::string& command) const {
    return Child({"sh", "-c", command, "sh", program}, folder_).finish();
  }

  void write(const std::string& name, const std::string& text) const { write_text(folder_ / name, text); }
  std::string text_of(const std::string& name) const { return read_text(folder_ / name); }

  /// Waits until the folder has a file of this name; false after ten seconds.
  bool appears(const std::string& name) const {
    for (int tries = 0; tries < 1000 && !std::filesystem::exists(folder_ / name); ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return std::filesystem::exists(folder_ / name);
  }

  /// Names in the folder, sorted.
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  std::filesystem::path root_;
  std::filesystem::path folder_;
};

/// A scenario that runs in a moment; `more` is added at its end.
inline std::string small_scenario(const std::string& more = "") {
  return "model = \"contagion\"\n"
         "[scenario]\n"
         "name = \"A small town\"\n"
         "question = \"Does it spread?\"\n"
         "[run]\n"
         "start = 2020-01-06\n"
         "end = 2020-12-27\n"
         "replicates = 4\n"
         "seed = 7\n"
         "[contagion]\n"
         "people = 300\n" +
         more;
}

}  // namespace kith::tools
