package io.asyncreply.endtoend.harness;

import java.util.List;

import io.asyncreply.testsupport.broker.TestBroker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads queues and connections of a virtual host with {@code rabbitmqctl}.
 *
 * @param broker the broker
 * @param virtualHost the virtual host
 */
public record BrokerInspector(TestBroker broker, String virtualHost) {

	private static final JsonMapper JSON = new JsonMapper();

	public static BrokerInspector of(SystemPair systemPair) {
		return new BrokerInspector(systemPair.broker(), systemPair.virtualHost());
	}

	/** Lists all queues; their message counts are up to 5 s old. */
	public List<JsonNode> queues() {
		return list("list_queues", "--vhost", this.virtualHost, "name", "messages_ready", "messages_unacknowledged",
				"exclusive");
	}

	/** Lists the connections with the number of their channels. */
	public List<JsonNode> connections() {
		return list("list_connections", "vhost", "user", "channels").stream()
			.filter((connection) -> this.virtualHost.equals(connection.path("vhost").asString()))
			.toList();
	}

	private List<JsonNode> list(String command, String... arguments) {
		String[] allArguments = new String[arguments.length + 3];
		allArguments[0] = command;
		allArguments[1] = "--silent";
		allArguments[2] = "--formatter=json";
		System.arraycopy(arguments, 0, allArguments, 3, arguments.length);
		String output = this.broker.rabbitmqctl(allArguments);
		return JSON.readTree(output.substring(output.indexOf('['))).valueStream().toList();
	}

}
