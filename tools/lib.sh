# Shared by the scripts of tools/ and test/: where things are, who runs the servers, how a private
# server is made and started. Sourced, never run. Sets: root, build, pg_config, pg_bin, owner, version.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${BUILD:-build}
[[ $build == /* ]] || build=$root/$build
version=$(sed -n "s/^default_version *= *'\(.*\)'.*/\1/p" "$root/viginti.control")

say() { printf '%s\n' "$*" >&2; }
die() {
    say "error: $*"
    exit 1
}

# The server to build against and to run: PG_CONFIG, else Debian's PostgreSQL 15, else the PATH's.
find_server() {
    pg_config=${PG_CONFIG:-}
    if [[ -z $pg_config ]]; then
        pg_config=/usr/lib/postgresql/15/bin/pg_config
        [[ -x $pg_config ]] || pg_config=pg_config
    fi
    pg_config=$(command -v "$pg_config") || die "no pg_config; set PG_CONFIG=/path/to/pg_config"
    pg_bin=$("$pg_config" --bindir)
}

# PostgreSQL refuses to run as root: servers then belong to this user.
if ((EUID == 0)); then owner=${CLUSTER_USER:-postgres}; else owner=$(id -un); fi

# become_owner COMMAND...: replaces this shell by it, run as the owner of the servers in a folder this
# user may enter. `become_owner COMMAND &` leaves the pid of COMMAND itself in $!.
become_owner() {
    cd /
    ((EUID == 0)) || exec "$@"
    local home
    home=$(getent passwd "$owner" | cut -d: -f6)
    [[ -n $home ]] || die "no user $owner on this machine"
    HOME=$home exec setpriv --reuid="$owner" --regid="$(id -g "$owner")" --init-groups "$@"
}

as_owner() { (become_owner "$@"); }

# as_root COMMAND...: runs it with the rights to change the system.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        die "this needs root: run it as root or install sudo ($*)"
    fi
}

# A port of 127.0.0.1 the kernel considers free.
free_port() {
    perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1,
        LocalAddr => "127.0.0.1", LocalPort => 0)->sockport'
}

# Whether something listens on that port of 127.0.0.1.
port_in_use() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

new_secret() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# init_cluster BIN DATA PASSWORD [INITDB OPTION...]: a UTF-8 cluster with superuser postgres. Its socket folder is
# the owner's alone and therefore trusted; over TCP the password is asked for.
init_cluster() {
    local bin=$1 data=$2 password=$3
    shift 3
    local log
    # The password goes through a pipe of the owner's: no file, no command line that others can read.
    log=$(as_owner bash -c 'read -r password && exec "$@" --pwfile=<(echo "$password")' bash \
        "$bin/initdb" --pgdata="$data" --username=postgres --encoding=UTF8 \
        --locale-provider=icu --icu-locale=und --locale=C.UTF-8 \
        --auth-local=trust --auth-host=scram-sha-256 "$@" <<< "$password" 2>&1) ||
        die "initdb failed: $log"
}

# start_cluster BIN DATA LOG PORT SOCKETS [SETTING...]: returns once it accepts connections.
start_cluster() {
    local bin=$1 data=$2 log=$3 port=$4 sockets=$5 setting
    shift 5
    local options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$sockets'"
    for setting in "$@"; do options+=" -c $setting"; done
    as_owner "$bin/pg_ctl" start --silent --wait --timeout=60 --pgdata="$data" --log="$log" \
        --options="$options" > /dev/null 9>&-
}

# copy_server FOLDER: PostgreSQL finds its files relative to its own program: a tree of links around copies of the
# programs that look for themselves is a complete server, to which the extension as built is added. Sets server_bin.
copy_server() {
    local server=$1 bin share lib name part
    bin=$pg_bin share=$("$pg_config" --sharedir) lib=$("$pg_config" --pkglibdir)
    server_bin=$server$bin
    mkdir -p "$server_bin" "$server$share" "$server$lib"
    cp --recursive --symbolic-link "$bin/." "$server_bin"
    cp --recursive --symbolic-link "$share/." "$server$share"
    cp --recursive --symbolic-link "$lib/." "$server$lib"
    for name in postgres initdb pg_ctl pg_config; do
        cp --remove-destination "$(readlink -f "$bin/$name")" "$server_bin/$name"
    done
    for part in viginti viginti_phone; do
        [[ -f $build/$part.so ]] || die "not built: $build/$part.so (make build)"
        cp --remove-destination "$build/$part.so" "$server$lib/"
    done
    rm -f "$server$share/extension/"viginti{.control,--*.sql}
    for part in "$root/viginti.control" "$build"/viginti--*.sql "$root"/sql/viginti--*--*.sql; do
        [[ ! -f $part ]] || cp "$part" "$server$share/extension/"
    done
    chmod -R a+rX "$server"
}

stop_cluster() { as_owner "$1/pg_ctl" stop --silent --wait --mode=fast --pgdata="$2" > /dev/null; }

cluster_is_running() { as_owner "$1/pg_ctl" status --pgdata="$2" > /dev/null 2>&1; }

# wait_ready URL PID SECONDS: until the daemon PID answers /readyz with 200; fails if it ends before.
wait_ready() {
    local url=$1 pid=$2 deadline=$((SECONDS + $3))
    while ! curl --silent --fail --max-time 2 --output /dev/null "$url/readyz"; do
        kill -0 "$pid" 2> /dev/null || return 1
        ((SECONDS < deadline)) || return 1
        sleep 0.05
    done
}

# list_files PATTERN...: the project's own files of these names below $tree, NUL-separated.
tree=${TREE:-$root}
list_files() {
    local pattern patterns=()
    for pattern in "$@"; do patterns+=(-o -name "$pattern"); done
    find "$tree" \( -name .git -o -name node_modules -o -path "$tree/var" -o -path "$tree/build*" \
        -o -path "$build" \) -prune -o -type f \( "${patterns[@]:1}" \) -print0 | sort -z
}

# self_test NAME=CONTENT...: the check that calls it must pass an empty tree and must find fault with
# a tree of each of these files alone. Ends the script.
self_test() {
    local fixture case name
    fixture=$(mktemp -d)
    trap 'rm -rf "$fixture"' EXIT
    mkdir "$fixture/good"
    TREE=$fixture/good "$0" > /dev/null 2>&1 || die "$(basename "$0") rejects an empty tree"
    for case in "$@"; do
        name=$fixture/bad/${case%%=*}
        rm -rf "$fixture/bad"
        mkdir -p "$(dirname "$name")"
        printf '%b\n' "${case#*=}" > "$name"
        ! TREE=$fixture/bad "$0" > /dev/null 2>&1 || die "$(basename "$0") accepts $case"
    done
    exit 0
}
