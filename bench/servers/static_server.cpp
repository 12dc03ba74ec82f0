/*
 * What libmicrohttpd itself can do: the same bytes for every request, from one thread, as vigintid has one loop. `PUT
 * /size/N` sets how many. Prints `ready PORT`; ends when its standard input does.
 */
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <unistd.h>

namespace {

MHD_Response *current = nullptr;

MHD_Response *make_response(std::size_t size)
{
    std::string body(size, 'x');
    MHD_Response *const made =
        MHD_create_response_from_buffer(body.size(), body.data(), MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(made, "Content-Type", "application/json; charset=utf-8");
    return made;
}

/* Called first with the head, then with the body in parts, then with nothing more. */
MHD_Result answer(void *, MHD_Connection *connection, const char *url, const char *method,
                  const char *, const char *, std::size_t *upload_size, void **state)
{
    static int seen_head;
    if (*state == nullptr) {
        *state = &seen_head;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        *upload_size = 0;
        return MHD_YES;
    }
    constexpr char prefix[] = "/size/";
    if (std::strcmp(method, "PUT") == 0 && std::strncmp(url, prefix, sizeof prefix - 1) == 0) {
        MHD_destroy_response(current); /* others that are being sent hold it */
        current = make_response(std::strtoul(url + sizeof prefix - 1, nullptr, 10));
    }
    return MHD_queue_response(connection, MHD_HTTP_OK, current);
}

} // namespace

int main()
{
    current = make_response(0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    MHD_Daemon *const daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO, 0, nullptr, nullptr, &answer, nullptr,
        MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_CONNECTION_LIMIT, 2000u,
        MHD_OPTION_LISTEN_BACKLOG_SIZE, 4096u, MHD_OPTION_END);
    if (daemon == nullptr)
        return 1;
    std::printf("ready %u\n", static_cast<unsigned>(
                                  MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port));
    std::fflush(stdout);
    char ignored;
    while (read(STDIN_FILENO, &ignored, 1) > 0) {
    }
    MHD_stop_daemon(daemon);
    MHD_destroy_response(current);
}
