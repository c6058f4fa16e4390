package io.asyncreply.messaging.topology;

/**
 * What a system's user has to be allowed at the broker, as in
 * {@code broker/definitions.template.json}.
 *
 * @param configure pattern of the names that it declares
 * @param write pattern of the names that it publishes to or binds
 * @param read pattern of the names that it consumes or binds to
 */
public record BrokerPermissions(String configure, String write, String read) {

	/** System A declares everything, writes requests and reads replies. */
	public static final BrokerPermissions SYSTEM_A = new BrokerPermissions(
			"^(asyncreply\\..*|requests\\..*|replies|dead-letters|parking|amq\\.gen-.*)$",
			"^(asyncreply\\.(requests|dead-letters|parking|control)|requests\\..*|replies|dead-letters|parking|amq\\.gen-.*)$",
			"^(asyncreply\\..*|requests\\..*|replies|dead-letters|parking|amq\\.gen-.*)$");

	/** System B reads requests and writes replies. */
	public static final BrokerPermissions SYSTEM_B = new BrokerPermissions("^amq\\.gen-.*$",
			"^(asyncreply\\.(replies|parking|control)|amq\\.gen-.*)$",
			"^(requests\\..*|asyncreply\\.control|amq\\.gen-.*)$");

	/**
	 * Writes the command that grants them.
	 * @param user whom to grant them
	 * @param virtualHost where
	 * @return a command line
	 */
	public String grantCommand(String user, String virtualHost) {
		return "rabbitmqctl set_permissions --vhost '" + virtualHost + "' '" + user + "' '" + this.configure + "' '"
				+ this.write + "' '" + this.read + "'";
	}

}
