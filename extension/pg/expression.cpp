#include "pg/expression.hpp"

#include "pg/ddl_literals.hpp"

#include "pg/guard.hpp"
#include "pg/subtransaction.hpp"

namespace viginti::pg {

namespace {

/* Raises. The expression of "SELECT expression" with its literals in place. */
Node *raw_parse_expression(const char *statement, const std::vector<std::string> &literals)
{
    List *const statements = raw_parser(statement, RAW_PARSE_DEFAULT);
    auto *const raw = static_cast<RawStmt *>(linitial(statements));
    auto *const select = reinterpret_cast<SelectStmt *>(raw->stmt);
    auto *const target = static_cast<ResTarget *>(linitial(select->targetList));
    return raw_put_literals(target->val, literals);
}

/* Raises. What DDL makes of a default: an expression of the column's type. */
Node *raw_cook_default(ParseState *state, Relation table, Node *raw, const char *column,
                       char generated)
{
    AttrNumber const number = get_attnum(RelationGetRelid(table), column);
    if (number == InvalidAttrNumber)
        raw_raise("a default is for a column that is not there");
    FormData_pg_attribute const *const attribute =
        TupleDescAttr(RelationGetDescr(table), number - 1);
    return cookDefault(state, raw, attribute->atttypid, attribute->atttypmod, column, generated);
}

/* Raises. */
Node *raw_cook(Relation table, const ddl::Expression &expression, const char *statement)
{
    ParseState *const state = make_parsestate(nullptr);
    state->p_sourcetext = statement;
    ParseNamespaceItem *const item =
        addRangeTableEntryForRelation(state, table, AccessShareLock, nullptr, false, true);
    addNSItemToQuery(state, item, true, true, true);
    Node *const raw = raw_parse_expression(statement, expression.literals);
    Node *cooked = nullptr;
    switch (expression.kind) {
    case ddl::Expression::Kind::Default:
        return raw_cook_default(state, table, raw, expression.column.c_str(), '\0');
    case ddl::Expression::Kind::Generation:
        return raw_cook_default(state, table, raw, expression.column.c_str(),
                                ATTRIBUTE_GENERATED_STORED);
    case ddl::Expression::Kind::Check:
        cooked = coerce_to_boolean(state, transformExpr(state, raw, EXPR_KIND_CHECK_CONSTRAINT),
                                   "CHECK");
        break;
    case ddl::Expression::Kind::Predicate:
        cooked = transformWhereClause(state, raw, EXPR_KIND_INDEX_PREDICATE, "WHERE");
        break;
    }
    assign_expr_collations(state, cooked);
    return cooked;
}

} // namespace

std::optional<std::string> print_expression(std::uint32_t relation,
                                            const ddl::Expression &expression)
{
    std::string const statement = "SELECT " + expression.text;
    try {
        const char *const printed = in_subtransaction([&] {
            return guarded([&] {
                Relation const table = table_open(relation, AccessShareLock);
                Node *const cooked = raw_cook(table, expression, statement.c_str());
                Datum const tree = CStringGetTextDatum(nodeToString(cooked));
                Datum const result =
                    DirectFunctionCall2(pg_get_expr, tree, ObjectIdGetDatum(relation));
                table_close(table, NoLock);
                return const_cast<const char *>(TextDatumGetCString(result));
            });
        });
        return printed;
    } catch (const PgError &error) {
        if (error.sqlstate_class() == "42" || error.sqlstate_class() == "22")
            return std::nullopt;
        throw;
    }
}

} // namespace viginti::pg
