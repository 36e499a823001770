/**
 * Small fully connected networks. A task takes some points (columns of the input) through all layers in
 * tiles that stay in the first cache; the gradient computes hidden values again rather than read them from
 * memory. Within a tile the features of a point lie side by side, padded to whole vectors: forward,
 * backward and the gradients of the weights are then all products of a matrix that is read number by
 * number and one that is read in vectors, and only what goes in and out is transposed.
 */

constexpr int kTile = 64;
/** Tasks do not depend on the number of cores, and neither does the order in which they are summed. */
constexpr std::size_t kTasks = 16;

/** What a product is added to, row by row: its own target, one row for all, or rows of something else. */
struct Start {
  const float* rows;
  std::ptrdiff_t stride;
};

/** A matrix read number by number, with any strides. */
struct Left {
  const float* numbers;
  std::ptrdiff_t row, step;
};

/** C = start + A · B for a few rows and vectors, kept in registers while going along the depth. */
template <int Rows, int Vectors, bool Rectified>
inline void multiplyBlock(int depth, Left a, const float* b, std::ptrdiff_t bRow, Start start, float* c,
                          std::ptrdiff_t cRow) {
  Floats sum[Rows][Vectors];
  for (int row = 0; row < Rows; row++)
    for (int v = 0; v < Vectors; v++) sum[row][v] = load<Floats>(start.rows + row * start.stride + v * LANES);
  for (int k = 0; k < depth; k++) {
    Floats right[Vectors];
    for (int v = 0; v < Vectors; v++) right[v] = load<Floats>(b + k * bRow + v * LANES);
    for (int row = 0; row < Rows; row++) {
      const float left = a.numbers[row * a.row + k * a.step];
      for (int v = 0; v < Vectors; v++) sum[row][v] += left * right[v];
    }
  }
  for (int row = 0; row < Rows; row++) {
    for (int v = 0; v < Vectors; v++) {
      store(c + row * cRow + v * LANES, Rectified ? larger(sum[row][v], 0.0f) : sum[row][v]);
    }
  }
}

template <int Vectors, bool Rectified>
inline void multiplyRows(int rows, int depth, Left a, const float* b, std::ptrdiff_t bRow, Start start, float* c,
                         std::ptrdiff_t cRow) {
  for (; rows >= 6; rows -= 6) {
    multiplyBlock<6, Vectors, Rectified>(depth, a, b, bRow, start, c, cRow);
    a.numbers += 6 * a.row;
    start.rows += 6 * start.stride;
    c += 6 * cRow;
  }
  switch (rows) {
    case 5: return multiplyBlock<5, Vectors, Rectified>(depth, a, b, bRow, start, c, cRow);
    case 4: return multiplyBlock<4, Vectors, Rectified>(depth, a, b, bRow, start, c, cRow);
    case 3: return multiplyBlock<3, Vectors, Rectified>(depth, a, b, bRow, start, c, cRow);
    case 2: return multiplyBlock<2, Vectors, Rectified>(depth, a, b, bRow, start, c, cRow);
    case 1: return multiplyBlock<1, Vectors, Rectified>(depth, a, b, bRow, start, c, cRow);
  }
}

/** C [rows, columns] = start + A [rows, depth] · B [depth, columns]; columns in whole vectors. */
template <bool Rectified>
inline void multiply(int rows, std::size_t columns, int depth, Left a, const float* b, std::ptrdiff_t bRow, Start start,
                     float* c, std::ptrdiff_t cRow) {
  std::size_t column = 0;
  for (; column + 2 * LANES <= columns; column += 2 * LANES)
    multiplyRows<2, Rectified>(rows, depth, a, b + column, bRow, {start.rows + column, start.stride}, c + column, cRow);
  if (column < columns)
    multiplyRows<1, Rectified>(rows, depth, a, b + column, bRow, {start.rows + column, start.stride}, c + column, cRow);
}

constexpr std::size_t wholeVectors(int size) { return static_cast<std::size_t>((size + LANES - 1) / LANES * LANES); }

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

  /** Calls f(first column of a tile, its place among the task's columns of a period, its size). */
  template <typename F>
  void forEachTile(int task, const F& f) const {
    for (std::size_t repeat = 0; repeat < repeats; repeat++) {
      for (std::size_t at = first(task); at < end(task); at += kTile) {
        f(repeat * period + at, at - first(task), static_cast<int>(at + kTile < end(task) ? kTile : end(task) - at));
      }
    }
  }
};

/** Columns of rows of length `columns` as the rows of a tile. */
inline void transposeIn(float* tile, std::size_t stride, const float* from, int rows, std::size_t columns,
                        std::size_t begin, std::size_t size) {
  for (std::size_t point = 0; point < size; point++) {
    for (std::size_t row = rows; row < stride; row++) tile[point * stride + row] = 0;
  }
  for (int row = 0; row < rows; row++) {
    const float* source = from + row * columns + begin;
    for (std::size_t point = 0; point < size; point++) tile[point * stride + row] = source[point];
  }
}

inline void transposeOut(float* to, const float* tile, std::size_t stride, int rows, std::size_t columns,
                         std::size_t begin, std::size_t size) {
  for (int row = 0; row < rows; row++) {
    float* target = to + row * columns + begin;
    for (std::size_t point = 0; point < size; point++) target[point] = tile[point * stride + row];
  }
}

/** One layer with its parameters padded to whole vectors. */
struct PaddedLayer {
  int inputs, outputs;
  std::size_t inputStride, outputStride;
  /** [inputs, outputStride], to go forward. */
  const float* forward;
  /** [outputs, inputStride], to go back. */
  const float* backward;
  /** [outputStride]; null where biases repeat. */
  const float* bias;

  std::size_t gradientSize() const { return outputs * inputStride + outputStride; }
};

inline std::vector<PaddedLayer> padLayers(const Mlp& net) {
  std::size_t size = 0;
  for (int i = 0; i < net.layers; i++) {
    const std::size_t in = wholeVectors(net.sizes[i]), out = wholeVectors(net.sizes[i + 1]);
    size += net.sizes[i] * out + net.sizes[i + 1] * in + out;
  }
  float* memory = scratch<1>(size);
  std::memset(memory, 0, size * sizeof(float));
  std::vector<PaddedLayer> layers;
  for (int i = 0; i < net.layers; i++) {
    PaddedLayer layer{net.sizes[i], net.sizes[i + 1], wholeVectors(net.sizes[i]), wholeVectors(net.sizes[i + 1]),
                      nullptr, nullptr, nullptr};
    float* forward = memory;
    float* backward = forward + layer.inputs * layer.outputStride;
    float* bias = backward + layer.outputs * layer.inputStride;
    memory = bias + layer.outputStride;
    for (int row = 0; row < layer.outputs; row++) {
      for (int column = 0; column < layer.inputs; column++) {
        const float weight = net.weights[i][static_cast<std::size_t>(row) * layer.inputs + column];
        forward[column * layer.outputStride + row] = weight;
        backward[row * layer.inputStride + column] = weight;
      }
      if (i > 0 || net.period == 1) bias[row] = net.biases[i][row];
    }
    layer.forward = forward;
    layer.backward = backward;
    layer.bias = i > 0 || net.period == 1 ? bias : nullptr;
    layers.push_back(layer);
  }
  return layers;
}

/** Biases of a task's columns that repeat, one row for each; null where all have the same. */
inline const float* repeatedBiases(const Mlp& net, const Columns& columns, const PaddedLayer& layer, int task) {
  if (net.period == 1) return nullptr;
  const std::size_t size = columns.end(task) - columns.first(task);
  float* biases = scratch<2>(size * layer.outputStride);
  transposeIn(biases, layer.outputStride, net.biases[0], layer.outputs, net.period, columns.first(task), size);
  return biases;
}

/** @param biases a row for each point, or null */
template <bool Rectified>
inline void applyLayer(const PaddedLayer& layer, const float* biases, int size, const float* input, float* output) {
  const std::ptrdiff_t in = layer.inputStride, out = layer.outputStride;
  const Start start = biases ? Start{biases, out} : Start{layer.bias, 0};
  multiply<Rectified>(size, out, layer.inputs, {input, in, 1}, layer.forward, out, start, output, out);
}

inline std::size_t widestStride(const std::vector<PaddedLayer>& layers) {
  std::size_t widest = layers[0].inputStride;
  for (const PaddedLayer& layer : layers) widest = layer.outputStride > widest ? layer.outputStride : widest;
  return widest;
}

void mlp(const Mlp& net, const float* input, float* output) {
  const Columns columns(net);
  const std::vector<PaddedLayer> layers = padLayers(net);
  const std::size_t widest = widestStride(layers);
  forEach(columns.tasks, [&](int task) {
    const float* biases = repeatedBiases(net, columns, layers[0], task);
    float* values = scratch<0>(2 * widest * kTile);
    float* next = values + widest * kTile;
    columns.forEachTile(task, [&](std::size_t begin, std::size_t place, int size) {
      transposeIn(values, layers[0].inputStride, input, layers[0].inputs, net.columns, begin, size);
      for (const PaddedLayer& layer : layers) {
        const bool isFirst = &layer == &layers.front(), isLast = &layer == &layers.back();
        const float* own = isFirst && biases ? biases + place * layer.outputStride : nullptr;
        if (isLast) applyLayer<false>(layer, own, size, values, next);
        else applyLayer<true>(layer, own, size, values, next);
        float* previous = values;
        values = next;
        next = previous;
      }
      transposeOut(output, values, layers.back().outputStride, layers.back().outputs, net.columns, begin, size);
    });
  });
}

void mlpGradient(const Mlp& net, const float* input, const float* gradient, const MlpGradients& wanted) {
  const Columns columns(net);
  const std::vector<PaddedLayer> layers = padLayers(net);
  const std::size_t widest = widestStride(layers);
  std::size_t valueSize = 0, sumSize = 0;
  for (const PaddedLayer& layer : layers) {
    valueSize += layer.inputStride * kTile;
    sumSize += layer.gradientSize();
  }
  // Each task sums weights' and biases' gradients of its own; these are added up at the end, in order.
  float* sums = scratch<3>(sumSize * columns.tasks);

  forEach(columns.tasks, [&](int task) {
    float* own = sums + task * sumSize;
    std::memset(own, 0, sumSize * sizeof(float));
    const float* biases = repeatedBiases(net, columns, layers[0], task);
    const std::size_t ownColumns = columns.end(task) - columns.first(task);
    float* biasGradients = biases ? scratch<4>(ownColumns * layers[0].outputStride) : nullptr;
    if (biasGradients) std::memset(biasGradients, 0, ownColumns * layers[0].outputStride * sizeof(float));
    float* values = scratch<0>(valueSize + (2 * kTile + 1) * widest);
    float* upper = values + valueSize;
    float* lower = upper + widest * kTile;
    float* zeros = lower + widest * kTile;
    std::memset(zeros, 0, widest * sizeof(float));

    columns.forEachTile(task, [&](std::size_t begin, std::size_t place, int size) {
      // Forward again, keeping what went into each layer.
      float* inputs = values;
      transposeIn(inputs, layers[0].inputStride, input, layers[0].inputs, net.columns, begin, size);
      for (std::size_t i = 0; i + 1 < layers.size(); i++) {
        float* next = inputs + layers[i].inputStride * kTile;
        const float* own = i == 0 && biases ? biases + place * layers[0].outputStride : nullptr;
        applyLayer<true>(layers[i], own, size, inputs, next);
        inputs = next;
      }

      transposeIn(upper, layers.back().outputStride, gradient, layers.back().outputs, net.columns, begin, size);
      float* layerSums = own + sumSize;
      for (std::size_t i = layers.size(); i-- > 0;) {
        const PaddedLayer& layer = layers[i];
        const std::size_t in = layer.inputStride, out = layer.outputStride;
        layerSums -= layer.gradientSize();
        const std::ptrdiff_t inStep = in, outStep = out;
        multiply<false>(layer.outputs, in, size, {upper, 1, outStep}, inputs, inStep, {layerSums, inStep}, layerSums,
                        inStep);
        if (i == 0 && biasGradients) {
          float* sum = biasGradients + place * out;
          for (std::size_t j = 0; j < size * out; j++) sum[j] += upper[j];
        } else {
          float* biasSums = layerSums + layer.outputs * in;
          for (std::size_t o = 0; o < out; o += LANES) {
            Floats sum = load<Floats>(biasSums + o);
            for (int point = 0; point < size; point++) sum += load<Floats>(upper + point * out + o);
            store(biasSums + o, sum);
          }
        }

        if (i == 0 && wanted.input == nullptr) break;
        multiply<false>(size, in, layer.outputs, {upper, outStep, 1}, layer.backward, inStep, {zeros, 0}, lower, inStep);
        if (i == 0) {
          transposeOut(wanted.input, lower, in, layer.inputs, net.columns, begin, size);
        } else {
          for (std::size_t j = 0; j < size * in; j++) lower[j] = inputs[j] > 0 ? lower[j] : 0;
          inputs -= layers[i - 1].inputStride * kTile;
        }
        float* previous = upper;
        upper = lower;
        lower = previous;
      }
    });
    if (biasGradients && wanted.biases[0]) {
      transposeOut(wanted.biases[0], biasGradients, layers[0].outputStride, layers[0].outputs, net.period,
                   columns.first(task), ownColumns);
    }
  });

  const float* sum = sums;
  for (std::size_t i = 0; i < layers.size(); i++) {
    const PaddedLayer& layer = layers[i];
    const auto total = [&](std::size_t at) {
      float result = 0;
      for (int task = 0; task < columns.tasks; task++) result += sum[task * sumSize + at];
      return result;
    };
    if (float* weights = wanted.weights[i]) {
      for (int row = 0; row < layer.outputs; row++) {
        for (int column = 0; column < layer.inputs; column++) {
          weights[static_cast<std::size_t>(row) * layer.inputs + column] = total(row * layer.inputStride + column);
        }
      }
    }
    float* bias = wanted.biases[i];
    if (bias && layer.bias) {
      for (int row = 0; row < layer.outputs; row++) bias[row] = total(layer.outputs * layer.inputStride + row);
    }
    sum += layer.gradientSize();
  }
}
