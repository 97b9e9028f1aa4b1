# Language level, warnings, sanitizers and the compiler cache: the same for every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(RETROGRADE_CCACHE ccache)
if(RETROGRADE_CCACHE)
    # Precompiled headers can only be cached when ccache is told that their time stamps do not matter.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${RETROGRADE_CCACHE})
endif()

add_library(retrograde_settings INTERFACE)
add_library(retrograde::settings ALIAS retrograde_settings)
target_compile_options(retrograde_settings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    $<$<BOOL:${RETROGRADE_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 warns falsely about std::string's operator+ (GCC bug 105651).
    target_compile_options(retrograde_settings INTERFACE -Wno-restrict)
endif()

if(RETROGRADE_SANITIZE)
    list(JOIN RETROGRADE_SANITIZE "," _sanitizers)
    add_compile_options(-fsanitize=${_sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${_sanitizers})
endif()

# One static library per folder of core/ and ui/: its sources by name, its dependencies, an alias.
#   retrograde_library(NAME SOURCES a.cpp ... DEPENDS target ... [PRIVATE_DEPENDS target ...])
function(retrograde_library name)
    cmake_parse_arguments(ARG "" "ROOT" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
    add_library(retrograde_${name} STATIC ${ARG_SOURCES})
    add_library(retrograde::${name} ALIAS retrograde_${name})
    target_include_directories(retrograde_${name} PUBLIC "${ARG_ROOT}")
    target_link_libraries(retrograde_${name}
        PUBLIC ${ARG_DEPENDS}
        PRIVATE retrograde::settings ${ARG_PRIVATE_DEPENDS})
endfunction()
