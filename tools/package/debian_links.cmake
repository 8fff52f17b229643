# CPack runs this on the staged package: the places where programs look for bodocc, as links to its own tree.
set(usr ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr)
set(tree ${usr}/lib/bodocc)
file(MAKE_DIRECTORY ${usr}/bin ${usr}/share/doc/bodocc ${usr}/lib/cmake/bodocc ${usr}/share/pkgconfig)
foreach(program bodocc bodo-clean bodo-verify)
  file(CREATE_LINK ../lib/bodocc/bin/${program} ${usr}/bin/${program} SYMBOLIC)
endforeach()

# these find the tree from their own place: not links
set(config lib/cmake/bodocc/bodoccConfig)
file(WRITE ${usr}/${config}.cmake "include(/usr/lib/bodocc/${config}.cmake)\n")
file(COPY ${tree}/${config}Version.cmake DESTINATION ${usr}/lib/cmake/bodocc)
file(READ ${tree}/lib/pkgconfig/bodocc.pc text)
string(REGEX REPLACE "prefix=[^\n]*" "prefix=/usr/lib/bodocc" text "${text}")
file(WRITE ${usr}/share/pkgconfig/bodocc.pc "${text}")

file(READ ${tree}/share/doc/bodocc/LICENSE text)
file(WRITE ${usr}/share/doc/bodocc/copyright "bodocc:\n\n${text}")
file(GLOB licences ${tree}/share/doc/bodocc/arrow/*)
foreach(file IN LISTS licences)
  file(READ ${file} text)
  file(APPEND ${usr}/share/doc/bodocc/copyright "\nApache Arrow, libarrow, libarrow_s3 and libparquet:\n\n${text}")
endforeach()
