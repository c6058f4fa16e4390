package io.asyncreply.testsupport.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.asyncreply.testsupport.process.ProjectFolder;
import io.asyncreply.testsupport.server.ContainerServer;
import io.asyncreply.testsupport.server.LocalServer;
import io.asyncreply.testsupport.server.ServerKind;
import io.asyncreply.testsupport.server.TestServer;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.MountableFile;

/**
 * The server of a {@link TestBroker}, and the command {@code rabbitmqctl} on its machine.
 *
 * @param server the server
 * @param rabbitmqctl the command without its arguments
 */
record BrokerNode(TestServer server, List<String> rabbitmqctl) {

	private static final String STOP_SIGNAL = "TERM";

	static BrokerNode create(ServerKind kind, int port) {
		return switch (kind) {
			case DOCKER -> inContainer(port);
			case LOCAL -> asLocalProcess(port);
		};
	}

	private static BrokerNode inContainer(int port) {
		return new BrokerNode(new ContainerServer(() -> ContainerServer.bindPort(container(), port, 5672), STOP_SIGNAL),
				List.of("rabbitmqctl"));
	}

	private static RabbitMQContainer container() {
		RabbitMQContainer container = new RabbitMQContainer("rabbitmq:4.3-management");
		return container.withCopyFileToContainer(
				MountableFile.forHostPath(ProjectFolder.resolve("broker/limits.conf"), 0644),
				"/etc/rabbitmq/conf.d/20-limits.conf");
	}

	private static BrokerNode asLocalProcess(int port) {
		LocalServer server = new LocalServer("scripts/rabbitmq-node", port, Map.of(), STOP_SIGNAL);
		return new BrokerNode(server,
				List.of(ProjectFolder.resolve("scripts/rabbitmq-node-ctl").toString(), server.folder().toString()));
	}

	String rabbitmqctl(String... arguments) {
		List<String> command = new ArrayList<>(this.rabbitmqctl);
		command.addAll(List.of(arguments));
		return this.server.execute(command);
	}

}
