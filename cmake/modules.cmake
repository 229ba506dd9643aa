# The two WebAssembly modules: holdfast (validate, derive, drive, seal) and holdfast-site (the local site as well).

# holdfast_module(<name> <sources>…): web/generated/<name>.js and .wasm, an ES module for browsers, Workers and Node.
function(holdfast_module name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE holdfast_api holdfast_archive holdfast_warnings embind)
  holdfast_small(${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_SOURCE_DIR}/web/generated)
  target_link_options(${name} PRIVATE
    # Memory is copied by an instruction and not by a call to JavaScript.
    -mbulk-memory
    -O3 --no-entry -sMODULARIZE -sEXPORT_ES6 -sENVIRONMENT=web,worker,node -sFILESYSTEM=0
    # No `eval` and no `new Function`: the page's Content-Security-Policy forbids both.
    -sDYNAMIC_EXECUTION=0
    -sINCOMING_MODULE_JS_API=instantiateWasm,locateFile,wasmBinary
    # scrypt takes 128 bytes times r times N: 4 GiB, all there is, leave room for a work factor of 20.
    -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=4GB -sABORTING_MALLOC=0 -sSTACK_SIZE=1MB)
endfunction()

file(GLOB bindings CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/wasm/bindings/*.cpp)
set(core_bindings ${bindings})
list(FILTER core_bindings EXCLUDE REGEX "/site_[^/]*$")
if(core_bindings)
  holdfast_module(holdfast ${core_bindings})
  holdfast_module(holdfast-site ${bindings})
  target_link_libraries(holdfast-site PRIVATE holdfast_site)
endif()
