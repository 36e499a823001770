/**
 * Small fully connected networks. A task takes some columns through all layers in tiles that stay in the
 * first cache, and its gradient computes the hidden values again rather than read them from memory.
 */

constexpr int kTile = 64;
/** Tasks do not depend on the number of cores, and neither does the order in which they are summed. */
constexpr std::size_t kTasks = 16;

/** Rows of A times columns of B, added to C: kept in registers while going along K. */
template <int Rows, int Vectors>
inline void multiplyBlock(int depth, const float* a, std::ptrdiff_t aRow, std::ptrdiff_t aStep, const float* b,
                          std::ptrdiff_t bRow, float* c, std::ptrdiff_t cRow) {
  Floats sum[Rows][Vectors];
  for (int row = 0; row < Rows; row++)
    for (int v = 0; v < Vectors; v++) sum[row][v] = load<Floats>(c + row * cRow + v * LANES);
  for (int k = 0; k < depth; k++) {
    Floats right[Vectors];
    for (int v = 0; v < Vectors; v++) right[v] = load<Floats>(b + k * bRow + v * LANES);
    for (int row = 0; row < Rows; row++) {
      const float left = a[row * aRow + k * aStep];
      for (int v = 0; v < Vectors; v++) sum[row][v] += left * right[v];
    }
  }
  for (int row = 0; row < Rows; row++)
    for (int v = 0; v < Vectors; v++) store(c + row * cRow + v * LANES, sum[row][v]);
}

template <int Vectors>
inline void multiplyRows(int rows, int depth, const float* a, std::ptrdiff_t aRow, std::ptrdiff_t aStep,
                         const float* b, std::ptrdiff_t bRow, float* c, std::ptrdiff_t cRow) {
  for (; rows >= 6; rows -= 6, a += 6 * aRow, c += 6 * cRow)
    multiplyBlock<6, Vectors>(depth, a, aRow, aStep, b, bRow, c, cRow);
  switch (rows) {
    case 5: return multiplyBlock<5, Vectors>(depth, a, aRow, aStep, b, bRow, c, cRow);
    case 4: return multiplyBlock<4, Vectors>(depth, a, aRow, aStep, b, bRow, c, cRow);
    case 3: return multiplyBlock<3, Vectors>(depth, a, aRow, aStep, b, bRow, c, cRow);
    case 2: return multiplyBlock<2, Vectors>(depth, a, aRow, aStep, b, bRow, c, cRow);
    case 1: return multiplyBlock<1, Vectors>(depth, a, aRow, aStep, b, bRow, c, cRow);
  }
}

/** C [rows, columns] += A [rows, depth] · B [depth, columns]; A by any strides, columns in whole vectors. */
inline void multiplyAdd(int rows, int columns, int depth, const float* a, std::ptrdiff_t aRow, std::ptrdiff_t aStep,
                        const float* b, std::ptrdiff_t bRow, float* c, std::ptrdiff_t cRow) {
  int column = 0;
  for (; column + 2 * LANES <= columns; column += 2 * LANES)
    multiplyRows<2>(rows, depth, a, aRow, aStep, b + column, bRow, c + column, cRow);
  if (column < columns) multiplyRows<1>(rows, depth, a, aRow, aStep, b + column, bRow, c + column, cRow);
}

constexpr int wholeVectors(int size) { return (size + LANES - 1) / LANES * LANES; }

/** Columns of a network's input: `repeats` times `period`, a tile never crossing from one to the next. */
struct Columns {
  std::size_t period, repeats, perTask;
  int tasks;

  explicit Columns(const Mlp& net) {
    period = net.period > 1 ? net.period : net.columns;
    repeats = net.columns / period;
    const std::size_t tiles = (period + kTile - 1) / kTile;
    perTask = (tiles + kTasks - 1) / kTasks * kTile;
    tasks = static_cast<int>((period + perTask - 1) / perTask);
  }

  /** Calls f(first column of a tile, its place within the period, its size). */
  template <typename F>
  void forEachTile(int task, const F& f) const {
    const std::size_t first = task * perTask;
    const std::size_t end = first + perTask < period ? first + perTask : period;
    for (std::size_t repeat = 0; repeat < repeats; repeat++) {
      for (std::size_t at = first; at < end; at += kTile) {
        f(repeat * period + at, at, static_cast<int>(at + kTile < end ? kTile : end - at));
      }
    }
  }
};

inline void loadTile(float* tile, const float* from, int rows, std::size_t columns, std::size_t begin, int size) {
  for (int row = 0; row < rows; row++) {
    std::memcpy(tile + row * kTile, from + row * columns + begin, size * sizeof(float));
    if (size < kTile) std::memset(tile + row * kTile + size, 0, (kTile - size) * sizeof(float));
  }
}

inline void storeTile(float* to, const float* tile, int rows, std::size_t columns, std::size_t begin, int size) {
  for (int row = 0; row < rows; row++) {
    std::memcpy(to + row * columns + begin, tile + row * kTile, size * sizeof(float));
  }
}

inline void applyLayer(const Mlp& net, int layer, std::size_t place, int size, const float* input, float* output) {
  const int rows = net.sizes[layer + 1];
  const int depth = net.sizes[layer];
  const bool repeats = layer == 0 && net.period > 1;
  for (int row = 0; row < rows; row++) {
    float* out = output + row * kTile;
    if (repeats) {
      std::memcpy(out, net.biases[layer] + row * net.period + place, size * sizeof(float));
      for (int i = size; i < kTile; i++) out[i] = 0;
    } else {
      const float bias = net.biases[layer][row];
      for (int i = 0; i < kTile; i++) out[i] = bias;
    }
  }
  multiplyAdd(rows, kTile, depth, net.weights[layer], depth, 1, input, kTile, output, kTile);
}

inline void rectify(float* tile, int rows) {
  for (int i = 0; i < rows * kTile; i++) tile[i] = tile[i] > 0 ? tile[i] : 0;
}

void mlp(const Mlp& net, const float* input, float* output) {
  const Columns columns(net);
  std::size_t widest = 0;
  for (int i = 0; i <= net.layers; i++) widest = static_cast<std::size_t>(net.sizes[i]) > widest ? net.sizes[i] : widest;
  forEach(columns.tasks, [&](int task) {
    float* here = scratch<0>(2 * widest * kTile);
    float* there = here + widest * kTile;
    columns.forEachTile(task, [&](std::size_t begin, std::size_t place, int size) {
      float* values = here;
      float* next = there;
      loadTile(values, input, net.sizes[0], net.columns, begin, size);
      for (int layer = 0; layer < net.layers; layer++) {
        applyLayer(net, layer, place, size, values, next);
        if (layer + 1 < net.layers) rectify(next, net.sizes[layer + 1]);
        float* previous = values;
        values = next;
        next = previous;
      }
      storeTile(output, values, net.sizes[net.layers], net.columns, begin, size);
    });
  });
}

/** [rows, kTile] to [kTile, stride], in squares that fit a few cache lines. */
inline void transposeTile(const float* tile, int rows, float* transposed, int stride) {
  for (int row = 0; row < rows; row += 8) {
    const int end = row + 8 < rows ? row + 8 : rows;
    for (int column = 0; column < kTile; column++) {
      float* to = transposed + column * stride;
      for (int r = row; r < end; r++) to[r] = tile[r * kTile + column];
    }
  }
}

void mlpGradient(const Mlp& net, const float* input, const float* gradient, const MlpGradients& wanted) {
  const Columns columns(net);
  // Each task sums weights' and biases' gradients of its own; these are added up at the end, in order.
  std::size_t sumSize = 0, valueSize = 0, widest = 0;
  for (int layer = 0; layer < net.layers; layer++) {
    sumSize += static_cast<std::size_t>(net.sizes[layer + 1]) * (wholeVectors(net.sizes[layer]) + 1);
  }
  sumSize = (sumSize + 15) & ~static_cast<std::size_t>(15);
  for (int i = 0; i <= net.layers; i++) {
    const std::size_t size = wholeVectors(net.sizes[i]);
    if (i < net.layers) valueSize += size * kTile;
    widest = size > widest ? size : widest;
  }
  float* sums = scratch<1>(sumSize * columns.tasks);
  const bool repeats = net.period > 1;

  forEach(columns.tasks, [&](int task) {
    float* own = sums + task * sumSize;
    std::memset(own, 0, sumSize * sizeof(float));
    float* values = scratch<0>(valueSize + 3 * widest * kTile);
    float* above = values + valueSize;
    float* below = above + widest * kTile;
    float* transposed = below + widest * kTile;
    std::memset(transposed, 0, widest * kTile * sizeof(float));
    columns.forEachTile(task, [&](std::size_t begin, std::size_t place, int size) {
      float* inputs = values;
      loadTile(inputs, input, net.sizes[0], net.columns, begin, size);
      for (int layer = 0; layer + 1 < net.layers; layer++) {
        float* next = inputs + wholeVectors(net.sizes[layer]) * kTile;
        applyLayer(net, layer, place, size, inputs, next);
        rectify(next, net.sizes[layer + 1]);
        inputs = next;
      }
      float* upper = above;
      float* lower = below;
      loadTile(upper, gradient, net.sizes[net.layers], net.columns, begin, size);
      float* ownEnd = own;
      for (int layer = 0; layer < net.layers; layer++)
        ownEnd += static_cast<std::size_t>(net.sizes[layer + 1]) * (wholeVectors(net.sizes[layer]) + 1);
      for (int layer = net.layers - 1; layer >= 0; layer--) {
        const int rows = net.sizes[layer + 1];
        const int depth = net.sizes[layer];
        const int stride = wholeVectors(depth);
        float* biasSums = ownEnd - rows;
        float* weightSums = biasSums - static_cast<std::size_t>(rows) * stride;
        ownEnd = weightSums;

        // Lanes of `transposed` beyond `depth` hold what was there before; nobody reads their products.
        transposeTile(inputs, depth, transposed, stride);
        multiplyAdd(rows, stride, kTile, upper, kTile, 1, transposed, stride, weightSums, stride);
        for (int row = 0; row < rows; row++) {
          if (layer == 0 && repeats) {
            float* bias = wanted.biases[0];
            if (bias != nullptr) {
              bias += row * net.period + place;
              const bool isFirst = begin < net.period;
              for (int i = 0; i < size; i++) bias[i] = (isFirst ? 0 : bias[i]) + upper[row * kTile + i];
            }
          } else {
            Floats sum = Floats{};
            for (int i = 0; i < kTile; i += LANES) sum += load<Floats>(upper + row * kTile + i);
            for (int i = 0; i < LANES; i++) biasSums[row] += sum[i];
          }
        }

        if (layer == 0 && wanted.input == nullptr) break;
        std::memset(lower, 0, static_cast<std::size_t>(depth) * kTile * sizeof(float));
        multiplyAdd(depth, kTile, rows, net.weights[layer], 1, depth, upper, kTile, lower, kTile);
        if (layer > 0) {
          for (int i = 0; i < depth * kTile; i++) lower[i] = inputs[i] > 0 ? lower[i] : 0;
          inputs -= wholeVectors(net.sizes[layer - 1]) * kTile;
        } else {
          storeTile(wanted.input, lower, depth, net.columns, begin, size);
        }
        float* previous = upper;
        upper = lower;
        lower = previous;
      }
    });
  });

  const float* sum = sums;
  for (int layer = 0; layer < net.layers; layer++) {
    const int rows = net.sizes[layer + 1];
    const int depth = net.sizes[layer];
    const int stride = wholeVectors(depth);
    const float* biasSum = sum + static_cast<std::size_t>(rows) * stride;
    if (float* weights = wanted.weights[layer]) {
      forEach(rows, [&](int row) {
        for (int i = 0; i < depth; i++) {
          float total = 0;
          for (int task = 0; task < columns.tasks; task++) total += sum[task * sumSize + row * stride + i];
          weights[static_cast<std::size_t>(row) * depth + i] = total;
        }
      });
    }
    float* bias = wanted.biases[layer];
    if (bias != nullptr && !(layer == 0 && repeats)) {
      for (int row = 0; row < rows; row++) {
        float total = 0;
        for (int task = 0; task < columns.tasks; task++) total += biasSum[task * sumSize + row];
        bias[row] = total;
      }
    }
    sum += static_cast<std::size_t>(rows) * (stride + 1);
  }
}
