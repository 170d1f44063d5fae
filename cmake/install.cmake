# libsuggestd: the layers that a program can embed, in one archive, with the public headers and a CMake
# package. find_package(suggestd) then gives suggestd::suggestd.
include(CMakePackageConfigHelpers)

# Every layer that `layer` may call, `layer` among them. Their names come from the targets' own links: a list
# kept by hand once missed a layer, and the installed archive no longer linked.
function(layers_below layer result)
  set(found suggestd_${layer})
  set(unseen ${found})
  while(unseen)
    list(POP_FRONT unseen target)
    get_target_property(links ${target} INTERFACE_LINK_LIBRARIES)
    list(FILTER links INCLUDE REGEX "^suggestd_[a-z]+$")
    list(REMOVE_ITEM links ${found})
    list(APPEND found ${links})
    list(APPEND unseen ${links})
  endwhile()
  set(${result} ${found} PARENT_SCOPE)
endfunction()

# Packs `layer` and all below it into libsuggestd.a.
function(add_installed_library layer)
  set(commands "CREATE libsuggestd.a\n")
  layers_below(${layer} layers)
  foreach(target IN LISTS layers)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "STATIC_LIBRARY")
      string(APPEND commands "ADDLIB $<TARGET_FILE:${target}>\n")
      list(APPEND archives ${target})
    endif()
  endforeach()
  file(GENERATE OUTPUT "${PROJECT_BINARY_DIR}/libsuggestd.mri" CONTENT "${commands}SAVE\nEND\n")
  add_custom_command(OUTPUT "${PROJECT_BINARY_DIR}/libsuggestd.a"
    COMMAND ${CMAKE_AR} -M < libsuggestd.mri
    DEPENDS ${archives} WORKING_DIRECTORY "${PROJECT_BINARY_DIR}" VERBATIM)
  add_custom_target(libsuggestd ALL DEPENDS "${PROJECT_BINARY_DIR}/libsuggestd.a")

  set(package "${CMAKE_INSTALL_LIBDIR}/cmake/suggestd")
  configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/suggestdConfig.cmake.in"
    "${PROJECT_BINARY_DIR}/suggestdConfig.cmake" INSTALL_DESTINATION "${package}"
    PATH_VARS CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR)
  write_basic_package_version_file("${PROJECT_BINARY_DIR}/suggestdConfigVersion.cmake"
    COMPATIBILITY SameMinorVersion)
  install(FILES "${PROJECT_BINARY_DIR}/libsuggestd.a" DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT library)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/suggestd" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
    COMPONENT library OPTIONAL)
  install(FILES "${PROJECT_BINARY_DIR}/suggestdConfig.cmake" "${PROJECT_BINARY_DIR}/suggestdConfigVersion.cmake"
    "${PROJECT_SOURCE_DIR}/cmake/linked_libraries.cmake" DESTINATION "${package}" COMPONENT library)
endfunction()
