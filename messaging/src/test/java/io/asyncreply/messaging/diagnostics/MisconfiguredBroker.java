package io.asyncreply.messaging.diagnostics;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.asyncreply.messaging.BrokerFixture;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.asyncreply.testsupport.broker.TestBroker;

/**
 * Broker that is misconfigured on purpose and on which the fixes of findings are run.
 */
final class MisconfiguredBroker implements AutoCloseable {

	private static final Pattern COMMAND = Pattern.compile("`rabbitmqctl ([^`]+)`");

	private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|([^' ]+)");

	private final TestBroker broker = TestBroker.start();

	String newVirtualHost() {
		return this.broker.newVirtualHost();
	}

	BrokerFixture connect(String virtualHost, BrokerUser user) {
		return new BrokerFixture(this.broker, virtualHost, user);
	}

	/** Sets the permissions of a user, each a regular expression. */
	void setPermissions(String virtualHost, String user, String configure, String write, String read) {
		this.broker.rabbitmqctl("set_permissions", "--vhost", virtualHost, user, configure, write, read);
	}

	void addUser(String name, String password) {
		this.broker.rabbitmqctl("add_user", name, password);
	}

	void changePassword(String name, String password) {
		this.broker.rabbitmqctl("change_password", name, password);
	}

	/** Limits the message size by the settings of RabbitMQ before 4 and since 4. */
	void setMaxMessageSize(int bytes) {
		this.broker.rabbitmqctl("eval", "application:set_env(rabbit, max_message_size, " + bytes
				+ "), persistent_term:put(max_message_size, " + bytes + ").");
	}

	/** Lets the broker declare no more queues in a virtual host. */
	void forbidNewQueues(String virtualHost) {
		this.broker.rabbitmqctl("set_vhost_limits", "--vhost", virtualHost, "{\"max-queues\":0}");
	}

	/** Sets the consumer timeout. The broker checks it every second. */
	void setConsumerTimeout(int millis) {
		this.broker.rabbitmqctl("eval",
				"application:set_env(rabbit, consumer_timeout, " + millis
						+ "), application:set_env(rabbit, channel_tick_interval, 1000),"
						+ " application:set_env(rabbit, quorum_tick_interval, 1000).");
	}

	/** Runs the commands of a finding. */
	void applyFix(Finding finding) {
		COMMAND.matcher(finding.fix())
			.results()
			.map((command) -> ARGUMENT.matcher(command.group(1))
				.results()
				.map(MisconfiguredBroker::unquoted)
				.toArray(String[]::new))
			.forEach(this.broker::rabbitmqctl);
	}

	private static String unquoted(MatchResult argument) {
		return (argument.group(1) != null) ? argument.group(1) : argument.group(2);
	}

	@Override
	public void close() {
		this.broker.close();
	}

}
