# Sourced by run, verify and .ci/run: finds the tools they need and, on Debian or Ubuntu, installs the missing ones.
# Needs say.sh, and `scripts`, the folder of both.
# shellcheck shell=bash disable=SC2154

docker_answers() {
  command -v docker >/dev/null && docker info >/dev/null 2>&1
}

# Installs packages after saying so, or tells what a person has to install.
#   $1 what is missing, in words; the rest are the Debian packages that bring it
install_packages() {
  local what=$1
  shift
  command -v apt-get >/dev/null ||
    fail "$what is missing. Install it (on Debian: apt-get install $*), then try again."
  say "$what is missing: installing $* with apt"
  if [ "$(id -u)" = 0 ]; then
    "$scripts/apt-install" "$@" >/dev/null
  elif command -v sudo >/dev/null; then
    sudo "$scripts/apt-install" "$@" >/dev/null
  else
    fail "There is neither root nor sudo here. As root: apt-get install $*"
  fi || fail "apt could not install $* (its messages stand above). Install $what by hand, then try again."
}

# The feature version of a JDK, or nothing where there is no compiler. $1 its home
jdk_version() {
  [ -n "$1" ] && [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | sed -nE 's/^javac (1\.)?([0-9]+).*/\2/p'
}

# Prints the home of a JDK 17 or newer: the chosen one first, then the one on the path, then what is installed.
find_jdk() {
  local home version javac
  javac=$(command -v javac || true)
  for home in "${JAVA_HOME:-}" "${javac:+$(dirname "$(dirname "$(readlink -f "$javac")")")}" /usr/lib/jvm/*; do
    version=$(jdk_version "$home" || true)
    if [ "${version:-0}" -ge 17 ]; then
      echo "$home"
      return
    fi
  done
  return 1
}

# Exports JAVA_HOME. Ubuntu's default-jdk may be older than 17, so the package is chosen by its version.
ensure_jdk() {
  local package
  if ! find_jdk >/dev/null; then
    package=$(apt-cache pkgnames openjdk- 2>/dev/null | grep -xE 'openjdk-(17|21|25)-jdk-headless' | sort -V | tail -1 || true)
    install_packages "A JDK, 17 or newer," "${package:-openjdk-17-jdk-headless}"
  fi
  JAVA_HOME=$(find_jdk) || fail "There is still no JDK 17 or newer. Install one and point JAVA_HOME to it."
  export JAVA_HOME
}

# Whether version $1 is at least $2.
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -1)" = "$2" ]
}

ensure_maven() {
  local version
  command -v mvn >/dev/null || install_packages "Maven, 3.8 or newer," maven
  version=$(mvn --version 2>/dev/null | sed -nE 's/.*Apache Maven ([0-9.]+).*/\1/p' | head -1)
  at_least "${version:-0}" 3.8 || fail "Maven ${version:-of unknown version} is older than 3.8. Install a newer one, then try again."
}

ensure_curl() {
  command -v curl >/dev/null || install_packages "curl" curl ca-certificates
}

# Prints the folder of RabbitMQ's own scripts, not the wrappers that switch to the system's user and data.
find_rabbitmq() {
  local wrapper folder
  wrapper=$(command -v rabbitmq-server || true)
  for folder in /usr/lib/rabbitmq/bin "${wrapper:+$(dirname "$(readlink -f "$wrapper")")}"; do
    if [ -n "$folder" ] && [ -x "$folder/rabbitmq-server" ] && [ -e "$folder/rabbitmq-env" ]; then
      echo "$folder"
      return
    fi
  done
  return 1
}

# The version in the name of RabbitMQ's library folder, which needs no Erlang to read. $1 what find_rabbitmq printed
rabbitmq_version() {
  readlink -f "$1/rabbitmq-server" "$1"/../lib/rabbitmq_server-* 2>/dev/null |
    sed -nE 's#.*rabbitmq_server-([0-9.]+).*#\1#p' | head -1
}

# Quorum queues know message expiry since 3.10 only.
ensure_rabbitmq() {
  local folder version
  find_rabbitmq >/dev/null || install_packages "RabbitMQ, 3.10 or newer," rabbitmq-server
  folder=$(find_rabbitmq) || fail "rabbitmq-server is installed, but its own scripts were not found."
  version=$(rabbitmq_version "$folder")
  at_least "${version:-0}" 3.10 ||
    fail "RabbitMQ ${version:-of unknown version} is older than 3.10." \
      "Install Docker or a newer RabbitMQ, or name a broker with RABBITMQ_ADDRESSES."
}

find_initdb() {
  command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -1 | grep .
}

ensure_postgresql() {
  find_initdb >/dev/null || install_packages "PostgreSQL" postgresql
}

# Only tests of dashboards and alerts ask for it, and they are skipped without it.
ensure_prometheus() {
  if ! command -v promtool >/dev/null && command -v apt-get >/dev/null; then
    (install_packages "Prometheus" prometheus) || say "Without Prometheus the tests of dashboards and alerts are skipped."
  fi
}
