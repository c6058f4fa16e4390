# Sourced by all scripts: prints messages, and ends a script that cannot go on.
# shellcheck shell=bash

# Prints progress, one argument a line.
say() {
  printf '%s\n' "$@"
}

# Prints an error and what to do about it, one argument a line, and ends the script with status 1.
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# Prints what is wrong with an argument or a variable, and ends the script with status 2.
refuse() {
  printf '%s\n' "$@" >&2
  exit 2
}

# Prints the comment at the top of a script as its help. $1 the script
print_help() {
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$1"
}

# Prints addresses of brokers without the user names and passwords in them. $1 addresses, separated by commas
without_passwords() {
  sed -E 's#( *[a-z]+://)?[^,]*@#\1#g' <<<"$1"
}

# Whether a text is a port number.
is_port() {
  [[ $1 =~ ^[1-9][0-9]{0,4}$ && $1 -le 65535 ]]
}

# Refuses a variable that holds no port number. $1 the name of the variable
require_port() {
  is_port "${!1}" || refuse "$1 is '${!1}'. A port is a number from 1 to 65535."
}
