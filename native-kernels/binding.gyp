{
  "targets": [
    {
      "target_name": "kernels",
      "sources": [
        "src/addon.cc",
        "src/kernels-avx2.cc",
        "src/kernels-avx512.cc",
        "src/kernels-baseline.cc",
        "src/thread-pool.cc",
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NAPI_DISABLE_CPP_EXCEPTIONS"],
      "cflags": ["-O3", "-fno-math-errno", "-fno-trapping-math", "-fvisibility=hidden", "-Wno-psabi"],
      "cflags_cc": ["-std=gnu++17"],
      "cflags_cc!": ["-std=gnu++20", "-std=gnu++2a"],
      "xcode_settings": {
        "CLANG_CXX_LANGUAGE_STANDARD": "gnu++17",
        "GCC_OPTIMIZATION_LEVEL": "3",
        "MACOSX_DEPLOYMENT_TARGET": "11.0",
        "OTHER_CFLAGS": ["-fno-math-errno", "-fno-trapping-math", "-fvisibility=hidden"],
      },
      # Visual Studio's own compiler has no vector types; its Clang does.
      "conditions": [["OS=='win'", {"msbuild_toolset": "ClangCL"}]],
      "msvs_settings": {
        "VCCLCompilerTool": {"AdditionalOptions": ["/std:c++17", "/O2", "/clang:-fno-math-errno", "/clang:-fno-trapping-math"]},
      },
    },
  ],
}
