#pragma once

namespace lerf {

using Task = void (*)(void* context, int index);

/**
 * Calls task(context, i) for every i below count on all physical cores, and returns when all are done.
 * The calling thread works, too. While another thread is in here, the caller does its tasks alone.
 */
void runTasks(int count, Task task, void* context);

/** Threads that work at once, the caller's included. */
int threadCount();

}  // namespace lerf
