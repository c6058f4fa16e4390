package io.asyncreply.messaging.topology;

/**
 * Permissions of a broker user, as in {@code broker/definitions.template.json}.
 *
 * @param configure pattern of the names that the user declares
 * @param write pattern of the names that the user publishes to or binds
 * @param read pattern of the names that the user consumes or binds to
 */
public record BrokerPermissions(String configure, String write, String read) {

	/** System A declares everything, publishes requests and consumes replies. */
	public static final BrokerPermissions SYSTEM_A = new BrokerPermissions(
			"^(asyncreply\\..*|requests\\..*|replies|dead-letters|parking|amq\\.gen-.*)$",
			"^(asyncreply\\.(requests|dead-letters|parking|control)|requests\\..*|replies|dead-letters|parking|amq\\.gen-.*)$",
			"^(asyncreply\\..*|requests\\..*|replies|dead-letters|parking|amq\\.gen-.*)$");

	/** System B consumes requests and publishes replies. */
	public static final BrokerPermissions SYSTEM_B = new BrokerPermissions("^amq\\.gen-.*$",
			"^(asyncreply\\.(replies|parking|control)|amq\\.gen-.*)$",
			"^(requests\\..*|asyncreply\\.control|amq\\.gen-.*)$");

	/**
	 * Returns the command that grants the permissions.
	 * @param user name of the user
	 * @param virtualHost name of the virtual host
	 * @return command line of {@code rabbitmqctl}
	 */
	public String grantCommand(String user, String virtualHost) {
		return "rabbitmqctl set_permissions --vhost '" + virtualHost + "' '" + user + "' '" + this.configure + "' '"
				+ this.write + "' '" + this.read + "'";
	}

}
