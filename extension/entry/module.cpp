/*
 * The module as the server loads it: magic block, settings, the one relcache callback.
 */
#include "base/phone.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/phone_module.hpp"
#include "pg/settings.hpp"

#include "pg/server.hpp"

extern "C" {

PG_MODULE_MAGIC;

/* Runs once a backend, at the first use of any of our functions; no preload is needed. */
void _PG_init(void)
{
    viginti::pg::define_settings();
    viginti::pg::register_catalog_callback();
    viginti::phone::use_rules(viginti::pg::ask_phone_module);
}
}
