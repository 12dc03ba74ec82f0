/*
 * What an operation asks for, as a tree of its own: fragments merged in, @skip and @include decided,
 * fields of one response name put together, arguments coerced (GraphQL, September 2025, section
 * 6.3). This is the form in which a document is lowered to requests, and introspection is answered.
 */
#pragma once

#include "graphql/document.hpp"
#include "graphql/fault.hpp"
#include "graphql/schema.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace viginti::graphql {

struct SelectedObject;

/* Shared, so that the fields of a kept tree can be had with other arguments. */
class SelectedObjects {
  public:
    SelectedObjects() = default;
    explicit SelectedObjects(std::vector<SelectedObject> objects);

    bool empty() const { return !shared_; }
    std::size_t size() const;
    const SelectedObject &front() const { return *begin(); }
    const SelectedObject *begin() const;
    const SelectedObject *end() const;

  private:
    std::shared_ptr<const std::vector<SelectedObject>> shared_; /* null rather than without any */
};

struct SelectedField {
    std::string_view key;  /* response name */
    const Field *field;    /* what the schema says of it */
    const Selection *node; /* the first of those merged here */
    TypeView type;
    Json arguments; /* an object: coerced, with defaults */
    /* One for an object; for an interface or union one for each type it may be. */
    SelectedObjects objects;
};

struct SelectedObject {
    const Type *type;
    std::vector<SelectedField> fields; /* in the order of the answer */
};

/*
 * The tree of an operation of a valid document. Faults, located only by offsets, are those of
 * arguments that lack a variable; their path leads to the field, which is left out then.
 */
SelectedObject select(const Schema &schema, const Document &document, const Operation &operation,
                      const json_t *variables, std::vector<Fault> &faults);

/*
 * Whether variables of the operation stand nowhere but in the arguments of its own root fields: then
 * its tree can be kept, and serves with other values for them.
 */
bool has_fixed_selection(const Document &document, const Operation &operation);

/* The tree of such an operation, of which arguments that take a variable are left null. */
SelectedObject select_fixed(const Schema &schema, const Document &document,
                            const Operation &operation, std::vector<Fault> &faults);

/* Such a tree with the values of variables: what select() makes of the operation. */
SelectedObject with_variables(const Schema &schema, const SelectedObject &fixed,
                              const json_t *variables, std::vector<Fault> &faults);

/* Fields of a tree on all levels. */
std::size_t count_fields(const SelectedObject &object);

/*
 * The operation to run: the one of that name, or the only one when the name is empty. Null and a
 * message in `fault` when there is none such (section 6.1.1).
 */
const Operation *find_operation(const Document &document, std::string_view name, Fault &fault);

} // namespace viginti::graphql
