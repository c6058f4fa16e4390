# Sourced by rabbitmq-node and rabbitmq-node-ctl: the environment in which RabbitMQ's own scripts see one private node
# and nothing of the system's. Needs say.sh and install-tools.sh.
# shellcheck shell=bash

# A port that nothing listens on, outside the range from which outgoing connections take theirs: a client that dials a
# port of that range again and again while its broker is down may end up connected to itself.
free_port() {
  local port
  for _ in $(seq 200); do
    port=$((10000 + RANDOM % 20000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  fail "No free port was found between 10000 and 30000."
}

# A secret of letters and digits.
random_secret() {
  head -c 18 /dev/urandom | od -An -tx1 | tr -d ' \n'
}

# $1 the folder that prepare_node has filled
node_environment() {
  local folder=$1
  # shellcheck source=/dev/null # three assignments, written by prepare_node
  source "$folder/ports"
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
  # Else rabbitmq-server stays as a shell above the broker, and its pid would not be the broker's.
  export RUNNING_UNDER_SYSTEMD=1
  # Erlang warns about file names in any other encoding.
  export LC_ALL=C.UTF-8
}

# Prints the full path of a script of RabbitMQ's own. $1 its name
rabbitmq_script() {
  local folder
  folder=$(find_rabbitmq) || fail "RabbitMQ is not installed on this machine (on Debian: apt-get install rabbitmq-server)."
  echo "$folder/$1"
}
