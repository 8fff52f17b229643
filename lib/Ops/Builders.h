// The functions that rows of Ops.def name: builders turn a call's Values into IR, type rules type the operands of row
// operations and insert casts, aggregate rules give an aggregate's type.
#pragma once

#include "Build.h"
#include "Table.h"

namespace bodocc {

#define BUILDER(NAME) Value NAME(BuildContext&, const OpInfo&, std::vector<Value>& args, SourceLoc)
// Arithmetic.cpp, RowOps.cpp
BUILDER(buildRow);
BUILDER(buildArithmetic);
BUILDER(buildAnd);
BUILDER(buildOr);
BUILDER(buildBetween);
BUILDER(buildIsIn);
BUILDER(buildKnown);
BUILDER(buildFill);
BUILDER(buildRound);
BUILDER(buildFloat);
// StringsDates.cpp, UserCode.cpp
BUILDER(buildText);
BUILDER(buildPattern);
BUILDER(buildRegex);
BUILDER(buildToTime);
BUILDER(buildEpoch);
BUILDER(buildZone);
BUILDER(buildDateRange);
BUILDER(buildToUnit);
BUILDER(buildFormat);
BUILDER(buildDurationPart);
BUILDER(buildExtract);
BUILDER(buildSplit);
BUILDER(buildGet);
BUILDER(buildPad);
BUILDER(buildTextNumber);
BUILDER(buildReplaceValues);
BUILDER(buildTextSlice);
BUILDER(buildDatePart);
BUILDER(buildTimePart);
BUILDER(buildDate);
BUILDER(buildMap);
BUILDER(buildFlatMap);
// Lists.cpp
BUILDER(buildExplode);
BUILDER(buildLength);
// Sources.cpp, Reads.cpp
BUILDER(buildArange);
BUILDER(buildZeros);
BUILDER(buildOnes);
BUILDER(buildFull);
BUILDER(buildLinspace);
BUILDER(buildFromVector);
BUILDER(buildFrame);
BUILDER(buildReadParquet);
BUILDER(buildReadCsv);
BUILDER(buildReadLines);
BUILDER(buildReadJson);
BUILDER(buildReadFeather);
BUILDER(buildReadOrc);
BUILDER(buildExpect);
// Columns.cpp
BUILDER(buildIndex);
BUILDER(buildSet);
BUILDER(buildDrop);
BUILDER(buildRename);
BUILDER(buildAssign);
BUILDER(buildAsType);
// Reshape.cpp
BUILDER(buildDuplicated);
BUILDER(buildDropDuplicates);
BUILDER(buildSample);
BUILDER(buildMelt);
BUILDER(buildPivotTable);
BUILDER(buildGetDummies);
BUILDER(buildCut);
BUILDER(buildQCut);
BUILDER(buildFillFrame);
BUILDER(buildDescribe);
BUILDER(buildEachColumn);
BUILDER(buildWhere);
BUILDER(buildNot);
BUILDER(buildInfo);
// RowSets.cpp, Joins.cpp
BUILDER(buildFilter);
BUILDER(buildArray);
BUILDER(buildElement);
BUILDER(buildMaterialised);
BUILDER(buildRandom);
BUILDER(buildParallelLoop);
BUILDER(buildPushBack);
BUILDER(buildArgument);
BUILDER(buildDot);
BUILDER(buildUnique);
BUILDER(buildHistogram);
// Matrices.cpp
BUILDER(buildMatrixRows);
BUILDER(buildMatrixElement);
BUILDER(buildMatrixColumn);
BUILDER(buildReshape);
BUILDER(buildToArray);
BUILDER(buildAlongAxis);
BUILDER(buildColumnRange);
BUILDER(buildRowSlice);
BUILDER(buildRowFilter);
BUILDER(buildOfMatrix);
BUILDER(buildMatmul);
BUILDER(buildSolve);
BUILDER(buildCholesky);
BUILDER(buildHead);
BUILDER(buildSlice);
BUILDER(buildDropNa);
BUILDER(buildConcat);
BUILDER(buildMerge);
BUILDER(buildMergeAsof);
BUILDER(buildGroupFilter);
// Groups.cpp, GroupWindows.cpp, Order.cpp
BUILDER(buildAgg);
BUILDER(buildValueCounts);
BUILDER(buildAggregate);
BUILDER(buildSize);
BUILDER(buildReduce);
BUILDER(buildGroupWindow);
BUILDER(buildTransform);
BUILDER(buildCumCount);
BUILDER(buildGroupHead);
BUILDER(buildPending);
BUILDER(buildGroups);
BUILDER(buildSort);
BUILDER(buildLargest);
// Windows.cpp
BUILDER(buildWindow);
BUILDER(buildShift);
BUILDER(buildDiff);
BUILDER(buildRank);
BUILDER(buildRolling);
BUILDER(buildEwm);
// Statistics.cpp
BUILDER(buildStatistic);
BUILDER(buildCorrelations);
BUILDER(buildMode);
// Sinks.cpp
BUILDER(buildToParquet);
BUILDER(buildCheckpoint);
BUILDER(buildToFile);
BUILDER(buildPrint);
BUILDER(buildGather);
BUILDER(buildBarrier);
BUILDER(buildGetRank);
BUILDER(buildGetSize);
#undef BUILDER

Series matrixRows(BuildContext& ctx, const Expr* n, const Expr* columns, SourceLoc loc);
// The rows of arrays of two dimensions, one array after the other; the columns of one as a frame's, which the IR does
// not know.
Value concatArrays(const Call& call);
Frame frameOfColumns(BuildContext& ctx, const Series& values, SourceLoc loc);
// Operands with series beside arrays of two dimensions: these become arrays, whose rows they are.
std::vector<Value> overRows(BuildContext& ctx, std::vector<Value> values, SourceLoc loc);
Value seriesOf(const Frame& frame, const NamedExpr& column, SourceLoc loc);
// A frame of values that are known while compiling, or of scalars.
Value frameOfLists(BuildContext& ctx, std::vector<std::pair<std::string, List>> columns, SourceLoc loc);
// An aggregate of each column that has it, as a frame of one row.
Value buildOfColumns(BuildContext& ctx, const OpInfo& info, const std::vector<Value>& args, SourceLoc loc);
// A frame of the quantiles of a series, and where they lie.
Value buildQuantiles(BuildContext& ctx, const Series& s, const List& parts, SourceLoc loc);

#define TYPE_RULE(NAME) ValueType NAME(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc)
TYPE_RULE(addType);
TYPE_RULE(subType);
TYPE_RULE(mulType);
TYPE_RULE(divType);
TYPE_RULE(modType);
TYPE_RULE(floordivType);
TYPE_RULE(negType);
TYPE_RULE(compareType);
TYPE_RULE(equalType);
TYPE_RULE(logicType);
TYPE_RULE(notType);
TYPE_RULE(betweenType);
TYPE_RULE(fillType);
TYPE_RULE(whereType);
TYPE_RULE(leastType);
TYPE_RULE(clipType);
TYPE_RULE(floatType);
TYPE_RULE(flagType);
TYPE_RULE(textToText);
TYPE_RULE(textOrNone);
TYPE_RULE(timeType);
TYPE_RULE(textOfDate);
TYPE_RULE(secondsType);
TYPE_RULE(catType);
TYPE_RULE(textLength);
TYPE_RULE(textList);
TYPE_RULE(dateType);
#undef TYPE_RULE

// A part of a date or time: an integer from `first` to `last`, or any if they are equal.
template <std::int64_t first, std::int64_t last>
ValueType datePart(BuildContext&, const OpInfo&, std::vector<const Expr*>& args, SourceLoc) {
  ValueType type{bodo::int64, args[0]->type.nullable};
  if (first != last) type.range = {first, last};
  return type;
}

#define AGGREGATE_RULE(NAME) ValueType NAME(BuildContext&, const OpInfo&, const Expr* arg, bool grouped, SourceLoc)
AGGREGATE_RULE(sumType);
ResultCall sumResult(bodo::type of);
ResultCall meanResult(bodo::type of);
AGGREGATE_RULE(meanType);
AGGREGATE_RULE(extremeType);
AGGREGATE_RULE(countType);
AGGREGATE_RULE(conditionType);
AGGREGATE_RULE(quantileType);
AGGREGATE_RULE(deviationType);
AGGREGATE_RULE(anyType);
AGGREGATE_RULE(reduceType);
AGGREGATE_RULE(cumsumType);
AGGREGATE_RULE(cumprodType);
AGGREGATE_RULE(runningExtremeType);
AGGREGATE_RULE(shiftType);
AGGREGATE_RULE(filledType);
AGGREGATE_RULE(floatWindowType);
AGGREGATE_RULE(rankType);
AGGREGATE_RULE(averageRankType);
#undef AGGREGATE_RULE

// The rule's type, which may be missing.
template <auto rule>
ValueType orNone(BuildContext& ctx, const OpInfo& info, const Expr* arg, bool grouped, SourceLoc loc) {
  ValueType type = rule(ctx, info, arg, grouped, loc);
  type.nullable = true;
  return type;
}

}  // namespace bodocc
