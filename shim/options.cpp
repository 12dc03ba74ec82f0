#include "options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string_view>
#include <thread>

#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#include <CLI/CLI.hpp>
#include <toml++/toml.h>

#include "handles.hpp"

namespace viginti::shim {

namespace {

/* Which texts a setting takes. Bytes know k, M, G (powers of 1024); Time knows ms, s, m. */
enum class Kind { Text, Listen, Database, Count, Bytes, Time, Level, Pooler };

struct Setting {
    const char *name;
    Kind kind;
    const char *fallback;
    unsigned long long least; /* Count: itself; Bytes: bytes; Time: milliseconds */
    unsigned long long most;
    const char *help;
    void (*put)(Options &, const std::string &text, unsigned long long number);
};

void put_listen(Options &options, const std::string &text, unsigned long long)
{
    const std::size_t colon = text.rfind(':');
    options.host = text.substr(0, colon);
    options.port = text.substr(colon + 1);
    if (options.host.starts_with('[')) /* [::1]:3000 */
        options.host = options.host.substr(1, options.host.size() - 2);
}

using Number = unsigned long long;
using Text = std::string;

/* Order is that of --help; --port stands after --listen because it overrides a part of it. */
constexpr std::array settings = {
    Setting{"listen", Kind::Listen, "127.0.0.1:3000", 0, 0, "address and port to listen on",
            put_listen},
    Setting{"port", Kind::Count, "", 0, 65535, "port to listen on, in place of the one in --listen",
            [](Options &o, const Text &, Number n) { o.port = std::to_string(n); }},
    Setting{"database", Kind::Database, "", 0, 0,
            "libpq connection string or URL; without it libpq's own variables (PGHOST, ...) count",
            [](Options &o, const Text &text, Number) { o.database = text; }},
    Setting{
        "pooler", Kind::Pooler, "none", 0, 0,
        "'transaction' behind a transaction pooler: no prepared statements",
        [](Options &o, const Text &text, Number) { o.transaction_pooler = text == "transaction"; }},
    Setting{"threads", Kind::Count, "1", 1, 64, "event loops, each with its own connections",
            [](Options &o, const Text &, Number n) { o.threads = static_cast<unsigned>(n); }},
    Setting{
        "connections", Kind::Count, "", 1, 100,
        "database connections kept open per loop; if not given, as many as the machine has cores",
        [](Options &o, const Text &, Number n) { o.connections = static_cast<unsigned>(n); }},
    Setting{
        "max-connections", Kind::Count, "16", 1, 1000,
        "database connections per loop while writes and slow reads hold the others",
        [](Options &o, const Text &, Number n) { o.max_connections = static_cast<unsigned>(n); }},
    Setting{
        "cheap-read", Kind::Count, "250", 0, 1000000,
        "reads that take fewer microseconds on average share statements; 0: none do",
        [](Options &o, const Text &, Number n) { o.cheap_read = std::chrono::microseconds(n); }},
    Setting{"streams", Kind::Count, "4", 1, 100,
            "database connections per loop for exports, beside the others",
            [](Options &o, const Text &, Number n) { o.streams = static_cast<unsigned>(n); }},
    Setting{"max-clients", Kind::Count, "1000", 1, 100000, "client connections per loop",
            [](Options &o, const Text &, Number n) { o.max_clients = static_cast<unsigned>(n); }},
    Setting{"queue", Kind::Count, "512", 1, 100000, "requests that may wait for a connection",
            [](Options &o, const Text &, Number n) { o.queue = static_cast<unsigned>(n); }},
    Setting{"queue-timeout", Kind::Time, "5s", 1, 3600000, "longest wait in the queue, then 503",
            [](Options &o, const Text &, Number n) { o.queue_timeout = Milliseconds(n); }},
    Setting{"request-timeout", Kind::Time, "35s", 1, 3600000,
            "longest run in the database, then 504 and the statement is cancelled",
            [](Options &o, const Text &, Number n) { o.request_timeout = Milliseconds(n); }},
    Setting{"import-timeout", Kind::Time, "15m", 1, 3600000,
            "the same two limits, to send and to run, for a body of CSV or NDJSON",
            [](Options &o, const Text &, Number n) { o.import_timeout = Milliseconds(n); }},
    Setting{"receive-timeout", Kind::Time, "60s", 1, 3600000,
            "longest time a client may take to send one request",
            [](Options &o, const Text &, Number n) { o.receive_timeout = Milliseconds(n); }},
    Setting{"idle-timeout", Kind::Time, "75s", 1000, 3600000,
            "longest pause between two requests of a client connection",
            [](Options &o, const Text &, Number n) { o.idle_timeout = Milliseconds(n); }},
    Setting{"stall-timeout", Kind::Time, "60s", 100, 3600000,
            "longest time the client of an export may take nothing, then it is cut off",
            [](Options &o, const Text &, Number n) { o.stall_timeout = Milliseconds(n); }},
    Setting{"drain-timeout", Kind::Time, "10s", 0, 3600000,
            "longest time to answer the requests in flight on SIGTERM",
            [](Options &o, const Text &, Number n) { o.drain_timeout = Milliseconds(n); }},
    Setting{"max-body", Kind::Bytes, "10M", 0, 1024ull << 20, "largest request body, then 413",
            [](Options &o, const Text &, Number n) { o.max_body = n; }},
    Setting{"max-import", Kind::Bytes, "256M", 0, 1024ull << 20,
            "largest body of CSV or NDJSON, then 413",
            [](Options &o, const Text &, Number n) { o.max_import = n; }},
    Setting{"max-header", Kind::Bytes, "48k", 1024, 48 << 10,
            "largest request line and headers together, then 431",
            [](Options &o, const Text &, Number n) { o.max_header = n; }},
    Setting{"log-level", Kind::Level, "info", 0, 0, "debug, info, warn or error",
            [](Options &o, const Text &text, Number) { o.log_level = text; }},
};

struct Unit {
    std::string_view suffix;
    double factor;
};
constexpr std::array byte_units = {Unit{"k", 1024.0}, Unit{"K", 1024.0}, Unit{"M", 1048576.0},
                                   Unit{"G", 1073741824.0}, Unit{"", 1.0}};
constexpr std::array time_units = {Unit{"ms", 1.0}, Unit{"s", 1000.0}, Unit{"m", 60000.0},
                                   Unit{"", 1000.0}};

/* "1.5s" in the base unit; nothing when number or suffix is not understood. */
template <std::size_t count>
std::optional<double> measured(std::string_view text, const std::array<Unit, count> &units)
{
    double value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc() || value < 0 || value > 1e15)
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    for (const Unit &unit : units)
        if (text == unit.suffix)
            return value * unit.factor;
    return std::nullopt;
}

bool is_listen_address(const std::string &text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0)
        return false;
    unsigned port = 0;
    const char *const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data() + colon + 1, last, port);
    const std::string_view host(text.data(), colon);
    const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
    return error == std::errc() && end == last && port <= 65535 &&
           (bracketed || host.find(':') == std::string_view::npos);
}

bool is_conninfo(const std::string &text)
{
    /* libpq's own message may quote the text, and with it a password: only the verdict is used. */
    char *message = nullptr;
    const ConninfoPtr parsed(PQconninfoParse(text.c_str(), &message));
    PQfreemem(message);
    return parsed != nullptr;
}

/* Puts a value in its place; a text says what is wrong with it, without repeating secrets. */
std::optional<std::string> put(const Setting &setting, const std::string &text, Options &options)
{
    std::optional<double> number = 0.0;
    const char *expected = nullptr;
    switch (setting.kind) {
    case Kind::Text:
        break;
    case Kind::Listen:
        if (!is_listen_address(text))
            expected = "an address and a port such as 127.0.0.1:3000";
        break;
    case Kind::Database:
        if (!is_conninfo(text))
            return "is not a valid connection string";
        break;
    case Kind::Count:
        number = measured(text, std::array{Unit{"", 1.0}});
        if (number && *number != static_cast<double>(static_cast<Number>(*number)))
            number.reset();
        break;
    case Kind::Bytes:
        number = measured(text, byte_units);
        break;
    case Kind::Time:
        number = measured(text, time_units);
        break;
    case Kind::Level: {
        constexpr std::array levels = {"debug", "info", "warn", "error"};
        if (std::find(levels.begin(), levels.end(), text) == levels.end())
            expected = "debug, info, warn or error";
        break;
    }
    case Kind::Pooler:
        if (text != "none" && text != "transaction")
            expected = "none or transaction";
        break;
    }
    if (expected != nullptr)
        return "must be " + std::string(expected) + ", not '" + text + "'";
    if (!number)
        return "is not a number of the right form: '" + text + "'";
    const auto whole = static_cast<Number>(*number);
    if (setting.most != 0 && (whole < setting.least || whole > setting.most)) {
        const char *const unit = setting.kind == Kind::Time    ? " ms"
                                 : setting.kind == Kind::Bytes ? " bytes"
                                                               : "";
        return "must be from " + std::to_string(setting.least) + " to " +
               std::to_string(setting.most) + unit + ", not '" + text + "'";
    }
    setting.put(options, text, whole);
    return std::nullopt;
}

std::string variable_name(std::string_view setting)
{
    std::string name = "VIGINTID_";
    for (const char c : setting)
        name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return name;
}

const Setting *find_setting(std::string_view name)
{
    for (const Setting &setting : settings)
        if (name == setting.name)
            return &setting;
    return nullptr;
}

Exit mistake(const std::string &text)
{
    return Exit{2, "vigintid: " + text + "\nTry 'vigintid --help'."};
}

/* The file's keys and values as text; a mistake for anything that is not a known setting. */
std::variant<std::map<std::string, std::string>, Exit> read_file(const std::string &path)
{
    toml::table table;
    try {
        table = toml::parse_file(path);
    } catch (const toml::parse_error &error) {
        return mistake(path + ": " + std::string(error.description()) + " (line " +
                       std::to_string(error.source().begin.line) + ")");
    }
    std::map<std::string, std::string> values;
    for (const auto &[key, node] : table) {
        const std::string name(key.str());
        if (find_setting(name) == nullptr)
            return mistake(path + ": unknown setting '" + name + "'");
        if (const auto *text = node.as_string())
            values[name] = text->get();
        else if (const auto *whole = node.as_integer())
            values[name] = std::to_string(whole->get());
        else if (const auto *real = node.as_floating_point())
            values[name] = std::to_string(real->get());
        else
            return mistake(path + ": " + name + " must be a text or a number");
    }
    return values;
}

/* Reads compute on the server, most often this machine: so many at a time. Two, so that one held up stops nobody. */
unsigned connections_by_cores(unsigned threads)
{
    return std::max(2U, std::thread::hardware_concurrency() / threads);
}

} // namespace

std::variant<Options, Exit> read_options(int argc, const char *const *argv,
                                         const Environment &environment)
{
    CLI::App app("vigintid carries HTTP requests into a PostgreSQL database with the extension "
                 "viginti.",
                 "vigintid");
    std::map<std::string, std::string> flags;
    std::map<std::string, CLI::Option *> given;
    for (const Setting &setting : settings) {
        std::string help = std::string(setting.help) + " (" + variable_name(setting.name);
        help += *setting.fallback == '\0' ? ")" : std::string("; ") + setting.fallback + ")";
        given[setting.name] =
            app.add_option("--" + std::string(setting.name), flags[setting.name], help)
                ->type_name("");
    }
    std::string config;
    CLI::Option *const config_flag =
        app.add_option("--config", config, "TOML file of settings (VIGINTID_CONFIG)")
            ->type_name("");
    app.set_version_flag("--version", std::string("vigintid ") + VIGINTI_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp &) {
        return Exit{0, app.help()};
    } catch (const CLI::CallForVersion &) {
        return Exit{0, std::string("vigintid ") + VIGINTI_VERSION};
    } catch (const CLI::ParseError &error) {
        return mistake(error.what());
    }

    if (config_flag->count() == 0)
        if (const char *const path = environment("VIGINTID_CONFIG"))
            config = path;
    std::map<std::string, std::string> file;
    if (!config.empty()) {
        auto read = read_file(config);
        if (Exit *const exit = std::get_if<Exit>(&read))
            return *exit;
        file = std::get<0>(std::move(read));
    }

    Options options;
    options.config = config;
    for (const Setting &setting : settings) {
        const std::string variable = variable_name(setting.name);
        std::string source = "the default of " + std::string(setting.name);
        std::string text = setting.fallback;
        if (given[setting.name]->count() > 0) {
            source = "--" + std::string(setting.name);
            text = flags[setting.name];
        } else if (const char *const value = environment(variable.c_str())) {
            source = variable;
            text = value;
        } else if (const auto entry = file.find(setting.name); entry != file.end()) {
            source = config + ": " + setting.name;
            text = entry->second;
        } else if (text.empty()) {
            continue;
        }
        if (const auto wrong = put(setting, text, options))
            return mistake(source + " " + *wrong);
    }
    if (options.connections == 0)
        options.connections =
            std::min(connections_by_cores(options.threads), options.max_connections);
    options.max_connections = std::max(options.max_connections, options.connections);
    return options;
}

} // namespace viginti::shim
