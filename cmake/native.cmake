# The native compiler: clang 19 where it goes by that name, else the clang on the PATH.
find_program(HOLDFAST_CLANG NAMES clang-19 clang REQUIRED)
find_program(HOLDFAST_CLANGXX NAMES clang++-19 clang++ REQUIRED)
set(CMAKE_C_COMPILER ${HOLDFAST_CLANG})
set(CMAKE_CXX_COMPILER ${HOLDFAST_CLANGXX})
