# modelzoo_embed(target header namespace file...): each file becomes a std::string_view constant of
# the generated header, so that the daemon needs no data folder to run. `a/b.toml` is named `b_toml`.
function(modelzoo_embed target header namespace)
  set(out ${CMAKE_BINARY_DIR}/generated/${header})
  set(absolute "")
  foreach(file ${ARGN})
    list(APPEND absolute ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  string(REGEX REPLACE "\\.h$" ".cc" source ${out})
  add_custom_command(
    OUTPUT ${out} ${source}
    COMMAND ${CMAKE_COMMAND} -DHEADER=${out} -DSOURCE=${source} -DINCLUDE=${header} -DNAMESPACE=${namespace}
            "-DFILES=${absolute}" -P ${CMAKE_SOURCE_DIR}/schemas/cmake/embed_files.cmake
    DEPENDS ${absolute} ${CMAKE_SOURCE_DIR}/schemas/cmake/embed_files.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${source} ${out})
  set_source_files_properties(${source} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endfunction()
