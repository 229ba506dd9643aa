# The third-party sources: those that scripts/toolchain put beside the project, else pinned archives from upstream.
# Only the layers that may know a dependency link its target: cryptopp (crypto), zstd (archive), json (base).

include(FetchContent)
set(HOLDFAST_SOURCES ${PROJECT_SOURCE_DIR}/.toolchain/sources)

# Sets <variable> to the folder of the sources called <name>; fetches them where they are not there.
function(holdfast_sources name variable url sha256)
  if(EXISTS ${HOLDFAST_SOURCES}/${name})
    set(${variable} ${HOLDFAST_SOURCES}/${name} PARENT_SCOPE)
    return()
  endif()
  # SOURCE_SUBDIR names a folder without a CMakeLists.txt: the sources are wanted, not their build.
  FetchContent_Declare(${name} URL ${url} URL_HASH SHA256=${sha256} SOURCE_SUBDIR none DOWNLOAD_EXTRACT_TIMESTAMP ON)
  FetchContent_MakeAvailable(${name})
  set(${variable} ${${name}_SOURCE_DIR} PARENT_SCOPE)
endfunction()

holdfast_sources(cryptopp CRYPTOPP
  https://github.com/weidai11/cryptopp/archive/refs/tags/CRYPTOPP_8_9_0.tar.gz
  ab5174b9b5c6236588e15a1aa1aaecb6658cdbe09501c7981ac8db276a24d9ab)
holdfast_sources(zstd ZSTD
  https://github.com/facebook/zstd/releases/download/v1.5.7/zstd-1.5.7.tar.gz
  eb33e51f49a15e023950cd7825ca74a4a2b43db8354825ac24fc1b7ee09e6fa3)
holdfast_sources(json JSON
  https://github.com/nlohmann/json/releases/download/v3.11.3/json.tar.xz
  d6c65aca6b1ed68e7a182f4757257b107ae403032760ed6ef121c9d55e81757d)

# --- Crypto++: only what scrypt, HKDF, HMAC, SHA-256 and ChaCha20-Poly1305 need ------------------------------------------

# dll.cpp instantiates the templates of the whole library; from nbtheory on, the files are there for it alone, and the linker
# drops what nothing calls.
set(CRYPTOPP_FILES
  algparam allocate authenc chacha chacha_simd chachapoly cpu cryptlib dll filters fips140 hmac integer iterhash misc mqueue
  poly1305 queue sha strciphr
  nbtheory asn basecode ec2n ecp gf2n gfpcrypt hex hrtimer modes oaep osrng primetab pubkey randpool rdtables rijndael rng
  algebra des dessp eprecomp pkcspad pssr)
list(TRANSFORM CRYPTOPP_FILES PREPEND ${CRYPTOPP}/)
list(TRANSFORM CRYPTOPP_FILES APPEND .cpp)
add_library(cryptopp STATIC ${CRYPTOPP_FILES})
# Crypto++ includes its headers by their bare names; ours say <cryptopp/…>, so a folder of that name is made.
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/include)
file(CREATE_LINK ${CRYPTOPP} ${PROJECT_BINARY_DIR}/include/cryptopp SYMBOLIC)
target_include_directories(cryptopp SYSTEM PUBLIC ${PROJECT_BINARY_DIR}/include)
target_compile_definitions(cryptopp PUBLIC CRYPTOPP_DISABLE_ASM)
target_compile_options(cryptopp PRIVATE -w)
# Without its assembler, but with ChaCha20 in SSE2 intrinsics, which Emscripten turns into WebAssembly SIMD. There is no CPU to
# ask for its features: an engine that has no SIMD does not compile the module at all.
set(chacha ${CRYPTOPP}/chacha.cpp ${CRYPTOPP}/chacha_simd.cpp)
set_property(SOURCE ${chacha} PROPERTY COMPILE_OPTIONS -DCRYPTOPP_SSE2_INTRIN_AVAILABLE=1)
if(EMSCRIPTEN)
  set_property(SOURCE ${chacha} APPEND PROPERTY COMPILE_OPTIONS -mssse3 "-DHasSSE2()=true")
endif()

# --- zstd: one thread, no old formats --------------------------------------------------------------------------------

file(GLOB ZSTD_FILES ${ZSTD}/lib/common/*.c ${ZSTD}/lib/compress/*.c ${ZSTD}/lib/decompress/*.c)
add_library(zstd STATIC ${ZSTD_FILES})
target_include_directories(zstd SYSTEM PUBLIC ${ZSTD}/lib)
target_compile_definitions(zstd PRIVATE ZSTD_DISABLE_ASM ZSTD_LEGACY_SUPPORT=0 XXH_NAMESPACE=ZSTD_)

add_library(json INTERFACE)
target_include_directories(json SYSTEM INTERFACE ${JSON}/include)
