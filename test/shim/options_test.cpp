#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "log.hpp"
#include "options.hpp"

namespace viginti::shim {
namespace {

using Variables = std::map<std::string, std::string>;

std::variant<Options, Exit> read(std::vector<const char *> arguments, Variables variables = {})
{
    arguments.insert(arguments.begin(), "vigintid");
    return read_options(static_cast<int>(arguments.size()), arguments.data(),
                        [&variables](const char *name) -> const char * {
                            const auto found = variables.find(name);
                            return found == variables.end() ? nullptr : found->second.c_str();
                        });
}

Options good(std::vector<const char *> arguments, Variables variables = {})
{
    auto result = read(std::move(arguments), std::move(variables));
    if (const Exit *const exit = std::get_if<Exit>(&result)) {
        ADD_FAILURE() << exit->text;
        return {};
    }
    return std::get<Options>(result);
}

Exit bad(std::vector<const char *> arguments, Variables variables = {})
{
    auto result = read(std::move(arguments), std::move(variables));
    if (std::holds_alternative<Options>(result)) {
        ADD_FAILURE() << "taken";
        return {};
    }
    return std::get<Exit>(result);
}

/* A settings file that goes when the test does. */
struct File {
    std::string path = testing::TempDir() + "vigintid_options_test.toml";
    explicit File(const std::string &text) { std::ofstream(path) << text; }
    ~File() { std::remove(path.c_str()); }
};

TEST(ReadOptions, HasDefaults)
{
    const Options options = good({});
    EXPECT_EQ(options.host, "127.0.0.1");
    EXPECT_EQ(options.port, "3000");
    EXPECT_EQ(options.threads, 1u);
    EXPECT_GE(options.connections, 2u);
    EXPECT_LE(options.connections, options.max_connections);
    EXPECT_EQ(options.max_body, 10u << 20);
    EXPECT_EQ(options.queue_timeout, Milliseconds(5000));
    EXPECT_EQ(options.log_level, "info");
    EXPECT_FALSE(options.transaction_pooler);
}

TEST(ReadOptions, KeepsAsManyConnectionsAsThereAreCores)
{
    const unsigned cores = std::thread::hardware_concurrency();
    EXPECT_EQ(good({"--max-connections", "100"}).connections, std::max(2u, cores));
    EXPECT_EQ(good({"--max-connections", "1"}).connections, 1u);
    EXPECT_EQ(good({}).cheap_read, std::chrono::microseconds(250));
    EXPECT_EQ(good({"--cheap-read", "0"}).cheap_read, std::chrono::microseconds(0));
    EXPECT_EQ(good({"--threads", "64"}).connections, 2u);
    EXPECT_EQ(good({"--connections", "5", "--max-connections", "3"}).max_connections, 5u);
}

TEST(ReadOptions, PutsFlagBeforeEnvironmentBeforeFile)
{
    const File file("queue = 7\nthreads = 3\nlog-level = \"warn\"\n");
    const Variables variables = {
        {"VIGINTID_CONFIG", file.path}, {"VIGINTID_QUEUE", "8"}, {"VIGINTID_THREADS", "4"}};
    const Options options = good({"--queue", "9"}, variables);
    EXPECT_EQ(options.queue, 9u);
    EXPECT_EQ(options.threads, 4u);
    EXPECT_EQ(options.log_level, "warn");
}

TEST(ReadOptions, ReadsUnits)
{
    const Options options = good({"--max-body=1.5k", "--queue-timeout=250ms", "--drain-timeout",
                                  "2m", "--pooler=transaction"});
    EXPECT_EQ(options.max_body, 1536u);
    EXPECT_EQ(options.queue_timeout, Milliseconds(250));
    EXPECT_EQ(options.drain_timeout, Milliseconds(120000));
    EXPECT_TRUE(options.transaction_pooler);
    EXPECT_EQ(good({"--request-timeout=0.5"}).request_timeout, Milliseconds(500));
}

TEST(ReadOptions, ReadsAddresses)
{
    EXPECT_EQ(good({"--listen=[::1]:80"}).host, "::1");
    EXPECT_EQ(good({"--listen=localhost:0"}).port, "0");
    EXPECT_EQ(good({"--listen=0.0.0.0:80", "--port=81"}).port, "81");
}

TEST(ReadOptions, RefusesMistakesWithStatusTwo)
{
    for (const std::vector<const char *> &arguments : std::vector<std::vector<const char *>>{
             {"--nonsense"},
             {"extra"},
             {"--queue"},
             {"--queue=0"},
             {"--queue=x"},
             {"--queue=1.5"},
             {"--threads=65"},
             {"--queue-timeout=5h"},
             {"--max-body=-1"},
             {"--listen=3000"},
             {"--listen=::1:80"},
             {"--listen=127.0.0.1:65536"},
             {"--port=70000"},
             {"--log-level=loud"},
             {"--pooler=session"},
             {"--config=/does/not/exist.toml"},
         }) {
        const Exit exit = bad(arguments);
        EXPECT_EQ(exit.status, 2) << arguments[0];
        EXPECT_NE(exit.text.find("--help"), std::string::npos) << exit.text;
    }
}

TEST(ReadOptions, NamesWhereAMistakeIs)
{
    EXPECT_NE(bad({"--queue=0"}).text.find("--queue must be from 1 to"), std::string::npos);
    EXPECT_NE(bad({}, {{"VIGINTID_QUEUE", "x"}}).text.find("VIGINTID_QUEUE"), std::string::npos);
    const File file("queu = 7\n");
    EXPECT_NE(bad({"--config", file.path.c_str()}).text.find("unknown setting 'queu'"),
              std::string::npos);
    const File broken("queue = \n");
    EXPECT_NE(bad({"--config", broken.path.c_str()}).text.find("line 1"), std::string::npos);
}

TEST(ReadOptions, NeverRepeatsAConnectionString)
{
    const Exit exit = bad({"--database=host=h password=secret secret2"});
    EXPECT_EQ(exit.status, 2);
    EXPECT_EQ(exit.text.find("secret"), std::string::npos) << exit.text;
}

TEST(ReadOptions, PrintsHelpAndVersion)
{
    const Exit help = bad({"--help"});
    EXPECT_EQ(help.status, 0);
    EXPECT_NE(help.text.find("--queue-timeout"), std::string::npos);
    EXPECT_NE(help.text.find("VIGINTID_QUEUE_TIMEOUT; 5s"), std::string::npos) << help.text;
    EXPECT_EQ(bad({"--version"}).text, std::string("vigintid ") + VIGINTI_VERSION);
}

TEST(DescribeDatabase, ShowsNoPassword)
{
    EXPECT_EQ(describe_database("postgresql://ada:secret@db.example:5433/crm"),
              "ada@db.example:5433/crm");
    EXPECT_EQ(describe_database("host=/run dbname=crm password=secret"), "/run/crm");
    EXPECT_EQ(describe_database("password=a b c"), "the database");
}

} // namespace
} // namespace viginti::shim
