# add_layer(NAME [BELOW layers...] [USES libraries...]): src/NAME/*.cc as one static library that can
# see the layers named after BELOW, and what those see.
set_property(GLOBAL PROPERTY SUGGESTD_LAYERS "")

function(add_layer name)
  cmake_parse_arguments(LAYER "" "" "BELOW;USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${name}/*.cc"
       "${PROJECT_SOURCE_DIR}/src/${name}/*/*.cc")
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  list(TRANSFORM LAYER_BELOW PREPEND suggestd_)
  if(sources)
    add_library(suggestd_${name} STATIC ${sources})
    target_link_libraries(suggestd_${name} PUBLIC ${LAYER_BELOW} ${LAYER_USES} PRIVATE suggestd_options)
    target_include_directories(suggestd_${name} PUBLIC
      $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>)
  else()
    add_library(suggestd_${name} INTERFACE)
    target_link_libraries(suggestd_${name} INTERFACE ${LAYER_BELOW} ${LAYER_USES})
  endif()
  set_property(GLOBAL APPEND PROPERTY SUGGESTD_LAYERS suggestd_${name})
endfunction()

# The library that programs embed: all layers but the two that make the daemon.
function(add_core_library)
  add_library(suggestd_core INTERFACE)
  target_link_libraries(suggestd_core INTERFACE suggestd_embed suggestd_evaluate)
endfunction()

function(add_daemon)
  if(EXISTS "${PROJECT_SOURCE_DIR}/src/cli/main.cc")
    add_executable(suggestd "${PROJECT_SOURCE_DIR}/src/cli/main.cc")
    target_link_libraries(suggestd PRIVATE suggestd_cli suggestd_options)
    set_target_properties(suggestd PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
    # All addresses are found at the start, and then their table is read only.
    target_link_options(suggestd PRIVATE -Wl,-z,relro,-z,now)
    install(TARGETS suggestd COMPONENT server)
  endif()
endfunction()
