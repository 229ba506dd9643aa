# The Emscripten toolchain file: of the one inside .toolchain/, else of the emcc on the PATH.
set(HOLDFAST_EMSCRIPTEN ${CMAKE_CURRENT_LIST_DIR}/../.toolchain/root/usr/share/emscripten)
if(NOT EXISTS ${HOLDFAST_EMSCRIPTEN}/.emscripten)
  find_program(HOLDFAST_EMCC emcc REQUIRED)
  file(REAL_PATH ${HOLDFAST_EMCC} HOLDFAST_EMCC)
  get_filename_component(HOLDFAST_EMSCRIPTEN ${HOLDFAST_EMCC} DIRECTORY)
endif()
file(REAL_PATH ${HOLDFAST_EMSCRIPTEN} HOLDFAST_EMSCRIPTEN)
include(${HOLDFAST_EMSCRIPTEN}/cmake/Modules/Platform/Emscripten.cmake)
# std::expected, coroutines on emscripten::val and exceptions together were first seen to work in this release.
if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.69)
  message(FATAL_ERROR "Emscripten 3.1.69 or newer is needed; this is ${EMSCRIPTEN_VERSION}. Set a newer one up with emsdk.")
endif()
