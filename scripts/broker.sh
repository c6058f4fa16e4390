# Sourced by run: finds or starts the broker, and exports what the systems need to connect to it.
# Needs say.sh, install-tools.sh, rabbitmq-node-env.sh and supervise.sh; `root`, `scripts`, `logs` and RUN_DIR.
# shellcheck shell=bash disable=SC2154

compose=(docker compose --project-directory "$root")
compose_started= # `created` or `restarted` once this script has touched the container

# Refuses an address in RABBITMQ_ADDRESSES whose port is not a number.
check_broker_addresses() {
  local address addresses port
  IFS=, read -r -a addresses <<<"${RABBITMQ_ADDRESSES:-}"
  for address in "${addresses[@]}"; do
    address=${address#*://}
    address=${address%%/*}
    address=${address##*@}
    address=${address// /}
    port=${address##*:}
    # without a port this is the host, or the end of an IPv6 address in brackets
    [ "$port" = "$address" ] || [ "${port%]}" != "$port" ] || is_port "$port" ||
      refuse "RABBITMQ_ADDRESSES has the port '$port'. A port is a number from 1 to 65535."
  done
}

compose_broker_runs() {
  [ -n "$("${compose[@]}" ps --quiet --status running rabbitmq 2>/dev/null)" ]
}

# Takes the port from the container, which may have been started with another one than today's, and the passwords from its secrets.
use_compose_broker() {
  local port
  port=$("${compose[@]}" port rabbitmq 5672) || return 1
  export RABBITMQ_ADDRESSES=127.0.0.1:${port##*:} RABBITMQ_VIRTUAL_HOST=asyncreply
  SYSTEM_A_RABBITMQ_PASSWORD=$("${compose[@]}" exec -T rabbitmq cat /run/secrets/SYSTEM_A_RABBITMQ_PASSWORD) || return 1
  SYSTEM_B_RABBITMQ_PASSWORD=$("${compose[@]}" exec -T rabbitmq cat /run/secrets/SYSTEM_B_RABBITMQ_PASSWORD) || return 1
}

start_compose_broker() {
  if compose_broker_runs; then
    say "Broker: RabbitMQ in Docker, which is already running"
  else
    say "Broker: starting RabbitMQ with docker compose (log: $logs/docker.log)"
    "$scripts/create-secrets"
    compose_started=created
    [ -z "$("${compose[@]}" ps --all --quiet rabbitmq 2>/dev/null)" ] || compose_started=restarted
    interruptible "${compose[@]}" up --detach --wait rabbitmq >"$logs/docker.log" 2>&1 || return 1
  fi
  use_compose_broker
}

# Stops the container if this script started it, and removes it if this script created it. Its data is in a volume.
stop_compose_broker() {
  case $compose_started in
    created) "${compose[@]}" rm --stop --force rabbitmq >>"$logs/docker.log" 2>&1 || true ;;
    restarted) "${compose[@]}" stop rabbitmq >>"$logs/docker.log" 2>&1 || true ;;
  esac
  compose_started=
}

become_broker() {
  become "$scripts/rabbitmq-node" "$RUN_DIR/broker" "$broker_port" "$RUN_DIR/definitions.json"
}

# Whether something accepts connections on a port of this machine. $1 the port, $2 the address (127.0.0.1)
listens() {
  local address=${2:-127.0.0.1}
  address=${address#[}
  (exec 3<>"/dev/tcp/${address%]}/$1") 2>/dev/null
}

# Takes the port of the last run if it is free, so that clients find the broker at the same address.
choose_broker_port() {
  broker_port=$(sed -n 's/^RABBITMQ_NODE_PORT=//p' "$RUN_DIR/broker/ports" 2>/dev/null || true)
  if [ -z "$broker_port" ] || listens "$broker_port"; then
    broker_port=$(free_port)
  fi
}

start_private_broker() {
  ensure_rabbitmq
  choose_broker_port
  say "Broker: a private RabbitMQ $(rabbitmq_version "$(find_rabbitmq)") on 127.0.0.1:$broker_port (data and logs: $RUN_DIR/broker)"
  SYSTEM_A_RABBITMQ_PASSWORD=$(random_secret)
  SYSTEM_B_RABBITMQ_PASSWORD=$(random_secret)
  export RABBITMQ_ADDRESSES=127.0.0.1:$broker_port RABBITMQ_VIRTUAL_HOST=asyncreply
  export SYSTEM_A_RABBITMQ_PASSWORD SYSTEM_B_RABBITMQ_PASSWORD
  mkdir -p "$RUN_DIR/secrets"
  printf '%s' "$SYSTEM_A_RABBITMQ_PASSWORD" >"$RUN_DIR/secrets/SYSTEM_A_RABBITMQ_PASSWORD"
  printf '%s' "$SYSTEM_B_RABBITMQ_PASSWORD" >"$RUN_DIR/secrets/SYSTEM_B_RABBITMQ_PASSWORD"
  "$root/broker/render-definitions" "$RUN_DIR/secrets" >"$RUN_DIR/definitions.json"
  start broker
  await broker 90 listens "$broker_port"
}

find_broker() {
  if [ -n "${RABBITMQ_ADDRESSES:-}" ]; then
    say "Broker: $(without_passwords "$RABBITMQ_ADDRESSES") (from RABBITMQ_ADDRESSES)"
    return
  fi
  clean_environment 'SPRING_RABBITMQ_.*'
  export SYSTEM_A_RABBITMQ_USERNAME=system-a SYSTEM_B_RABBITMQ_USERNAME=system-b
  if docker_answers && docker compose version >/dev/null 2>&1; then
    if start_compose_broker; then
      export SYSTEM_A_RABBITMQ_PASSWORD SYSTEM_B_RABBITMQ_PASSWORD
      return
    fi
    say "docker compose could not start RabbitMQ (see $logs/docker.log). Looking for RabbitMQ on this machine"
    stop_compose_broker
  fi
  start_private_broker
}
