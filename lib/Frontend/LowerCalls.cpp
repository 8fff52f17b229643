// Calls of annotated functions within annotated functions: frames are passed without moving rows, and the version for
// their schemas is known while compiling.
#include "Frontend/Constants.h"
#include "Frontend/Lowering.h"
#include "Ops/Build.h"

namespace bodocc {

// A default argument uses names at the place of the function's declaration: a constant is spelled out.
HostText Lowering::defaultArgument(const clang::ParmVarDecl& parameter, const clang::Expr* value,
                                   const clang::CallExpr* call) const {
  const clang::DeclContext* around = parameter.getDeclContext()->getRedeclContext()->getParent();
  const auto constant = foldConstant(value, unit_.ast);
  std::string text;
  if (const auto* integer = constant ? std::get_if<std::int64_t>(&constant->value) : nullptr;
      integer != nullptr && isInteger(constant->type))
    text = fmt::format("{}", *integer);
  else if (around->getRedeclContext()->isTranslationUnit() || llvm::isa<clang::FloatingLiteral>(strip(value)) ||
           llvm::isa<clang::CXXBoolLiteralExpr>(strip(value)) || llvm::isa<clang::StringLiteral>(strip(value)))
    text = unit_.text(value->getSourceRange());
  else
    failAt(call->getExprLoc(), Diag::UnsupportedExpression,
           fmt::format("a call that leaves out '{}', whose default is not a constant,", parameter.getNameAsString()),
           "pass the argument");
  HostText whole;
  whole.pieces.push_back({text});
  return whole;
}

Value Lowering::annotatedCall(const clang::CallExpr* e, const AnnotatedFunction& callee) {
  const clang::FunctionDecl* declaration = nullptr;
  e->getDirectCallee()->hasBody(declaration);
  // its versions are functions beside it, which have no `this`, and which no class declares
  if (llvm::isa<clang::CXXMethodDecl>(declaration))
    failAt(e->getExprLoc(), Diag::MemberFunction,
           fmt::format("a call of the member function '{}' in an annotated function",
                       declaration->getQualifiedNameAsString()));
  const std::string variable = ctx_.name;
  std::vector<std::pair<std::string, Value>> frames;
  Passed passed;
  std::vector<HostText> hosts;
  for (unsigned i = 0; i < declaration->getNumParams(); ++i) {
    const clang::ParmVarDecl& parameter = *declaration->getParamDecl(i);
    const clang::Expr* argument = i < e->getNumArgs() ? e->getArg(i) : nullptr;
    HostText& text = hosts.emplace_back();
    if (argument == nullptr) continue;
    if (takesFrame(parameter)) {
      ctx_.name = parameter.getNameAsString();
      Value value = lower(argument);
      const Frame frame = asFrame(value, parameter.getNameAsString());
      passed.frames.push_back({.schema = {}, .replicated = false, .unread = frame.unread});
      Schema& schema = passed.frames.back().schema;
      for (const NamedExpr& column : frame.columns) schema.push_back({column.name, column.expr->type});
      frames.push_back({parameter.getNameAsString(), std::move(value)});
      continue;
    }
    if (auto constant = fold(argument))
      passed.constants.insert({i, std::move(*constant)});
    else if (auto parameters = unknownParameters(argument); !parameters.empty())
      passed.unknown.insert({i, std::move(parameters)});
    if (const auto* fallback = llvm::dyn_cast<clang::CXXDefaultArgExpr>(argument)) {
      text = defaultArgument(parameter, fallback->getExpr(), e);
    } else {
      text = hostText(argument);
    }
  }
  ctx_.name = variable;

  Version* version = versions_.get(*declaration, std::move(passed), e->getExprLoc());
  if (version == nullptr) throw Poisoned();
  Op& op = ctx_.append(controlOp(Control::Call), at(e));
  op.callee = version->function;
  op.hostArguments = std::move(hosts);
  passFrames(op, frames);
  op.names.clear();

  if (ctx_.name.empty() && !version->returns.composed) ctx_.name = declaration->getNameAsString();
  Value result;
  result.loc = op.loc;
  Record parts;
  for (const ReturnShape::Component& component : version->returns.components) {
    Value value;
    value.loc = op.loc;
    if (component.isFrame) {
      if (version->returns.composed && !component.name.empty() && ctx_.name.empty()) ctx_.name = component.name;
      Rows& rows = ctx_.addRows(op);
      for (const Field& field : component.schema) rows.columns.push_back({.name = field.name, .type = field.type});
      const Frame frame = frameOf(ctx_, rows, op.loc);
      if (component.isSeries)
        value.is = Series{&rows, frame.columns.at(0).expr, frame.columns.at(0).name};
      else
        value.is = frame;
    } else if (component.type) {
      value.is = static_cast<const Scalar*>(&ctx_.addScalar(op, *component.type));
    } else {
      failAt(e->getExprLoc(), Diag::UnsupportedExpression,
             fmt::format("a result of '{}' that no column could hold", callee.definition->getNameAsString()),
             "return numbers, strings, dates or frames");
    }
    if (!version->returns.composed) return value;
    parts.members.push_back({component.name, std::move(value)});
    ctx_.name = variable;
  }
  if (version->returns.composed) result.is = std::move(parts);
  return result;
}

Schema Lowering::schemaOf(const clang::Expr* e) {
  std::vector<Value> args{{Frame{}, at(e)}, lower(e)};
  const Call call(ctx_, expectOp(), args, at(e));
  return bodocc::schemaOf(call, call.at(1));
}

}  // namespace bodocc
