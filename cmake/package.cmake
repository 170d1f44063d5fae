# The Debian package of the server: build, then `cpack -G DEB` in the build folder. scripts/test --only packages
# does both and boots a Debian that installs it; docs/operate/install.md says what lies where.
set(SUGGESTD_PACKAGE_MAINTAINER "The suggestd authors <suggestd@example.org>" CACHE STRING
  "Who answers for the package: a name and an address. Set it before you hand a package to others")

# The packages whose parts are inside the binary: their notices go with it.
set(SUGGESTD_LINKED_PACKAGES
  librocksdb-dev libsnappy-dev liblz4-dev liburing-dev libxxhash-dev libsodium-dev libeigen3-dev
  nlohmann-json3-dev libcli11-dev libfmt-dev libhwy-dev libtomlplusplus-dev)
if(SUGGESTD_DASHBOARD)
  list(APPEND SUGGESTD_LINKED_PACKAGES node-react node-react-dom node-scheduler)
endif()

# Adds `command > output`, gzipped if the name ends so, to the files that are made for the package.
function(add_package_file output)
  cmake_parse_arguments(FILE "" "" "COMMAND;DEPENDS" ${ARGN})
  set(path "${PROJECT_BINARY_DIR}/package/${output}")
  set(packed "")
  if(output MATCHES "\\.gz$")
    set(packed | gzip -9n)
  endif()
  add_custom_command(OUTPUT "${path}" COMMAND ${FILE_COMMAND} ${packed} > "${path}" DEPENDS ${FILE_DEPENDS} VERBATIM)
  set_property(TARGET package_files APPEND PROPERTY SUGGESTD_FILES "${path}")
endfunction()

# Everything that the package holds but the binary, which is installed as anywhere.
function(install_package_files)
  set(source "${PROJECT_SOURCE_DIR}/packaging/debian")
  set(made "${PROJECT_BINARY_DIR}/package")
  set(docs share/doc/suggestd)
  install(FILES "${source}/suggestd.toml" DESTINATION /etc/suggestd COMPONENT debian EXCLUDE_FROM_ALL)
  install(DIRECTORY DESTINATION /etc/suggestd/conf.d COMPONENT debian EXCLUDE_FROM_ALL)
  install(FILES "${source}/suggestd.service" DESTINATION /lib/systemd/system COMPONENT debian EXCLUDE_FROM_ALL)
  install(FILES "${source}/sysusers.conf" DESTINATION lib/sysusers.d RENAME suggestd.conf
    COMPONENT debian EXCLUDE_FROM_ALL)
  install(FILES "${source}/tmpfiles.conf" DESTINATION lib/tmpfiles.d RENAME suggestd.conf
    COMPONENT debian EXCLUDE_FROM_ALL)
  install(FILES "${made}/suggestd.1.gz" DESTINATION share/man/man1 COMPONENT debian EXCLUDE_FROM_ALL)
  install(FILES "${made}/suggestd.toml.5.gz" DESTINATION share/man/man5 COMPONENT debian EXCLUDE_FROM_ALL)
  install(FILES "${made}/bash" DESTINATION share/bash-completion/completions RENAME suggestd
    COMPONENT debian EXCLUDE_FROM_ALL)
  install(FILES "${made}/zsh" DESTINATION share/zsh/vendor-completions RENAME _suggestd
    COMPONENT debian EXCLUDE_FROM_ALL)
  install(FILES "${made}/fish" DESTINATION share/fish/vendor_completions.d RENAME suggestd.fish
    COMPONENT debian EXCLUDE_FROM_ALL)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/config/grafana" "${PROJECT_SOURCE_DIR}/config/prometheus"
    DESTINATION share/suggestd COMPONENT debian EXCLUDE_FROM_ALL)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs/" DESTINATION ${docs} COMPONENT debian EXCLUDE_FROM_ALL)
  install(FILES "${PROJECT_SOURCE_DIR}/config/suggestd.toml" DESTINATION ${docs}/examples
    COMPONENT debian EXCLUDE_FROM_ALL)
  install(FILES "${source}/copyright" "${made}/changelog.gz" "${made}/changelog.Debian.gz" DESTINATION ${docs}
    COMPONENT debian EXCLUDE_FROM_ALL)
  install(FILES "${source}/lintian-overrides" DESTINATION share/lintian/overrides RENAME suggestd
    COMPONENT debian EXCLUDE_FROM_ALL)
  foreach(package IN LISTS SUGGESTD_LINKED_PACKAGES)
    install(FILES "/usr/share/doc/${package}/copyright" DESTINATION ${docs}/notices RENAME ${package}
      COMPONENT debian EXCLUDE_FROM_ALL)
  endforeach()
endfunction()

# changelog.Debian: one entry, dated by the last commit, so that the same tree makes the same package.
function(write_debian_changelog output)
  execute_process(COMMAND git -C "${PROJECT_SOURCE_DIR}" log -1 --format=%cD
    OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT date)
    set(date "Thu, 01 Jan 1970 00:00:00 +0000")
  endif()
  file(CONFIGURE OUTPUT "${output}" CONTENT "suggestd (${PROJECT_VERSION}-1) bookworm; urgency=medium

  * Version ${PROJECT_VERSION}: changelog.gz says what is new.

 -- ${SUGGESTD_PACKAGE_MAINTAINER}  ${date}
" @ONLY)
endfunction()

function(add_package)
  set(made "${PROJECT_BINARY_DIR}/package")
  write_debian_changelog("${made}/changelog.Debian")
  add_custom_target(package_files ALL)
  foreach(page suggestd.1 suggestd.toml.5)
    add_package_file(${page}.gz COMMAND $<TARGET_FILE:suggestd> print ${page} DEPENDS suggestd)
  endforeach()
  foreach(shell bash zsh fish)
    add_package_file(${shell} COMMAND $<TARGET_FILE:suggestd> print ${shell} DEPENDS suggestd)
  endforeach()
  add_package_file(changelog.gz COMMAND cat "${PROJECT_SOURCE_DIR}/CHANGELOG.md"
    DEPENDS "${PROJECT_SOURCE_DIR}/CHANGELOG.md")
  add_package_file(changelog.Debian.gz COMMAND cat "${made}/changelog.Debian" DEPENDS "${made}/changelog.Debian")
  get_target_property(files package_files SUGGESTD_FILES)
  add_custom_target(made_package_files DEPENDS ${files})
  add_dependencies(package_files made_package_files)
  install_package_files()
endfunction()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "")
set(CPACK_PACKAGE_CONTACT "${SUGGESTD_PACKAGE_MAINTAINER}")
set(CPACK_COMPONENTS_ALL server debian)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_NAME suggestd)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
# For the user and the folders; a container has no use for the rest of systemd.
set(CPACK_DEBIAN_PACKAGE_DEPENDS
  "systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "recommendation server for online shops")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "A shop posts its orders, events and catalogue; suggestd keeps them durably,
learns from each one as it arrives, and answers what a person should see now.
No database, queue or second server is needed.
.
The package brings a hardened systemd service, manual pages, completions for
shells, dashboards for Grafana and alert rules for Prometheus.")
foreach(script postinst prerm postrm conffiles)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${PROJECT_SOURCE_DIR}/packaging/debian/${script}")
endforeach()
