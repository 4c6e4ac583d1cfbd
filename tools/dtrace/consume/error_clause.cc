// SPDX-License-Identifier: GPL-2.0
// The ERROR clause is assembled by hand: five loads of arguments.
#include "consume/error_clause.h"

#include "consume/decode.h"

namespace dtrace::consume {

namespace {

constexpr uint32_t FIRST_ARG = 1, LAST_ARG = 5;

dif::Action record_argument(uint32_t n) {
    dif::Difo difo;
    difo.text = {{DTRACE_DIF_OP_LDGS, 1, 0, 0, DTRACE_DIF_VAR_ARG0 + n},
                 {DTRACE_DIF_OP_RET, 0, 1, 0, 0}};
    difo.strs = std::string(1, '\0');
    difo.rtype = {DTRACE_DIF_KIND_C, DTRACE_DIF_TF_SIGNED, 0, 8};
    dif::Action action;
    action.kind = DTRACE_ACT_DIFEXPR;
    action.difo = std::move(difo);
    return action;
}

} // namespace

std::shared_ptr<const dif::Program> make_error_program() {
    auto program = std::make_shared<dif::Program>();
    program->name = "ERROR";
    dif::Statement statement;
    statement.kind = dif::StatementKind::Error;
    program->statements.push_back(std::move(statement));
    dif::Clause clause;
    clause.pdescs.push_back({"dtrace", "", "", "ERROR", 0});
    for (uint32_t n = FIRST_ARG; n <= LAST_ARG; n++)
        clause.actions.push_back(record_argument(n));
    program->clauses.push_back(std::move(clause));
    return program;
}

ProbeError read_error(const std::vector<Datum>& data, Ecbs& ecbs) {
    uint64_t args[LAST_ARG + 1] = {};
    for (size_t i = 0; i < data.size() && i < LAST_ARG; i++)
        args[FIRST_ARG + i] = number_of(data[i].value);
    ProbeError error;
    error.epid = static_cast<uint32_t>(args[1]);
    error.action = static_cast<uint32_t>(args[2]);
    error.offset = static_cast<int64_t>(args[3]);
    error.fault = static_cast<uint32_t>(args[4]);
    error.address = args[5];
    if (const Ecb* ecb = ecbs.find(error.epid))
        error.probe = ecb->probe;
    return error;
}

} // namespace dtrace::consume
