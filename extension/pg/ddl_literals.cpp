#include "pg/ddl_literals.hpp"

#include "pg/guard.hpp"

namespace viginti::pg {

namespace {

Node *constant_of(const ParamRef *param, const std::vector<std::string> &literals)
{
    if (param->number < 1 || static_cast<std::size_t>(param->number) > literals.size())
        raw_raise("a statement names a literal that is not there");
    std::string const &text = literals[static_cast<std::size_t>(param->number) - 1];
    A_Const *const constant = makeNode(A_Const);
    constant->val.sval.type = T_String;
    constant->val.sval.sval = pnstrdup(text.data(), text.size());
    constant->location = param->location;
    return reinterpret_cast<Node *>(constant);
}

/* Replaces what a member of a node points at. */
template <class Member>
void put(Member *&member, const std::vector<std::string> &literals)
{
    member =
        reinterpret_cast<Member *>(raw_put_literals(reinterpret_cast<Node *>(member), literals));
}

template <class Of>
Of *as(Node *node)
{
    return reinterpret_cast<Of *>(node);
}

} // namespace

Node *raw_put_literals(Node *node, const std::vector<std::string> &literals)
{
    if (node == nullptr)
        return nullptr;
    check_stack_depth();
    switch (node->type) {
    case T_ParamRef:
        return constant_of(as<ParamRef>(node), literals);
    case T_List:
        for (int i = 0; i < as<List>(node)->length; ++i)
            put(as<List>(node)->elements[i].ptr_value, literals);
        break;
    case T_CreateStmt:
        put(as<CreateStmt>(node)->tableElts, literals);
        put(as<CreateStmt>(node)->constraints, literals);
        break;
    case T_AlterTableStmt:
        put(as<AlterTableStmt>(node)->cmds, literals);
        break;
    case T_AlterTableCmd:
        put(as<AlterTableCmd>(node)->def, literals);
        break;
    case T_ColumnDef:
        put(as<ColumnDef>(node)->raw_default, literals);
        put(as<ColumnDef>(node)->constraints, literals);
        break;
    case T_Constraint:
        put(as<Constraint>(node)->raw_expr, literals);
        put(as<Constraint>(node)->where_clause, literals);
        break;
    case T_IndexStmt:
        put(as<IndexStmt>(node)->indexParams, literals);
        put(as<IndexStmt>(node)->whereClause, literals);
        break;
    case T_IndexElem:
        put(as<IndexElem>(node)->expr, literals);
        break;
    case T_CreatePolicyStmt:
        put(as<CreatePolicyStmt>(node)->qual, literals);
        put(as<CreatePolicyStmt>(node)->with_check, literals);
        break;
    case T_A_Expr:
        put(as<A_Expr>(node)->lexpr, literals);
        put(as<A_Expr>(node)->rexpr, literals);
        break;
    case T_BoolExpr:
        put(as<BoolExpr>(node)->args, literals);
        break;
    case T_FuncCall:
        put(as<FuncCall>(node)->args, literals);
        break;
    case T_TypeCast:
        put(as<TypeCast>(node)->arg, literals);
        break;
    case T_CollateClause:
        put(as<CollateClause>(node)->arg, literals);
        break;
    case T_A_ArrayExpr:
        put(as<A_ArrayExpr>(node)->elements, literals);
        break;
    case T_A_Indirection:
        put(as<A_Indirection>(node)->arg, literals);
        break;
    case T_NullTest:
        put(as<NullTest>(node)->arg, literals);
        break;
    case T_CoalesceExpr:
        put(as<CoalesceExpr>(node)->args, literals);
        break;
    case T_CaseExpr:
        put(as<CaseExpr>(node)->arg, literals);
        put(as<CaseExpr>(node)->args, literals);
        put(as<CaseExpr>(node)->defresult, literals);
        break;
    case T_CaseWhen:
        put(as<CaseWhen>(node)->expr, literals);
        put(as<CaseWhen>(node)->result, literals);
        break;
    default:
        break;
    }
    return node;
}

} // namespace viginti::pg
