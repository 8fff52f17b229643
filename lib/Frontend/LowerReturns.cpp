// Returns: frames, scalars, and tuples and structs of both.
#include "Frontend/Constants.h"
#include "Frontend/Lowering.h"
#include "Ops/Build.h"

namespace bodocc {

void Lowering::addReturned(Op& op, const Value& value, const std::string& name, ReturnShape::Component& component) {
  const Frame frame = asFrame(value, name);
  mustBeWhole(frame, "this returns", op.loc);
  const FunctionOptions& options = version_.function->options;
  component.isFrame = true;
  component.gathered =
      !options.allReturnsDistributed &&
      std::find(options.distributed.begin(), options.distributed.end(), name) == options.distributed.end();
  component.isSeries = value.get<Series>() != nullptr;
  const auto side = static_cast<unsigned>(op.inputs.size());
  op.inputs.push_back(frame.rows);
  op.names.push_back(name);
  for (const NamedExpr& column : frame.columns) {
    op.outputs.push_back({.name = column.name, .type = column.expr->type, .from = column.expr, .side = side});
    component.schema.push_back({column.name, column.expr->type});
  }
}

static std::string variableName(const clang::Expr* e) {
  const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(strip(e));
  return reference == nullptr ? "" : reference->getDecl()->getNameAsString();
}

void Lowering::returnStatement(const clang::ReturnStmt* s) {
  const clang::Expr* e = s->getRetValue();
  const SourceLoc loc = unit_.at(s->getReturnLoc());
  ReturnShape shape;
  shape.known = true;
  if (e == nullptr) {
    ctx_.append(controlOp(Control::Return), loc);
  } else {
    const clang::QualType type = declaration_.getReturnType();
    const TypeClass c = classify(type);
    if (c == TypeClass::Frame || c == TypeClass::Series) {
      ctx_.name = variableName(e);
      const Value value = lower(e);
      Op& op = ctx_.append(controlOp(Control::Return), loc);
      addReturned(op, value, ctx_.name, shape.components.emplace_back());
    } else if (c == TypeClass::Scalar) {
      const Value value = lower(e);
      const ScalarText text = scalarOperand(e);
      shape.components.push_back({.name = "", .schema = {}, .type = ValueType{text.type, true}});
      HostText whole;
      if (const auto* scalar = value.get<const Scalar*>()) {
        whole.pieces.push_back({"", *scalar, scalarClass()});
      } else {
        whole.pieces.push_back({"bodo::Scalar("});
        whole.pieces.insert(whole.pieces.end(), text.pieces.begin(), text.pieces.end());
        whole.pieces.push_back({")"});
        whole.reads = text.text.reads;
      }
      ctx_.append(controlOp(Control::Return), loc).text = std::move(whole);
    } else if (c == TypeClass::Operation) {
      failAt(s->getReturnLoc(), Diag::ReturnType, spell(type, unit_.ast));
    } else if (holdsFrames(type)) {
      shape.composed = true;
      std::vector<std::pair<std::string, Value>> parts;
      std::vector<const clang::Expr*> exprs;
      const clang::Expr* bare = strip(e);
      std::vector<std::string> names;
      if (const auto* record = type->getAsCXXRecordDecl(); record != nullptr && !record->isInStdNamespace())
        for (const clang::FieldDecl* field : record->fields()) names.push_back(field->getNameAsString());
      if (const auto* list = llvm::dyn_cast<clang::InitListExpr>(bare))
        exprs.assign(list->inits().begin(), list->inits().end());
      else if (const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(bare))
        exprs.assign(made->arg_begin(), made->arg_end());
      else if (const auto* call = llvm::dyn_cast<clang::CallExpr>(bare);
               call != nullptr && annotatedCallee(call) == nullptr)
        exprs.assign(call->arg_begin(), call->arg_end());
      if (exprs.empty()) {
        const Value value = lower(bare);
        const auto* record = value.get<Record>();
        if (record == nullptr) failAt(s->getReturnLoc(), Diag::ReturnType, spell(type, unit_.ast));
        for (const auto& [name, member] : record->members) parts.push_back({name, member});
      }
      const std::vector<clang::QualType> types = memberTypes(type);
      if (types.size() < exprs.size()) failAt(s->getReturnLoc(), Diag::ReturnType, spell(type, unit_.ast));
      Value none;
      for (std::size_t i = 0; i < exprs.size(); ++i) {
        if (llvm::isa<clang::CXXDefaultArgExpr>(exprs[i])) continue;
        const std::string name = i < names.size() ? names[i] : std::to_string(i);
        const bool lowered = isFrameValue(exprs[i]) || classify(strip(exprs[i])->getType()) == TypeClass::Scalar;
        parts.push_back({name, lowered ? asArray(types[i], lower(exprs[i]), exprs[i]) : none});
      }
      if (types.size() < parts.size()) failAt(s->getReturnLoc(), Diag::ReturnType, spell(type, unit_.ast));
      std::vector<HostText> hosts;
      for (std::size_t i = 0; i < parts.size(); ++i) {
        HostText& text = hosts.emplace_back();
        const Value& value = parts[i].second;
        const CppType type = cppTypeOf(types[i], unit_.ast);
        checkConversion(value, types[i], i < exprs.size() ? exprs[i]->getExprLoc() : s->getReturnLoc());
        if (const auto* scalar = value.get<const Scalar*>()) {
          text.pieces.push_back({"", *scalar, type});
        } else if (const auto* host = value.get<HostValue>()) {
          text = host->text;
          text.pieces.insert(text.pieces.begin(), {type.text + "("});
          text.pieces.push_back({")"});
        } else if (value.empty() && i < exprs.size()) {
          text = hostText(exprs[i]);
        }
        text.type = type;
      }
      Op& op = ctx_.append(controlOp(Control::Return), loc);
      for (std::size_t i = 0; i < parts.size(); ++i) {
        auto& component = shape.components.emplace_back();
        const Value& value = parts[i].second;
        if (value.get<Frame>() != nullptr || value.get<Series>() != nullptr) {
          const std::string variable = i < exprs.size() ? variableName(exprs[i]) : "";
          addReturned(op, value, variable.empty() ? parts[i].first : variable, component);
        } else if (classify(types[i]) == TypeClass::Scalar) {
          const auto* scalar = value.get<const Scalar*>();
          const auto* host = value.get<HostValue>();
          component.type = scalar != nullptr ? (*scalar)->type : host != nullptr ? host->type : ValueType{};
          component.type->nullable = true;
          if (isDecimal(component.type->type)) component.type->type = bodo::float64;
        } else {
          component.type = columnType(types[i], unit_.ast);
        }
        component.name = parts[i].first;
      }
      op.hostArguments = std::move(hosts);
    } else {
      shape.components.push_back({.name = "", .schema = {}, .type = columnType(type, unit_.ast)});
      HostText text = hostText(e);
      ctx_.append(controlOp(Control::Return), loc).text = std::move(text);
    }
  }

  if (!version_.returns.known) {
    version_.returns = std::move(shape);
    return;
  }
  for (std::size_t i = 0; i < shape.components.size(); ++i) {
    const Schema &first = version_.returns.components.at(i).schema, &now = shape.components[i].schema;
    bool same = first.size() == now.size();
    for (std::size_t k = 0; same && k < now.size(); ++k)
      same = first[k].name == now[k].name && first[k].type.type == now[k].type.type;
    if (!same) failAt(s->getReturnLoc(), Diag::ReturnDiffers, declaration_.getNameAsString());
    for (std::size_t k = 0; k < now.size(); ++k)
      if (now[k].type.nullable) version_.returns.components[i].schema[k].type.nullable = true;
  }
}

}  // namespace bodocc
