#include "log.hpp"

#include <cstring>

#include <spdlog/sinks/stdout_sinks.h>

#include "handles.hpp"

namespace viginti::shim {

void set_log_level(std::string_view level)
{
    spdlog::set_level(spdlog::level::from_str(std::string(level)));
}

void open_log(std::string_view level)
{
    spdlog::set_default_logger(spdlog::stderr_logger_mt("vigintid"));
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    set_log_level(level);
}

std::string describe_database(const std::string &conninfo)
{
    const ConninfoPtr parsed(PQconninfoParse(conninfo.c_str(), nullptr));
    if (!parsed)
        return "the database";
    const auto value = [&parsed](const char *keyword) -> std::string {
        for (const PQconninfoOption *row = parsed.get(); row->keyword != nullptr; ++row)
            if (std::strcmp(row->keyword, keyword) == 0 && row->val != nullptr)
                return row->val;
        return {};
    };
    std::string text = value("user");
    if (!text.empty())
        text += '@';
    text += value("host").empty() ? value("hostaddr") : value("host");
    if (!value("port").empty())
        text += ":" + value("port");
    if (!value("dbname").empty())
        text += "/" + value("dbname");
    return text.empty() ? "the default database" : text;
}

std::string one_line(const char *text)
{
    std::string line(text == nullptr ? "" : text);
    while (!line.empty() && (line.back() == '\n' || line.back() == ' '))
        line.pop_back();
    for (char &c : line)
        if (static_cast<unsigned char>(c) < 0x20)
            c = ' ';
    return line;
}

} // namespace viginti::shim
