# Sourced by rabbitmq-node, rabbitmq-node-ctl and others: sets the environment in which RabbitMQ's own scripts use a private
# node and nothing of the RabbitMQ service of this machine. Needs say.sh and install-tools.sh.
# shellcheck shell=bash

# Prints a free port below the range of outgoing connections. A client that connects repeatedly to a port of that range
# while its broker is down may connect to itself.
free_port() {
  local port
  for _ in $(seq 200); do
    port=$((10000 + RANDOM % 20000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  fail "No free port was found from 10000 to 29999."
}

# Prints a random secret of 36 hexadecimal digits.
random_secret() {
  head -c 18 /dev/urandom | od -An -tx1 | tr -d ' \n'
}

# Exports the variables of a node, which has to start in its folder. $1 the folder
node_environment() {
  # The node's own name of its folder, which is its current directory. RabbitMQ passes paths to a shell and to files of its
  # own, and no path may contain a quote there.
  local folder=/proc/self/cwd name
  for name in $(compgen -e); do
    [[ ! $name =~ ^(RABBITMQ|ERL)_ ]] || unset "$name"
  done
  # shellcheck source=/dev/null # three assignments, written by rabbitmq-node
  source "$1/ports"
  export HOME=$folder/home
  export RABBITMQ_CONF_ENV_FILE=/dev/null
  export RABBITMQ_NODENAME=asyncreply@localhost
  export RABBITMQ_NODE_IP_ADDRESS=127.0.0.1
  export RABBITMQ_NODE_PORT RABBITMQ_DIST_PORT ERL_EPMD_PORT
  export ERL_EPMD_ADDRESS=127.0.0.1
  export RABBITMQ_CTL_DIST_PORT_MIN=35672 RABBITMQ_CTL_DIST_PORT_MAX=35772
  export RABBITMQ_BASE=$folder
  export RABBITMQ_MNESIA_BASE=$folder/data
  export RABBITMQ_LOG_BASE=$folder/logs
  export RABBITMQ_PID_FILE=$folder/pid
  export RABBITMQ_CONFIG_FILE=$folder/rabbitmq.conf
  export RABBITMQ_ADVANCED_CONFIG_FILE=$folder/advanced.config
  export RABBITMQ_ENABLED_PLUGINS_FILE=$folder/enabled_plugins
  export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'
  # With it rabbitmq-server replaces itself by the broker; otherwise a shell stays above the broker and has the known pid.
  export RUNNING_UNDER_SYSTEMD=1
}

# Prints the full path of one of RabbitMQ's own scripts. $1 its name
rabbitmq_script() {
  local folder
  folder=$(find_rabbitmq) || fail "RabbitMQ is not installed on this machine (on Debian: apt-get install rabbitmq-server)."
  echo "$folder/$1"
}
