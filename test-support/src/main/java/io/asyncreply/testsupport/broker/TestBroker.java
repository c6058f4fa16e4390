package io.asyncreply.testsupport.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.asyncreply.testsupport.process.FreePorts;
import io.asyncreply.testsupport.server.ServerKind;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A RabbitMQ for tests, in a container or as a local process. Its address and its data
 * survive a restart.
 */
public final class TestBroker implements AutoCloseable {

	/** Long, because a broker may be slow on a machine that builds at the same time. */
	private static final int HANDSHAKE_TIMEOUT_MILLIS = 60_000;

	private static final String HOST = "127.0.0.1";

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	private final int port = FreePorts.next();

	private final BrokerNode node = BrokerNode.create(ServerKind.chosen(), this.port);

	private final List<String> virtualHosts = new ArrayList<>(List.of("asyncreply"));

	private TestBroker() {
	}

	/**
	 * Returns the broker that all tests of this JVM share, each with a virtual host of
	 * its own. Tests that kill or pause it start their own with {@link #start()}.
	 */
	public static TestBroker shared() {
		return SharedBrokerHolder.BROKER;
	}

	/** Starts a new broker, which the caller may kill and must close. */
	public static TestBroker start() {
		TestBroker broker = new TestBroker();
		broker.node.server().start();
		broker.awaitConnection();
		broker.virtualHosts.forEach(broker::importDefinitions);
		return broker;
	}

	public String host() {
		return HOST;
	}

	public int port() {
		return this.port;
	}

	/** Returns host and port, in the format of {@code RABBITMQ_ADDRESSES}. */
	public String addresses() {
		return HOST + ":" + this.port;
	}

	/** Returns the default virtual host. */
	public String virtualHost() {
		return this.virtualHosts.get(0);
	}

	/** Creates an empty virtual host with the permissions of all users. */
	public synchronized String newVirtualHost() {
		String name = "test-" + this.virtualHosts.size();
		importDefinitions(name);
		this.virtualHosts.add(name);
		return name;
	}

	public ConnectionFactory newConnectionFactory() {
		return newConnectionFactory(virtualHost(), BrokerUser.ADMINISTRATOR);
	}

	public ConnectionFactory newConnectionFactory(String virtualHost, BrokerUser user) {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setHost(HOST);
		factory.setPort(this.port);
		factory.setVirtualHost(virtualHost);
		factory.setUsername(user.name());
		factory.setPassword(user.password());
		factory.setHandshakeTimeout(HANDSHAKE_TIMEOUT_MILLIS);
		return factory;
	}

	public Map<String, String> environment() {
		return environment(virtualHost());
	}

	/** Returns the environment variables with which a system uses this broker. */
	public Map<String, String> environment(String virtualHost) {
		return Map.of("RABBITMQ_ADDRESSES", addresses(), "RABBITMQ_VIRTUAL_HOST", virtualHost, //
				"SYSTEM_A_RABBITMQ_USERNAME", BrokerUser.SYSTEM_A.name(), //
				"SYSTEM_A_RABBITMQ_PASSWORD", BrokerUser.SYSTEM_A.password(), //
				"SYSTEM_B_RABBITMQ_USERNAME", BrokerUser.SYSTEM_B.name(), //
				"SYSTEM_B_RABBITMQ_PASSWORD", BrokerUser.SYSTEM_B.password());
	}

	/** Runs {@code rabbitmqctl} and returns its output. */
	public String rabbitmqctl(String... arguments) {
		return this.node.rabbitmqctl(arguments);
	}

	/**
	 * Kills the running broker. Syncs its table of queues first, because RabbitMQ 3.10
	 * writes the names of new queues to disk seconds late. If a name is lost, the queue
	 * comes back without its messages and without a leader.
	 */
	public void kill() {
		rabbitmqctl("eval", "[dets:sync(Table) || Table <- dets:all()].");
		this.node.server().kill();
	}

	/** Shuts the broker down. */
	public void stop() {
		this.node.server().stop();
	}

	/**
	 * Shuts the broker down if it runs, starts it with its data and waits until it
	 * answers.
	 */
	public void restart() {
		this.node.server().stop();
		this.node.server().start();
		awaitConnection();
	}

	/** Restores the passwords and permissions of all users. */
	public synchronized void restoreUsers() {
		this.virtualHosts.forEach(this::importDefinitions);
	}

	/** Pauses the broker: connections stay open, but it does not answer. */
	public void pause() {
		this.node.server().pause();
	}

	public void resume() {
		this.node.server().resume();
	}

	/**
	 * Replaces the broker by an empty one with the same address, users and virtual hosts.
	 */
	public synchronized void wipe() {
		this.node.server().erase();
		this.node.server().start();
		awaitConnection();
		restoreUsers();
	}

	@Override
	public void close() {
		this.node.server().erase();
	}

	private void importDefinitions(String virtualHost) {
		rabbitmqctl("import_definitions",
				this.node.server().writeFile("definitions.json", BrokerDefinitions.of(virtualHost)));
	}

	private void awaitConnection() {
		try {
			Awaitility.await().atMost(TIMEOUT).ignoreExceptions().until(this::canConnect);
		}
		catch (ConditionTimeoutException ex) {
			throw new IllegalStateException("The broker does not answer. Its output:\n" + this.node.server().log(), ex);
		}
	}

	private boolean canConnect() throws IOException, TimeoutException {
		try (Connection connection = newConnectionFactory("/", BrokerUser.ADMINISTRATOR).newConnection()) {
			return connection.isOpen();
		}
	}

	/** Starts the shared broker on first use. */
	private static final class SharedBrokerHolder {

		private static final TestBroker BROKER = TestBroker.start();

	}

}
