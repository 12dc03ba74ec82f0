/*
 * Settings: viginti.*, one row each in settings.cpp with unit, bounds and context. The values are
 * plain variables the server sets.
 */
#pragma once

#include <string_view>

namespace viginti::pg {

/* Defines all settings and reserves the prefix; called from _PG_init. */
void define_settings();

/* Rows up to which totalCount is exact; 0: always exact. */
int exact_count_limit();
/* Milliseconds a model change waits for the lock of a table before it gives way. */
int lock_timeout();
/* Times a model change is tried. */
int lock_attempts();
/* Times a request that keeps being overtaken, or in the way, is run before what it ends in stands. */
int model_attempts();
/* Workspace viginti.get works in; empty when not set. */
std::string_view current_workspace();

} // namespace viginti::pg
