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
 * A RabbitMQ of the tests' own, in a container when Docker answers, else a private node
 * on this machine; its address and its data survive a restart.
 */
public final class TestBroker implements AutoCloseable {

	/** A machine that builds and tests at once may keep a broker waiting for long. */
	private static final int HANDSHAKE_TIMEOUT_MILLIS = 60_000;

	private static final String HOST = "127.0.0.1";

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	private final int port = FreePorts.next();

	private final BrokerNode node = BrokerNode.create(ServerKind.chosen(), this.port);

	private final List<String> virtualHosts = new ArrayList<>(List.of("asyncreply"));

	private TestBroker() {
	}

	/**
	 * The broker that all tests of this JVM share. They take a virtual host of their own
	 * and leave the broker running; who kills or pauses starts one with {@link #start()}.
	 */
	public static TestBroker shared() {
		return SharedBrokerHolder.BROKER;
	}

	/** Starts a broker of its own, which its caller may kill and has to close. */
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

	/** Host and port, as {@code RABBITMQ_ADDRESSES} takes them. */
	public String addresses() {
		return HOST + ":" + this.port;
	}

	/** The virtual host that is always there. */
	public String virtualHost() {
		return this.virtualHosts.get(0);
	}

	/** Makes an empty virtual host with the permissions of all users. */
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

	/** What a system needs in its environment to use this broker. */
	public Map<String, String> environment(String virtualHost) {
		return Map.of("RABBITMQ_ADDRESSES", addresses(), "RABBITMQ_VIRTUAL_HOST", virtualHost, //
				"SYSTEM_A_RABBITMQ_USERNAME", BrokerUser.SYSTEM_A.name(), //
				"SYSTEM_A_RABBITMQ_PASSWORD", BrokerUser.SYSTEM_A.password(), //
				"SYSTEM_B_RABBITMQ_USERNAME", BrokerUser.SYSTEM_B.name(), //
				"SYSTEM_B_RABBITMQ_PASSWORD", BrokerUser.SYSTEM_B.password());
	}

	/** Runs {@code rabbitmqctl} and returns what it printed. */
	public String rabbitmqctl(String... arguments) {
		return this.node.rabbitmqctl(arguments);
	}

	/**
	 * Ends the broker, which answers until then, as a loss of power would. The names of
	 * queues that were declared moments ago are brought to its disk first: RabbitMQ 3.10
	 * writes them seconds late, and a queue whose name is lost comes back without its
	 * messages and without a leader.
	 */
	public void kill() {
		rabbitmqctl("eval", "[dets:sync(Table) || Table <- dets:all()].");
		this.node.server().kill();
	}

	/** Ends the broker in good order. */
	public void stop() {
		this.node.server().stop();
	}

	/**
	 * Ends the broker in good order if it runs, starts it with its data and waits until
	 * it answers.
	 */
	public void restart() {
		this.node.server().stop();
		this.node.server().start();
		awaitConnection();
	}

	/** Gives all users their passwords and permissions again. */
	public synchronized void restoreUsers() {
		this.virtualHosts.forEach(this::importDefinitions);
	}

	/** Freezes the broker: connections stay open and nothing answers. */
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

	/** Holds the broker that is started when the first test asks for it. */
	private static final class SharedBrokerHolder {

		private static final TestBroker BROKER = TestBroker.start();

	}

}
