/**
 * Hash grid (Müller et al. 2022), with the hash of main/graph/hash-grid.ts: corner (x, y, z) is entry
 * (x + (y·p xor z·q)) mod T, so that neighbours along x lie side by side and are read as one.
 */

constexpr unsigned kHashY = 2654435761u;
constexpr unsigned kHashZ = 805459861u;
constexpr int kBlock = 256;

/** Where the cells of a block of points lie in the table, and how their corners are weighted. */
struct Cells {
  /** Entry of the lower corner along x, for (y, z) = 00, 01, 10, 11. */
  unsigned entry[4][kBlock];
  /** Weights of the same four pairs of corners. */
  float weight[4][kBlock];
  /** Position within the cell along x. */
  float fraction[kBlock];
};

inline void findCells(Cells& cells, const float* points, std::size_t count, std::size_t begin, int size,
                      float resolution, unsigned mask) {
  float padded[3][kBlock];
  const float* axes[3];
  for (int axis = 0; axis < 3; axis++) {
    axes[axis] = points + axis * count + begin;
    if (size % LANES == 0) continue;
    std::memset(padded[axis], 0, sizeof padded[axis]);
    std::memcpy(padded[axis], axes[axis], size * sizeof(float));
    axes[axis] = padded[axis];
  }
  for (int i = 0; i < size; i += LANES) {
    UInts base[3];
    Floats fraction[3];
    for (int axis = 0; axis < 3; axis++) {
      // Rounded as ONNX Runtime rounds it, so that both see a point on a border in the same cell.
      const Floats scaled = rounded(load<Floats>(axes[axis] + i) * resolution);
      const Ints cell = truncated(scaled);
      base[axis] = unsignedOf(cell);
      fraction[axis] = scaled - floatsOf(cell);
    }
    const UInts y0 = base[1] * kHashY, y1 = y0 + kHashY;
    const UInts z0 = base[2] * kHashZ, z1 = z0 + kHashZ;
    store(cells.entry[0] + i, (base[0] + (y0 ^ z0)) & mask);
    store(cells.entry[1] + i, (base[0] + (y0 ^ z1)) & mask);
    store(cells.entry[2] + i, (base[0] + (y1 ^ z0)) & mask);
    store(cells.entry[3] + i, (base[0] + (y1 ^ z1)) & mask);
    const Floats yLow = 1.0f - fraction[1], zLow = 1.0f - fraction[2];
    store(cells.weight[0] + i, yLow * zLow);
    store(cells.weight[1] + i, yLow * fraction[2]);
    store(cells.weight[2] + i, fraction[1] * zLow);
    store(cells.weight[3] + i, fraction[1] * fraction[2]);
    store(cells.fraction + i, fraction[0]);
  }
}

/** Features of one block: sums over the corners that are lower along x, and over those that are upper. */
template <int Features>
inline void readCells(const Cells& cells, int size, unsigned mask, const float* const* tables, float* const* output) {
  for (int i = 0; i < size; i++) {
    float low[Features] = {}, high[Features] = {};
    for (int pair = 0; pair < 4; pair++) {
      const unsigned entry = cells.entry[pair][i];
      const unsigned next = (entry + 1) & mask;
      const float weight = cells.weight[pair][i];
      for (int f = 0; f < Features; f++) {
        low[f] += weight * tables[f][entry];
        high[f] += weight * tables[f][next];
      }
    }
    const float x = cells.fraction[i];
    for (int f = 0; f < Features; f++) output[f][i] = low[f] + x * (high[f] - low[f]);
  }
}

/**
 * Adds to two features' gradients, which lie side by side: what is added waits for the cache, and there
 * are half as many lines of it to wait for.
 */
inline void addToCells(const Cells& cells, int size, unsigned mask, const float* const* gradient, float* table) {
  for (int i = 0; i < size; i++) {
    const float x = cells.fraction[i];
    const float high[2] = {gradient[0][i] * x, gradient[1][i] * x};
    const Quad corners = quadOf(gradient[0][i] - high[0], gradient[1][i] - high[1], high[0], high[1]);
    for (int pair = 0; pair < 4; pair++) {
      const unsigned entry = cells.entry[pair][i];
      const Quad added = corners * cells.weight[pair][i];
      float* at = table + 2 * entry;
      if (entry < mask) {
        store(at, load<Quad>(at) + added);
      } else {
        at[0] += added[0];
        at[1] += added[1];
        table[0] += added[2];
        table[1] += added[3];
      }
    }
  }
}

void hashEncode(const HashGrid& grid, const float* points, std::size_t count, const float* const* tables,
                float* output) {
  constexpr int kChunk = 32 * kBlock;
  const int chunks = static_cast<int>((count + kChunk - 1) / kChunk);
  const std::size_t tableSize = std::size_t{1} << grid.log2TableSize;
  const unsigned mask = static_cast<unsigned>(tableSize - 1);
  // Level by level, so that all cores read the same few tables at a time.
  forEach(grid.levels * chunks, [&](int task) {
    const int level = task / chunks;
    const std::size_t first = static_cast<std::size_t>(task % chunks) * kChunk;
    const std::size_t end = first + kChunk < count ? first + kChunk : count;
    Cells cells;
    for (std::size_t begin = first; begin < end; begin += kBlock) {
      const int size = static_cast<int>(begin + kBlock < end ? kBlock : end - begin);
      findCells(cells, points, count, begin, size, static_cast<float>(grid.resolutions[level]), mask);
      const float* table[2];
      float* rows[2];
      for (int feature = 0; feature < grid.features; feature += 2) {
        const int features = feature + 2 <= grid.features ? 2 : 1;
        for (int f = 0; f < features; f++) {
          table[f] = tables[feature + f] + level * tableSize;
          rows[f] = output + ((feature + f) * static_cast<std::size_t>(grid.levels) + level) * count + begin;
        }
        if (features == 2) readCells<2>(cells, size, mask, table, rows);
        else readCells<1>(cells, size, mask, table, rows);
      }
    }
  });
}

/**
 * A task owns two features' tables of a level: no two cores add to the same entry, and sums have one order
 * whatever the number of cores.
 */
void hashEncodeGradient(const HashGrid& grid, const float* points, std::size_t count, const float* gradient,
                        float* const* tableGradients) {
  const std::size_t tableSize = std::size_t{1} << grid.log2TableSize;
  const unsigned mask = static_cast<unsigned>(tableSize - 1);
  const int pairs = (grid.features + 1) / 2;
  forEach(grid.levels * pairs, [&](int task) {
    const int level = task / pairs;
    const int f = task % pairs * 2;
    // Of an odd number the last feature is its own partner, whose sums nobody reads.
    const int g = f + 1 < grid.features ? f + 1 : f;
    const auto row = [&](int feature) {
      return gradient + (feature * static_cast<std::size_t>(grid.levels) + level) * count;
    };
    float* sums = scratch<6>(2 * tableSize);
    std::memset(sums, 0, 2 * tableSize * sizeof(float));
    Cells cells;
    for (std::size_t begin = 0; begin < count; begin += kBlock) {
      const int size = static_cast<int>(begin + kBlock < count ? kBlock : count - begin);
      findCells(cells, points, count, begin, size, static_cast<float>(grid.resolutions[level]), mask);
      const float* const rows[2] = {row(f) + begin, row(g) + begin};
      addToCells(cells, size, mask, rows, sums);
    }
    for (int feature = f; feature <= g; feature++) {
      float* to = tableGradients[feature] + level * tableSize;
      LERF_VECTORISE
      for (std::size_t entry = 0; entry < tableSize; entry++) to[entry] = sums[2 * entry + (feature - f)];
    }
  });
}
