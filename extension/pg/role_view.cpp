#include "pg/role_view.hpp"

#include "model/search.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/lru.hpp"

#include <algorithm>
#include <string>

#include "pg/guard.hpp"

namespace viginti::pg {

namespace {

using model::Field;
using model::Object;
using model::ObjectPtr;

/* Views of objects one backend remembers, by version of the object and hidden fields. */
constexpr std::size_t kept_views = 1000;

Lru<std::string, ObjectPtr, TextHash> &views()
{
    static auto *const made = new Lru<std::string, ObjectPtr, TextHash>(kept_views);
    return *made;
}

bool may_read_table(const Object &object, RoleId role)
{
    return guarded([&] { return pg_class_aclcheck(object.relation, role, ACL_SELECT); }) ==
           ACLCHECK_OK;
}

/* A column that is gone is no column to hide: the statement that names it fails and is compiled anew. */
bool may_read_column(Oid relation, const char *column, RoleId role)
{
    return guarded([&] {
        AttrNumber const number = get_attnum(relation, column);
        return number == InvalidAttrNumber ||
               pg_attribute_aclcheck(relation, number, role, ACL_SELECT) == ACLCHECK_OK;
    });
}

bool may_read_field(const Object &object, const Field &field, RoleId role)
{
    for (const model::Column &column : model::columns_of(field))
        if (!may_read_column(object.relation, column.name.c_str(), role))
            return false;
    return true;
}

/*
 * One character a field, in order: what the role may read. Words of a hidden field could be guessed
 * through the search column, which is hidden with it.
 */
std::string readable_fields(const Object &object, RoleId role)
{
    std::string readable;
    readable.reserve(object.fields.size());
    for (const Field &field : object.fields)
        readable += may_read_field(object, field, role) ? '1' : '0';
    std::vector<Uuid> const sources = model::search_sources(object);
    auto const hides_source = [&] {
        for (std::size_t i = 0; i < object.fields.size(); ++i)
            if (readable[i] == '0' &&
                std::find(sources.begin(), sources.end(), object.fields[i].id) != sources.end())
                return true;
        return false;
    };
    if (const Field *const search = model::search_field(object); search && hides_source())
        readable[static_cast<std::size_t>(search - object.fields.data())] = '0';
    return readable;
}

bool is_essential(const Field &field)
{
    return field.is_system && (field.name == "id" || field.name == "deletedAt");
}

std::shared_ptr<Object> make_view(const Object &object, const std::string &readable,
                                  bool is_versioned)
{
    auto view = std::make_shared<Object>(object);
    view->version = next_version();
    view->is_versioned = is_versioned;
    view->fields.clear();
    for (std::size_t i = 0; i < object.fields.size(); ++i) {
        const Field &field = object.fields[i];
        if (readable[i] == '1') {
            view->fields.push_back(field);
            continue;
        }
        view->hidden.push_back(field);
        view->is_readable = view->is_readable && !is_essential(field);
    }
    if (!view->is_readable) {
        view->fields = object.fields;
        view->hidden.clear();
    }
    return view;
}

ObjectPtr view_of(ObjectPtr object, RoleId role)
{
    if (!object || may_read_table(*object, role))
        return object;
    std::string const readable = readable_fields(*object, role);
    bool const is_versioned = may_read_column(object->relation, "xmin", role) &&
                              may_read_column(object->relation, "ctid", role);
    if (is_versioned && readable.find('0') == readable.npos)
        return object;
    std::string key(reinterpret_cast<const char *>(&object->version), sizeof object->version);
    key += readable;
    key += is_versioned ? '1' : '0';
    if (const ObjectPtr *const kept = views().find(key))
        return *kept;
    ObjectPtr view = make_view(*object, readable, is_versioned);
    views().insert(key) = view;
    return view;
}

} // namespace

model::Catalog visible_to(model::Catalog catalog, RoleId role)
{
    catalog.load = [whole = std::move(catalog.load), role](const Uuid &id) {
        return view_of(whole(id), role);
    };
    return catalog;
}

} // namespace viginti::pg
