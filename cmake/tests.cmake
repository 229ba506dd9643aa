# The tests of the layers: one executable, the fuzz targets, and the sources that must not compile.

if(EXISTS /usr/src/googletest/CMakeLists.txt)
  add_subdirectory(/usr/src/googletest googletest EXCLUDE_FROM_ALL SYSTEM)
else()
  FetchContent_Declare(googletest SYSTEM EXCLUDE_FROM_ALL
    URL https://github.com/google/googletest/releases/download/v1.15.2/googletest-1.15.2.tar.gz
    URL_HASH SHA256=7b42b4d6ed48810c5362c265a17faebe90dc2373c885e5216439d37927f02926)
  FetchContent_MakeAvailable(googletest)
endif()

enable_testing()
file(GLOB test_files CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/tests/base/*.cpp ${PROJECT_SOURCE_DIR}/tests/crypto/*.cpp ${PROJECT_SOURCE_DIR}/tests/age/*.cpp
  ${PROJECT_SOURCE_DIR}/tests/archive/*.cpp ${PROJECT_SOURCE_DIR}/tests/api/*.cpp ${PROJECT_SOURCE_DIR}/tests/site/*.cpp
  ${PROJECT_SOURCE_DIR}/tests/support/*.cpp)
add_executable(holdfast_tests ${test_files})
target_link_libraries(holdfast_tests PRIVATE holdfast_site cryptopp GTest::gtest_main GTest::gmock holdfast_warnings)
target_include_directories(holdfast_tests PRIVATE ${PROJECT_SOURCE_DIR}/tests)
target_compile_definitions(holdfast_tests PRIVATE HOLDFAST_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
if(EMSCRIPTEN)
  # Emscripten's loader on the disk is CommonJS, and the checkout's package.json would have it read as an ES module.
  set_target_properties(holdfast_tests PROPERTIES SUFFIX .cjs)
  # The vectors are read from the disk, and the age test kit needs scrypt's memory.
  target_link_options(holdfast_tests PRIVATE
    -sNODERAWFS -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=4GB -sSTACK_SIZE=4MB -sEXIT_RUNTIME -sENVIRONMENT=node)
endif()
add_test(NAME holdfast_tests COMMAND holdfast_tests)

# The age test kit, unpacked from its npm package.
set(age_kit ${PROJECT_SOURCE_DIR}/build/vectors/age)
add_custom_command(OUTPUT ${age_kit}/x25519
  COMMAND node ${PROJECT_SOURCE_DIR}/tests/support/age-kit.mjs ${age_kit}
  DEPENDS ${PROJECT_SOURCE_DIR}/tests/support/age-kit.mjs VERBATIM)
add_custom_target(age_kit DEPENDS ${age_kit}/x25519)
add_dependencies(holdfast_tests age_kit)

if(NOT EMSCRIPTEN)
  file(GLOB fuzz_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/*_fuzz.cpp)
  foreach(file IN LISTS fuzz_files)
    get_filename_component(name ${file} NAME_WE)
    if(HOLDFAST_FUZZ)
      add_executable(${name} ${file})
      target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    else()
      add_executable(${name} ${file} ${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cpp)
      string(REPLACE _fuzz "" subject ${name})
      add_test(NAME ${name} COMMAND ${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${subject})
    endif()
    target_link_libraries(${name} PRIVATE holdfast_site holdfast_warnings)
  endforeach()

  # Each source compiles as it stands, and does not where SHOULD_FAIL lets the forbidden lines in.
  file(GLOB forbidden CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/compile_fail/*.cpp)
  foreach(file IN LISTS forbidden)
    get_filename_component(name ${file} NAME_WE)
    set(command ${CMAKE_CXX_COMPILER} -std=c++23 -Werror=unused-result -fsyntax-only -I${PROJECT_SOURCE_DIR}/wasm
      -isystem ${JSON}/include ${file})
    add_test(NAME compiles_${name} COMMAND ${command})
    add_test(NAME forbids_${name} COMMAND ${command} -DSHOULD_FAIL)
    set_tests_properties(forbids_${name} PROPERTIES WILL_FAIL ON)
  endforeach()
endif()
