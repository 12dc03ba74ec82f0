#include "pg/phone_module.hpp"

#include "pg/guard.hpp"

#include "pg/server.hpp"

namespace viginti::pg {

namespace {

using Apply = int (*)(const phone::Question *, phone::Answer *);

constinit Apply apply = nullptr;

} // namespace

phone::Verdict ask_phone_module(const phone::Question &question, phone::Answer &answer)
{
    if (apply == nullptr) {
        void *const found = guarded([] {
            return load_external_function("$libdir/viginti_phone", "viginti_phone_apply", true,
                                          nullptr);
        });
        apply = reinterpret_cast<Apply>(found);
    }
    return static_cast<phone::Verdict>(apply(&question, &answer));
}

} // namespace viginti::pg
