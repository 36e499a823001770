/**
 * Small fully connected networks. A task takes some points (columns of the input) through all layers in
 * tiles that stay in the second cache; the gradient computes hidden values again rather than read them from
 * memory. Within a tile, as in memory, the points of a feature lie side by side: no feature is padded, and a
 * weight is read once for several vectors of points. Only for the gradients of the weights, where the points
 * are what is summed over, what went into a layer is transposed.
 */

constexpr int kTile = 64;
/** Tasks do not depend on the number of cores, and neither does the order in which they are summed. */
constexpr std::size_t kTasks = 16;

/** Rows of numbers, `stride` from one to the next. */
template <typename T>
struct Rows {
  T* numbers;
  std::ptrdiff_t stride;

  T* at(int row, std::ptrdiff_t column = 0) const { return numbers + row * stride + column; }
};

/**
 * A · B for `Count` rows and a few vectors, kept in registers while going along the depth.
 * begin(row, column) is what the products are added to, end(row, column, sum) takes the result.
 */
template <int Count, int Vectors, typename Begin, typename End>
inline void multiplyBlock(int row, std::ptrdiff_t column, int depth, Rows<const float> a, Rows<const float> b,
                          const Begin& begin, const End& end) {
  Floats sum[Count][Vectors];
  LERF_UNROLL
  for (int r = 0; r < Count; r++) {
    LERF_UNROLL
    for (int v = 0; v < Vectors; v++) sum[r][v] = begin(row + r, column + v * LANES);
  }
  const float* left = a.at(row);
  const float* right = b.at(0, column);
  const std::ptrdiff_t leftStride = a.stride, rightStride = b.stride;
  LERF_UNROLL_FOUR
  for (int k = 0; k < depth; k++) {
    Floats vectors[Vectors];
    LERF_UNROLL
    for (int v = 0; v < Vectors; v++) vectors[v] = load<Floats>(right + v * LANES);
    LERF_UNROLL
    for (int r = 0; r < Count; r++) {
      const float number = left[r * leftStride];
      LERF_UNROLL
      for (int v = 0; v < Vectors; v++) sum[r][v] += number * vectors[v];
    }
    left++;
    right += rightStride;
  }
  LERF_UNROLL
  for (int r = 0; r < Count; r++) {
    LERF_UNROLL
    for (int v = 0; v < Vectors; v++) end(row + r, column + v * LANES, sum[r][v]);
  }
}

template <int Vectors, typename Begin, typename End>
inline void multiplyPanel(int rows, std::ptrdiff_t column, int depth, Rows<const float> a, Rows<const float> b,
                          const Begin& begin, const End& end) {
  int row = 0;
  if constexpr (Vectors <= 2) {
    for (; row + 6 <= rows; row += 6) multiplyBlock<6, Vectors>(row, column, depth, a, b, begin, end);
    switch (rows - row) {
      case 5: return multiplyBlock<5, Vectors>(row, column, depth, a, b, begin, end);
      case 4: return multiplyBlock<4, Vectors>(row, column, depth, a, b, begin, end);
    }
  }
  switch (rows - row) {
    case 3: return multiplyBlock<3, Vectors>(row, column, depth, a, b, begin, end);
    case 2: return multiplyBlock<2, Vectors>(row, column, depth, a, b, begin, end);
    case 1: return multiplyBlock<1, Vectors>(row, column, depth, a, b, begin, end);
  }
}

/** A [rows, depth] · B [depth, columns]; columns in whole vectors. */
template <typename Begin, typename End>
inline void multiply(int rows, std::ptrdiff_t columns, int depth, Rows<const float> a, Rows<const float> b,
                     const Begin& begin, const End& end) {
  std::ptrdiff_t column = 0;
  if (rows <= 3)
    for (; column + 4 * LANES <= columns; column += 4 * LANES) multiplyPanel<4>(rows, column, depth, a, b, begin, end);
  for (; column + 2 * LANES <= columns; column += 2 * LANES) multiplyPanel<2>(rows, column, depth, a, b, begin, end);
  if (column < columns) multiplyPanel<1>(rows, column, depth, a, b, begin, end);
}

constexpr std::size_t wholeVectors(std::size_t size) { return (size + LANES - 1) / LANES * LANES; }

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

  std::size_t first(int task) const { return task * perTask; }
  std::size_t end(int task) const { return first(task) + perTask < period ? first(task) + perTask : period; }

  /** Calls f(first column of a tile, which of the task's tiles of a period it is, its size). */
  template <typename F>
  void forEachTile(int task, const F& f) const {
    for (std::size_t repeat = 0; repeat < repeats; repeat++) {
      for (std::size_t at = first(task); at < end(task); at += kTile) {
        f(repeat * period + at, (at - first(task)) / kTile, at + kTile < end(task) ? kTile : end(task) - at);
      }
    }
  }
};

/** Some columns of rows of length `columns` as a tile [rows, kTile], with zeros up to whole vectors. */
inline void readTile(float* tile, const float* from, int rows, std::size_t columns, std::size_t begin,
                     std::size_t size) {
  for (int row = 0; row < rows; row++) {
    float* to = tile + row * kTile;
    std::memcpy(to, from + row * columns + begin, size * sizeof(float));
    for (std::size_t point = size; point < wholeVectors(size); point++) to[point] = 0;
  }
}

inline void writeTile(float* to, const float* tile, int rows, std::size_t columns, std::size_t begin,
                      std::size_t size) {
  for (int row = 0; row < rows; row++) {
    std::memcpy(to + row * columns + begin, tile + row * kTile, size * sizeof(float));
  }
}

/** A tile [rows, kTile] as [points, rows in whole vectors]. */
inline void transposeTile(float* to, const float* tile, int rows, std::size_t points) {
  const std::size_t stride = wholeVectors(rows);
  for (std::size_t row = 0; row < stride; row += LANES) {
    for (std::size_t point = 0; point < points; point += LANES) {
      Floats square[LANES];
      for (int i = 0; i < LANES; i++) {
        square[i] = row + i < static_cast<std::size_t>(rows) ? load<Floats>(tile + (row + i) * kTile + point) : Floats{};
      }
      transpose(square);
      for (int i = 0; i < LANES; i++) store(to + (point + i) * stride + row, square[i]);
    }
  }
}

/** One layer: how its parameters lie, and where its gradients do among a task's. */
struct NetworkLayer {
  int inputs, outputs;
  const float* weights;
  /** [inputs, outputs], to go back. */
  const float* transposed;
  /** Null where they repeat. */
  const float* bias;
  /** Sums of the weights' gradients are [outputs, inputStride], those of the biases' [outputs, LANES]. */
  std::size_t inputStride, weightSums, biasSums;
};

struct Network {
  std::vector<NetworkLayer> layers;
  int widest = 0;
  /** Of all layers' inputs, of all layers' sums. */
  std::size_t inputs = 0, sums = 0;

  explicit Network(const Mlp& net) {
    std::size_t weightCount = 0;
    for (int i = 0; i < net.layers; i++) weightCount += static_cast<std::size_t>(net.sizes[i]) * net.sizes[i + 1];
    float* transposed = scratch<1>(weightCount);
    for (int i = 0; i < net.layers; i++) {
      NetworkLayer layer{net.sizes[i], net.sizes[i + 1], net.weights[i], transposed, nullptr, 0, 0, 0};
      if (i > 0 || net.period == 1) layer.bias = net.biases[i];
      for (int row = 0; row < layer.outputs; row++) {
        for (int column = 0; column < layer.inputs; column++) {
          transposed[column * layer.outputs + row] = layer.weights[row * layer.inputs + column];
        }
      }
      transposed += layer.inputs * layer.outputs;
      layer.inputStride = wholeVectors(layer.inputs);
      layer.weightSums = sums;
      layer.biasSums = sums + layer.outputs * layer.inputStride;
      sums = layer.biasSums + layer.outputs * LANES;
      inputs += layer.inputs;
      for (int size : {layer.inputs, layer.outputs}) widest = size > widest ? size : widest;
      layers.push_back(layer);
    }
  }
};

/** First biases of a task's columns where they repeat, tile by tile; null where all columns have the same. */
inline const float* repeatedBiases(const Mlp& net, const Columns& columns, int task) {
  if (net.period == 1) return nullptr;
  float* biases = scratch<2>(columns.perTask * net.sizes[1]);
  float* tile = biases;
  for (std::size_t at = columns.first(task); at < columns.end(task); at += kTile) {
    const std::size_t rest = columns.end(task) - at;
    readTile(tile, net.biases[0], net.sizes[1], net.period, at, rest < kTile ? rest : kTile);
    tile += net.sizes[1] * kTile;
  }
  return biases;
}

/** @param biases a tile of them, or null: the layer's own */
template <bool IsRectified>
inline void applyLayer(const NetworkLayer& layer, const float* biases, std::size_t points, const float* input,
                       float* output) {
  const auto end = [output](int row, std::ptrdiff_t column, Floats sum) {
    store(output + row * kTile + column, IsRectified ? larger(sum, 0.0f) : sum);
  };
  const Rows<const float> weights{layer.weights, layer.inputs}, values{input, kTile};
  if (biases) {
    const auto begin = [biases](int row, std::ptrdiff_t column) {
      return load<Floats>(biases + row * kTile + column);
    };
    multiply(layer.outputs, points, layer.inputs, weights, values, begin, end);
  } else {
    const float* bias = layer.bias;
    multiply(
        layer.outputs, points, layer.inputs, weights, values,
        [bias](int row, std::ptrdiff_t) { return Floats{} + bias[row]; }, end);
  }
}

void mlp(const Mlp& net, const float* input, float* output) {
  const Columns columns(net);
  const Network network(net);
  forEach(columns.tasks, [&](int task) {
    const float* biases = repeatedBiases(net, columns, task);
    float* values = scratch<0>(2 * network.widest * kTile);
    float* next = values + network.widest * kTile;
    columns.forEachTile(task, [&](std::size_t begin, std::size_t tile, std::size_t size) {
      const std::size_t points = wholeVectors(size);
      readTile(values, input, network.layers[0].inputs, net.columns, begin, size);
      for (const NetworkLayer& layer : network.layers) {
        const bool isFirst = &layer == &network.layers.front(), isLast = &layer == &network.layers.back();
        const float* own = isFirst && biases ? biases + tile * layer.outputs * kTile : nullptr;
        if (isLast) applyLayer<false>(layer, own, points, values, next);
        else applyLayer<true>(layer, own, points, values, next);
        std::swap(values, next);
      }
      writeTile(output, values, network.layers.back().outputs, net.columns, begin, size);
    });
  });
}

/** Adds gradient · inputᵀ, and the gradient's sum over the points, to a layer's sums. */
inline void addParameterGradients(const NetworkLayer& layer, std::size_t points, const float* gradient,
                                  const float* input, float* sums, bool hasBias) {
  float* transposed = scratch<5>(layer.inputStride * kTile);
  transposeTile(transposed, input, layer.inputs, points);
  const Rows<float> weights{sums + layer.weightSums, static_cast<std::ptrdiff_t>(layer.inputStride)};
  multiply(
      layer.outputs, layer.inputStride, static_cast<int>(points), {gradient, kTile}, {transposed, weights.stride},
      [&](int row, std::ptrdiff_t column) { return load<Floats>(weights.at(row, column)); },
      [&](int row, std::ptrdiff_t column, Floats sum) { store(weights.at(row, column), sum); });
  if (!hasBias) return;
  for (int row = 0; row < layer.outputs; row++) {
    float* bias = sums + layer.biasSums + row * LANES;
    Floats sum = load<Floats>(bias);
    for (std::size_t point = 0; point < points; point += LANES) sum += load<Floats>(gradient + row * kTile + point);
    store(bias, sum);
  }
}

void mlpGradient(const Mlp& net, const float* input, const float* gradient, const MlpGradients& wanted) {
  const Columns columns(net);
  const Network network(net);
  const std::vector<NetworkLayer>& layers = network.layers;
  // Each task sums weights' and biases' gradients of its own; these are added up at the end, in order.
  float* sums = scratch<3>(network.sums * columns.tasks);

  forEach(columns.tasks, [&](int task) {
    float* own = sums + task * network.sums;
    std::memset(own, 0, network.sums * sizeof(float));
    const float* biases = repeatedBiases(net, columns, task);
    const std::size_t biasTile = static_cast<std::size_t>(layers[0].outputs) * kTile;
    float* biasGradients = biases ? scratch<4>(columns.perTask * layers[0].outputs) : nullptr;
    if (biasGradients) std::memset(biasGradients, 0, columns.perTask * layers[0].outputs * sizeof(float));
    float* values = scratch<0>((network.inputs + 2 * network.widest) * kTile);
    float* upper = values + network.inputs * kTile;
    float* lower = upper + network.widest * kTile;

    columns.forEachTile(task, [&](std::size_t begin, std::size_t tile, std::size_t size) {
      const std::size_t points = wholeVectors(size);
      // Forward again, keeping what went into each layer.
      float* inputs = values;
      readTile(inputs, input, layers[0].inputs, net.columns, begin, size);
      for (std::size_t i = 0; i + 1 < layers.size(); i++) {
        float* next = inputs + layers[i].inputs * kTile;
        applyLayer<true>(layers[i], i == 0 && biases ? biases + tile * biasTile : nullptr, points, inputs, next);
        inputs = next;
      }

      readTile(upper, gradient, layers.back().outputs, net.columns, begin, size);
      for (std::size_t i = layers.size(); i-- > 0;) {
        const NetworkLayer& layer = layers[i];
        const bool repeats = i == 0 && biasGradients;
        addParameterGradients(layer, points, upper, inputs, own, !repeats);
        if (repeats) {
          float* sum = biasGradients + tile * biasTile;
          for (int row = 0; row < layer.outputs; row++) {
            for (std::size_t at = row * kTile; at < row * kTile + points; at += LANES) {
              store(sum + at, load<Floats>(sum + at) + load<Floats>(upper + at));
            }
          }
        }

        if (i == 0 && wanted.input == nullptr) break;
        const auto nothing = [](int, std::ptrdiff_t) { return Floats{}; };
        const Rows<const float> weights{layer.transposed, layer.outputs}, gradients{upper, kTile};
        if (i == 0) {
          multiply(layer.inputs, points, layer.outputs, weights, gradients, nothing,
                   [&](int row, std::ptrdiff_t column, Floats sum) { store(lower + row * kTile + column, sum); });
          writeTile(wanted.input, lower, layer.inputs, net.columns, begin, size);
        } else {
          multiply(layer.inputs, points, layer.outputs, weights, gradients, nothing,
                   [&](int row, std::ptrdiff_t column, Floats sum) {
                     const std::ptrdiff_t at = row * kTile + column;
                     store(lower + at, wherePositive(load<Floats>(inputs + at), sum));
                   });
          inputs -= layers[i - 1].inputs * kTile;
        }
        std::swap(upper, lower);
      }
    });
    if (biasGradients && wanted.biases[0]) {
      for (std::size_t at = columns.first(task); at < columns.end(task); at += kTile) {
        const std::size_t rest = columns.end(task) - at;
        writeTile(wanted.biases[0], biasGradients + (at - columns.first(task)) / kTile * biasTile, layers[0].outputs,
                  net.period, at, rest < kTile ? rest : kTile);
      }
    }
  });

  constexpr std::size_t kChunk = 2048;
  forEach(static_cast<int>((network.sums + kChunk - 1) / kChunk), [&](int chunk) {
    const std::size_t begin = chunk * kChunk, end = begin + kChunk < network.sums ? begin + kChunk : network.sums;
    for (int task = 1; task < columns.tasks; task++) {
      const float* other = sums + task * network.sums;
      LERF_VECTORISE
      for (std::size_t at = begin; at < end; at++) sums[at] += other[at];
    }
  });
  for (std::size_t i = 0; i < layers.size(); i++) {
    const NetworkLayer& layer = layers[i];
    for (int row = 0; row < layer.outputs; row++) {
      if (float* weights = wanted.weights[i]) {
        std::memcpy(weights + static_cast<std::size_t>(row) * layer.inputs, sums + layer.weightSums + row * layer.inputStride,
                    layer.inputs * sizeof(float));
      }
      if (wanted.biases[i] && layer.bias) {
        float total = 0;
        for (int lane = 0; lane < LANES; lane++) total += sums[layer.biasSums + row * LANES + lane];
        wanted.biases[i][row] = total;
      }
    }
  }
}
