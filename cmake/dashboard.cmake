# The dashboard: web/ bundled, packed and compiled into the layer http. Without it the server serves its API alone, and
# says so at the dashboard's address.
option(SUGGESTD_DASHBOARD "Embed the dashboard; needs the packages of the group `build` in scripts/packages" ON)

function(embed_dashboard)
  if(NOT SUGGESTD_DASHBOARD)
    return()
  endif()
  find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
  set(script "${PROJECT_SOURCE_DIR}/scripts/build-dashboard")
  execute_process(COMMAND "${Python3_EXECUTABLE}" "${script}" --missing
    OUTPUT_VARIABLE missing OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  if(missing)
    message(FATAL_ERROR "The dashboard needs packages that are missing. Install them:\n"
      "  apt-get install --no-install-recommends ${missing}\n"
      "or build without the dashboard: -DSUGGESTD_DASHBOARD=OFF")
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/web/*")
  set(table "${PROJECT_BINARY_DIR}/generated/dashboard_files.cc")
  add_custom_command(OUTPUT "${table}"
    COMMAND Python3::Interpreter "${script}" --out "${PROJECT_BINARY_DIR}/dashboard" --table "${table}"
    DEPENDS "${script}" ${sources} COMMENT "Building the dashboard" VERBATIM)
  set_source_files_properties("${PROJECT_SOURCE_DIR}/src/http/dashboard_files.cc" PROPERTIES HEADER_FILE_ONLY ON)
  target_sources(suggestd_http PRIVATE "${table}")
endfunction()
