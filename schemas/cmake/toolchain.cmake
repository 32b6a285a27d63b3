# Warnings, sanitizers, ccache and the one way in which a folder becomes a library.

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers and other build folders hit the cache only with these.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CCACHE})
endif()

add_library(modelzoo_flags INTERFACE)
target_compile_options(modelzoo_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety -Wno-gnu-zero-variadic-macro-arguments>
  # GCC 12 warns of std::string's own code when optimising (GCC bugs 105329, 105651), and of the frames of
  # coroutines (109224).
  $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow
    -Wno-stringop-overread -Wno-mismatched-new-delete>)
target_compile_definitions(modelzoo_flags INTERFACE
  SPDLOG_FMT_EXTERNAL BOOST_ASIO_NO_DEPRECATED MODELZOO_VERSION="${PROJECT_VERSION}")
target_include_directories(modelzoo_flags INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
if(MODELZOO_SANITIZE)
  add_compile_options(-fsanitize=${MODELZOO_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${MODELZOO_SANITIZE})
  if(MODELZOO_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # ThreadSanitizer does not follow Asio's fences; gcc warns of each.
    add_compile_options(-Wno-tsan)
  endif()
endif()
if(MODELZOO_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

# modelzoo_library(name [DEPENDS libs...]): all .cc files below this folder become modelzoo_<name>.
# Files named *_main.cc are programs and stay out.
function(modelzoo_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  list(FILTER sources EXCLUDE REGEX "_main\\.cc$")
  add_library(modelzoo_${name} STATIC ${sources})
  target_link_libraries(modelzoo_${name} PUBLIC modelzoo_flags ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE})
  modelzoo_precompile(modelzoo_${name})
endfunction()

# Precompiles the standard headers that nearly every file includes.
function(modelzoo_precompile target)
  if(MODELZOO_PCH)
    target_precompile_headers(${target} PRIVATE
      <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <optional> <span>
      <string> <string_view> <unordered_map> <utility> <variant> <vector>)
  endif()
endfunction()
