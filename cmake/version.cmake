# Writes OUTPUT, a header saying which sources are being built. Run at every build; the file is touched only when it
# changes. Takes SOURCE, VERSION, COMPILER.
execute_process(
  COMMAND git --no-optional-locks -C ${SOURCE} describe --always --abbrev=40 --dirty --match=
  OUTPUT_VARIABLE hash OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  set(hash unknown)
endif()
set(text "#pragma once
#define KITH_VERSION \"${VERSION}\"
#define KITH_GIT_HASH \"${hash}\"
#define KITH_COMPILER \"${COMPILER}\"
")
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "${text}" @ONLY)
