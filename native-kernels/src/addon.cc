#include <napi.h>

#if defined(_WIN32)
#define NOMINMAX
#include <intrin.h>
#include <windows.h>
#undef near
#undef far
#endif

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "kernels.h"
#include "thread-pool.h"

/**
 * The kernels for JavaScript. Arrays come as typed arrays, outputs among them; the sizes of all are checked
 * here, since a kernel that gets a short one would write into other memory.
 */
namespace {

using lerf::Kernels;

enum class Instructions { baseline, avx2, avx512 };

/** What processor and operating system have together. */
Instructions knownInstructions() {
#if !defined(__x86_64__)
  return Instructions::baseline;
#elif defined(_WIN32)
  // What GCC and Clang say of the processor needs a library that Windows programs are not linked with.
  const auto hasBits = [](int registerOfLeaf7, std::initializer_list<int> bits) {
    int leaf[4];
    __cpuidex(leaf, 7, 0);
    for (int bit : bits)
      if ((leaf[registerOfLeaf7] >> bit & 1) == 0) return false;
    return true;
  };
  constexpr int kEbx = 1, kAvx512dq = 17, kAvx512bw = 30, kAvx512vl = 31;
  if (IsProcessorFeaturePresent(PF_AVX512F_INSTRUCTIONS_AVAILABLE) &&
      hasBits(kEbx, {kAvx512dq, kAvx512bw, kAvx512vl})) {
    return Instructions::avx512;
  }
  int leaf[4];
  __cpuid(leaf, 1);
  const bool hasFma = leaf[2] >> 12 & 1;
  return IsProcessorFeaturePresent(PF_AVX2_INSTRUCTIONS_AVAILABLE) && hasFma ? Instructions::avx2
                                                                            : Instructions::baseline;
#else
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    return Instructions::avx512;
  }
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? Instructions::avx2
                                                                         : Instructions::baseline;
#endif
}

const Kernels& fastestKernels() {
  static const Instructions known = knownInstructions();
  const Kernels* avx512 = lerf::avx512Kernels();
  if (avx512 && known == Instructions::avx512) return *avx512;
  const Kernels* avx2 = lerf::avx2Kernels();
  return avx2 && known != Instructions::baseline ? *avx2 : lerf::baselineKernels();
}

const Kernels* chosen = nullptr;

const Kernels& kernels() { return chosen ? *chosen : fastestKernels(); }

/** Reads the arguments of one call; after the first that is wrong, a JavaScript error is pending. */
class Arguments {
 public:
  explicit Arguments(const Napi::CallbackInfo& info) : info_(info), env_(info.Env()) {}

  bool ok() const { return !failed_; }

  std::size_t size() {
    const Napi::Value value = info_[position_++];
    if (!value.IsNumber()) return fail("a size"), 0;
    const double number = value.As<Napi::Number>().DoubleValue();
    if (!(number >= 0 && number < 4294967296.0)) return fail("a size"), 0;
    return static_cast<std::size_t>(number);
  }

  double number() {
    const Napi::Value value = info_[position_++];
    if (!value.IsNumber()) return fail("a number"), 0;
    return value.As<Napi::Number>().DoubleValue();
  }

  std::string text() {
    const Napi::Value value = info_[position_++];
    if (!value.IsString()) return fail("a text"), std::string();
    return value.As<Napi::String>().Utf8Value();
  }

  std::vector<int> integers() {
    const Napi::Value value = info_[position_++];
    std::vector<int> result;
    if (!value.IsArray()) return fail("an array of sizes"), result;
    const Napi::Array array = value.As<Napi::Array>();
    for (uint32_t i = 0; i < array.Length(); i++) result.push_back(array.Get(i).ToNumber().Int32Value());
    return result;
  }

  float* floats(std::size_t count) { return floatsOf(info_[position_++], count, false); }
  float* floatsOrNull(std::size_t count) { return floatsOf(info_[position_++], count, true); }

  /** An array of as many arrays as there are counts. */
  std::vector<float*> arrays(const std::vector<std::size_t>& counts, bool mayBeNull = false) {
    const Napi::Value value = info_[position_++];
    std::vector<float*> result(counts.size(), nullptr);
    if (!value.IsArray() || value.As<Napi::Array>().Length() != counts.size()) {
      return fail("an array of " + std::to_string(counts.size()) + " arrays"), result;
    }
    const Napi::Array array = value.As<Napi::Array>();
    for (uint32_t i = 0; i < counts.size(); i++) result[i] = floatsOf(array.Get(i), counts[i], mayBeNull);
    return result;
  }

  int* wholes(std::size_t count) {
    const Napi::Value value = info_[position_++];
    if (value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_int32_array) {
      Napi::Int32Array array = value.As<Napi::Int32Array>();
      if (array.ElementLength() == count) return array.Data();
    }
    fail(std::to_string(count) + " whole numbers");
    return nullptr;
  }

  /** Of any length. */
  std::pair<const double*, std::size_t> doubles() {
    const Napi::Value value = info_[position_++];
    if (value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_float64_array) {
      Napi::Float64Array array = value.As<Napi::Float64Array>();
      return {array.Data(), array.ElementLength()};
    }
    fail("doubles");
    return {nullptr, 0};
  }

  /** Arrays of half precision and their lengths. */
  std::vector<std::pair<const std::uint16_t*, std::size_t>> halves() {
    const Napi::Value value = info_[position_++];
    std::vector<std::pair<const std::uint16_t*, std::size_t>> result;
    if (!value.IsArray()) return fail("an array of arrays"), result;
    const Napi::Array list = value.As<Napi::Array>();
    for (uint32_t i = 0; i < list.Length(); i++) {
      const Napi::Value one = list.Get(i);
      if (!one.IsTypedArray() || one.As<Napi::TypedArray>().TypedArrayType() != napi_uint16_array) {
        return fail("an array of halves"), result;
      }
      Napi::Uint16Array array = one.As<Napi::Uint16Array>();
      result.emplace_back(array.Data(), array.ElementLength());
    }
    return result;
  }

  void fail(const std::string& expected) {
    if (failed_) return;
    failed_ = true;
    const std::string message = "argument " + std::to_string(position_) + " should be " + expected;
    Napi::TypeError::New(env_, message).ThrowAsJavaScriptException();
  }

 private:
  float* floatsOf(const Napi::Value& value, std::size_t count, bool mayBeNull) {
    if (mayBeNull && value.IsNull()) return nullptr;
    if (value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_float32_array) {
      Napi::Float32Array array = value.As<Napi::Float32Array>();
      if (array.ElementLength() == count) return array.Data();
    }
    fail(std::to_string(count) + " floats");
    return nullptr;
  }

  const Napi::CallbackInfo& info_;
  Napi::Env env_;
  std::size_t position_ = 0;
  bool failed_ = false;
};

template <typename T>
std::vector<const float*> constants(const std::vector<T>& pointers) {
  return std::vector<const float*>(pointers.begin(), pointers.end());
}

struct HashGridArguments {
  std::vector<int> resolutions;
  lerf::HashGrid grid;
  std::size_t points, tableSize;

  explicit HashGridArguments(Arguments& from) : resolutions(from.integers()) {
    const std::size_t log2TableSize = from.size(), features = from.size();
    points = from.size();
    tableSize = (std::size_t{1} << (log2TableSize & 31)) * resolutions.size();
    grid = {static_cast<int>(resolutions.size()), static_cast<int>(features), static_cast<int>(log2TableSize & 31),
            resolutions.data()};
  }

  std::vector<std::size_t> tables() const { return std::vector<std::size_t>(grid.features, tableSize); }
  std::size_t encoded() const { return resolutions.size() * grid.features * points; }
};

/** hashEncode(resolutions, log2TableSize, features, count, points, tables, output) */
void hashEncode(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const HashGridArguments sizes(from);
  const float* points = from.floats(3 * sizes.points);
  const auto tables = constants(from.arrays(sizes.tables()));
  float* output = from.floats(sizes.encoded());
  if (from.ok()) kernels().hashEncode(sizes.grid, points, sizes.points, tables.data(), output);
}

/** hashEncodeGradient(resolutions, log2TableSize, features, count, points, gradient, tableGradients) */
void hashEncodeGradient(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const HashGridArguments sizes(from);
  const float* points = from.floats(3 * sizes.points);
  const float* gradient = from.floats(sizes.encoded());
  const auto tables = from.arrays(sizes.tables());
  if (from.ok()) kernels().hashEncodeGradient(sizes.grid, points, sizes.points, gradient, tables.data());
}

struct MlpArguments {
  std::vector<int> sizes;
  std::vector<std::size_t> weightCounts, biasCounts;
  std::vector<const float*> weights, biases;
  lerf::Mlp net;

  explicit MlpArguments(Arguments& from) : sizes(from.integers()) {
    const std::size_t columns = from.size(), period = from.size();
    for (std::size_t i = 1; i < sizes.size(); i++) {
      weightCounts.push_back(static_cast<std::size_t>(sizes[i]) * sizes[i - 1]);
      biasCounts.push_back(sizes[i] * (i == 1 ? period : 1));
    }
    weights = constants(from.arrays(weightCounts));
    biases = constants(from.arrays(biasCounts));
    net = {static_cast<int>(sizes.size()) - 1, sizes.data(), columns, period, weights.data(), biases.data()};
  }

  std::size_t inputs() const { return sizes.front() * net.columns; }
  std::size_t outputs() const { return sizes.back() * net.columns; }
};

/** mlp(sizes, columns, period, weights, biases, input, output) */
void mlp(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const MlpArguments arguments(from);
  if (!from.ok()) return;
  const float* input = from.floats(arguments.inputs());
  float* output = from.floats(arguments.outputs());
  if (from.ok()) kernels().mlp(arguments.net, input, output);
}

/** mlpGradient(sizes, columns, period, weights, biases, input, gradient, inputGradient, weightGradients, biasGradients) */
void mlpGradient(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const MlpArguments arguments(from);
  if (!from.ok()) return;
  const float* input = from.floats(arguments.inputs());
  const float* gradient = from.floats(arguments.outputs());
  float* inputGradient = from.floatsOrNull(arguments.inputs());
  const auto weights = from.arrays(arguments.weightCounts, true);
  const auto biases = from.arrays(arguments.biasCounts, true);
  if (from.ok()) {
    kernels().mlpGradient(arguments.net, input, gradient, {inputGradient, weights.data(), biases.data()});
  }
}

/** add(count, a, b, sum) */
void add(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t count = from.size();
  const float* a = from.floats(count);
  const float* b = from.floats(count);
  float* sum = from.floats(count);
  if (from.ok()) kernels().add(count, a, b, sum);
}

/** contract('inf' | 'l2', count, points, output) */
void contract(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::string norm = from.text();
  const std::size_t count = from.size();
  const float* points = from.floats(3 * count);
  float* output = from.floats(3 * count);
  if (from.ok()) kernels().contract(norm == "l2", count, points, output);
}

/** samplePoints(samples, rays, origins, directions, edges, points) */
void samplePoints(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t samples = from.size(), rays = from.size();
  const float* origins = from.floats(3 * rays);
  const float* directions = from.floats(3 * rays);
  const float* edges = from.floats((samples + 1) * rays);
  float* points = from.floats(3 * samples * rays);
  if (from.ok()) kernels().samplePoints(samples, rays, origins, directions, edges, points);
}

/** spacingToDistance(count, near, far, spacing, distances) */
void spacingToDistance(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t count = from.size();
  const double near = from.number(), far = from.number();
  const float* spacing = from.floats(count);
  float* distances = from.floats(count);
  if (from.ok()) kernels().spacingToDistance(count, near, far, spacing, distances);
}

/** opticalDepth(samples, rays, factor, logDensity, edges, depth) */
void opticalDepth(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t samples = from.size(), rays = from.size();
  const float factor = static_cast<float>(from.number());
  const float* logDensity = from.floats(samples * rays);
  const float* edges = from.floats((samples + 1) * rays);
  float* depth = from.floats(samples * rays);
  if (from.ok()) kernels().opticalDepth(samples, rays, factor, logDensity, edges, depth);
}

/** opticalDepthGradient(samples, rays, factor, logDensity, edges, gradient, logDensityGradient) */
void opticalDepthGradient(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t samples = from.size(), rays = from.size();
  const float factor = static_cast<float>(from.number());
  const float* logDensity = from.floats(samples * rays);
  const float* edges = from.floats((samples + 1) * rays);
  const float* gradient = from.floats(samples * rays);
  float* output = from.floats(samples * rays);
  if (from.ok()) kernels().opticalDepthGradient(samples, rays, factor, logDensity, edges, gradient, output);
}

/** samplingDensity(bins, rays, exponent, padding, weights, density) */
void samplingDensity(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t bins = from.size(), rays = from.size();
  const float exponent = static_cast<float>(from.number());
  const float padding = static_cast<float>(from.number());
  const float* weights = from.floats(bins * rays);
  float* density = from.floats(bins * rays);
  if (from.ok()) kernels().samplingDensity(bins, rays, exponent, padding, weights, density);
}

/** alphaComposite(samples, rays, opticalDepth, weights) */
void alphaComposite(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t samples = from.size(), rays = from.size();
  const float* depth = from.floats(samples * rays);
  float* weights = from.floats(samples * rays);
  if (from.ok()) kernels().alphaComposite(samples, rays, depth, weights);
}

/** alphaCompositeGradient(samples, rays, opticalDepth, gradient, depthGradient) */
void alphaCompositeGradient(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t samples = from.size(), rays = from.size();
  const float* depth = from.floats(samples * rays);
  const float* gradient = from.floats(samples * rays);
  float* depthGradient = from.floats(samples * rays);
  if (from.ok()) kernels().alphaCompositeGradient(samples, rays, depth, gradient, depthGradient);
}

/** renderEmbeddings(dimensions, samples, rays, isUnit, embeddings, weights, output) */
void renderEmbeddings(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t dimensions = from.size(), samples = from.size(), rays = from.size(), isUnit = from.size();
  const float* embeddings = from.floats(dimensions * samples * rays);
  const float* weights = from.floats(samples * rays);
  float* output = from.floats(dimensions * rays);
  if (from.ok()) kernels().renderEmbeddings(dimensions, samples, rays, isUnit != 0, embeddings, weights, output);
}

/** renderEmbeddingsGradient(dimensions, samples, rays, isUnit, embeddings, weights, gradient, embeddingGradient) */
void renderEmbeddingsGradient(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t dimensions = from.size(), samples = from.size(), rays = from.size(), isUnit = from.size();
  const float* embeddings = from.floats(dimensions * samples * rays);
  const float* weights = from.floats(samples * rays);
  const float* gradient = from.floats(dimensions * rays);
  float* output = from.floats(dimensions * samples * rays);
  if (!from.ok()) return;
  kernels().renderEmbeddingsGradient(dimensions, samples, rays, isUnit != 0, embeddings, weights, gradient, output);
}

/** blendTiles(dimensions, rays, frames, frame, begins, weights, output): halves as Uint16Array, whole numbers as Int32Array */
void blendTiles(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t dimensions = from.size(), rays = from.size();
  const auto frames = from.halves();
  const int* frame = from.wholes(rays);
  const int* begins = from.wholes(8 * rays);
  const float* weights = from.floats(8 * rays);
  float* output = from.floats(dimensions * rays);
  if (!from.ok()) return;
  std::vector<const std::uint16_t*> pointers;
  for (const auto& one : frames) pointers.push_back(one.first);
  for (std::size_t ray = 0; ray < rays; ray++) {
    if (frame[ray] < 0) continue;
    const bool isThere = static_cast<std::size_t>(frame[ray]) < frames.size();
    for (int tile = 0; isThere && tile < 8; tile++) {
      const int begin = begins[8 * ray + tile];
      if (begin >= 0 && begin + dimensions <= frames[frame[ray]].second) continue;
      return from.fail("tiles within their frames");
    }
    if (!isThere) return from.fail("frames that are there");
  }
  kernels().blendTiles(dimensions, rays, pointers.data(), frame, begins, weights, output);
}

/** castRays(rays, cameras, camera, columns, rows, origins, directions): 22 doubles a camera, whole numbers as Int32Array */
void castRays(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t rays = from.size();
  const auto [cameras, length] = from.doubles();
  const int* camera = from.wholes(rays);
  const float* columns = from.floats(rays);
  const float* rows = from.floats(rays);
  float* origins = from.floats(3 * rays);
  float* directions = from.floats(3 * rays);
  if (!from.ok()) return;
  for (std::size_t ray = 0; ray < rays; ray++) {
    const bool isThere = camera[ray] >= 0 && (static_cast<std::size_t>(camera[ray]) + 1) * 22 <= length;
    if (!isThere) return from.fail("cameras that are there");
  }
  kernels().castRays(rays, cameras, camera, columns, rows, origins, directions);
}

/** resample(bins, rays, quantileCount, edges, density, quantiles, output) */
void resample(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t bins = from.size(), rays = from.size(), count = from.size();
  const float* edges = from.floats((bins + 1) * rays);
  const float* density = from.floats(bins * rays);
  const float* quantiles = from.floats(count * rays);
  float* output = from.floats(count * rays);
  if (from.ok()) kernels().resample(bins, rays, count, edges, density, quantiles, output);
}

/** outerMeasure(samples, bins, rays, edges, otherEdges, otherWeights, output) */
void outerMeasure(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t samples = from.size(), bins = from.size(), rays = from.size();
  const float* edges = from.floats((samples + 1) * rays);
  const float* otherEdges = from.floats((bins + 1) * rays);
  const float* otherWeights = from.floats(bins * rays);
  float* output = from.floats(samples * rays);
  if (from.ok()) kernels().outerMeasure(samples, bins, rays, edges, otherEdges, otherWeights, output);
}

/** outerMeasureGradient(samples, bins, rays, edges, otherEdges, gradient, weightGradient) */
void outerMeasureGradient(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t samples = from.size(), bins = from.size(), rays = from.size();
  const float* edges = from.floats((samples + 1) * rays);
  const float* otherEdges = from.floats((bins + 1) * rays);
  const float* gradient = from.floats(samples * rays);
  float* weightGradient = from.floats(bins * rays);
  if (from.ok()) kernels().outerMeasureGradient(samples, bins, rays, edges, otherEdges, gradient, weightGradient);
}

/**
 * adam(count, beta1, beta2, weightDecay, stepSize, rootScale, added, parameter, gradient, first, second,
 *   nextParameter, nextFirst, nextSecond)
 */
void adam(const Napi::CallbackInfo& info) {
  Arguments from(info);
  const std::size_t count = from.size();
  double numbers[6];
  for (double& number : numbers) number = from.number();
  const auto [beta1, beta2, weightDecay, stepSize, rootScale, added] = numbers;
  lerf::Adam step;
  step.beta1 = static_cast<float>(beta1);
  step.beta2 = static_cast<float>(beta2);
  step.new1 = static_cast<float>(1 - beta1);
  step.new2 = static_cast<float>(1 - beta2);
  step.weightDecay = static_cast<float>(weightDecay);
  step.stepSize = static_cast<float>(stepSize);
  step.rootScale = static_cast<float>(rootScale);
  step.added = static_cast<float>(added);
  float* arrays[7];
  for (float*& array : arrays) array = from.floats(count);
  if (!from.ok()) return;
  kernels().adam(step, count, arrays[0], arrays[1], arrays[2], arrays[3], arrays[4], arrays[5], arrays[6]);
}

/** use(name | null): kernels for a lesser processor than this one, to test them; null for the fastest again. */
Napi::Value use(const Napi::CallbackInfo& info) {
  chosen = nullptr;
  const std::string fastest = fastestKernels().name;
  const std::string name = info[0].IsString() ? info[0].As<Napi::String>().Utf8Value() : fastest;
  const bool isKnown = name == "baseline" || name == fastest || (name == "avx2" && fastest == "avx512");
  if (isKnown) {
    chosen = name == "baseline" ? &lerf::baselineKernels() : name == "avx2" ? lerf::avx2Kernels() : nullptr;
  }
  return Napi::Boolean::New(info.Env(), isKnown);
}

Napi::Value describe(const Napi::CallbackInfo& info) {
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("instructions", kernels().name);
  result.Set("threads", lerf::threadCount());
  return result;
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  exports.Set("hashEncode", Napi::Function::New(env, hashEncode));
  exports.Set("hashEncodeGradient", Napi::Function::New(env, hashEncodeGradient));
  exports.Set("mlp", Napi::Function::New(env, mlp));
  exports.Set("mlpGradient", Napi::Function::New(env, mlpGradient));
  exports.Set("add", Napi::Function::New(env, add));
  exports.Set("contract", Napi::Function::New(env, contract));
  exports.Set("samplePoints", Napi::Function::New(env, samplePoints));
  exports.Set("spacingToDistance", Napi::Function::New(env, spacingToDistance));
  exports.Set("opticalDepth", Napi::Function::New(env, opticalDepth));
  exports.Set("opticalDepthGradient", Napi::Function::New(env, opticalDepthGradient));
  exports.Set("samplingDensity", Napi::Function::New(env, samplingDensity));
  exports.Set("alphaComposite", Napi::Function::New(env, alphaComposite));
  exports.Set("alphaCompositeGradient", Napi::Function::New(env, alphaCompositeGradient));
  exports.Set("renderEmbeddings", Napi::Function::New(env, renderEmbeddings));
  exports.Set("renderEmbeddingsGradient", Napi::Function::New(env, renderEmbeddingsGradient));
  exports.Set("blendTiles", Napi::Function::New(env, blendTiles));
  exports.Set("castRays", Napi::Function::New(env, castRays));
  exports.Set("resample", Napi::Function::New(env, resample));
  exports.Set("outerMeasure", Napi::Function::New(env, outerMeasure));
  exports.Set("outerMeasureGradient", Napi::Function::New(env, outerMeasureGradient));
  exports.Set("adam", Napi::Function::New(env, adam));
  exports.Set("use", Napi::Function::New(env, use));
  exports.Set("describe", Napi::Function::New(env, describe));
  return exports;
}

}  // namespace

NODE_API_MODULE(kernels, initialise)
