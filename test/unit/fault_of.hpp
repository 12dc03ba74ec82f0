/*
 * fault_of: the Error a call throws, as a value a test can look into. A call that throws none
 * fails the test and gives an Internal error.
 */
#pragma once

#include "base/error.hpp"

#include <gtest/gtest.h>

namespace viginti::test {

template <class Call>
Error fault_of(Call &&call)
{
    try {
        call();
    } catch (const Error &error) {
        return error;
    }
    ADD_FAILURE() << "nothing was thrown";
    return Error(Code::Internal, "nothing was thrown");
}

} // namespace viginti::test
