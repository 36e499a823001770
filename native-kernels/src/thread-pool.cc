#include "thread-pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#if defined(__linux__)
#include <sched.h>
#elif defined(__APPLE__)
#include <sys/sysctl.h>
#endif

namespace lerf {
namespace {

/** Hardware threads of one core share its arithmetic: a second one only takes cache from the first. */
int physicalCores() {
  int logical = std::max(1u, std::thread::hardware_concurrency());
#if defined(__linux__)
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return logical;
  std::set<std::pair<int, int>> cores;
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &allowed)) continue;
    auto read = [cpu](const char* name) {
      char path[96];
      std::snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/topology/%s", cpu, name);
      int value = cpu;
      if (FILE* file = std::fopen(path, "r")) {
        if (std::fscanf(file, "%d", &value) != 1) value = cpu;
        std::fclose(file);
      }
      return value;
    };
    cores.emplace(read("physical_package_id"), read("core_id"));
  }
  return std::max<int>(1, static_cast<int>(cores.size()));
#elif defined(__APPLE__)
  int cores = 0;
  size_t size = sizeof cores;
  return sysctlbyname("hw.physicalcpu", &cores, &size, nullptr, 0) == 0 ? std::max(1, cores) : logical;
#else
  return logical;
#endif
}

class Pool {
 public:
  Pool() : workers_(physicalCores() - 1) {
    for (int i = 0; i < workers_; i++) std::thread([this] { work(); }).detach();
  }

  int threads() const { return workers_ + 1; }

  void run(int count, Task task, void* context) {
    std::unique_lock<std::mutex> busy(busy_, std::try_to_lock);
    if (!busy.owns_lock() || workers_ == 0 || count <= 1) {
      for (int i = 0; i < count; i++) task(context, i);
      return;
    }
    {
      std::lock_guard<std::mutex> lock(mutex_);
      task_ = task;
      context_ = context;
      count_ = count;
      next_.store(0, std::memory_order_relaxed);
      open_ = std::min(workers_, count - 1);
      active_.store(0, std::memory_order_relaxed);
      round_.fetch_add(1, std::memory_order_release);
    }
    if (sleeping_.load() > 0) wake_.notify_all();
    takeTasks();
    {
      // Whoever has not begun by now need not; whoever has is waited for.
      std::lock_guard<std::mutex> lock(mutex_);
      open_ = 0;
    }
    for (int spins = 0; active_.load(std::memory_order_acquire) > 0; spins++) {
      if (spins > 1000) std::this_thread::yield();
    }
  }

 private:
  void takeTasks() {
    for (int i; (i = next_.fetch_add(1, std::memory_order_relaxed)) < count_;) task_(context_, i);
  }

  /** A little while awake, since the next kernel often follows at once; then asleep, out of others' way. */
  void work() {
    unsigned seen = 0;
    for (;;) {
      const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(50);
      while (round_.load(std::memory_order_acquire) == seen && std::chrono::steady_clock::now() < until) {
      }
      {
        std::unique_lock<std::mutex> lock(mutex_);
        sleeping_++;
        wake_.wait(lock, [&] { return round_.load(std::memory_order_relaxed) != seen; });
        sleeping_--;
        seen = round_.load(std::memory_order_relaxed);
        if (open_ == 0) continue;
        open_--;
        active_.fetch_add(1, std::memory_order_relaxed);
      }
      takeTasks();
      active_.fetch_sub(1, std::memory_order_release);
    }
  }

  const int workers_;
  std::mutex busy_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<int> sleeping_{0};
  std::atomic<unsigned> round_{0};
  std::atomic<int> next_{0};
  std::atomic<int> active_{0};
  int open_ = 0;
  int count_ = 0;
  Task task_ = nullptr;
  void* context_ = nullptr;
};

/** Never destroyed: its threads sleep until the process ends, whichever thread that ends first. */
Pool& pool() {
  static Pool& only = *new Pool();
  return only;
}

}  // namespace

void runTasks(int count, Task task, void* context) { pool().run(count, task, context); }

int threadCount() { return pool().threads(); }

}  // namespace lerf
