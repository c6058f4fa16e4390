package io.asyncreply.messaging.diagnostics;

import java.util.List;

import io.asyncreply.messaging.connection.BrokerConnections;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Reports whether the broker is connected and accepts messages, with the findings of the
 * broker doctor. It never asks the broker, so that the health endpoint cannot hang.
 */
public final class BrokerHealthIndicator extends AbstractHealthIndicator {

	private final BrokerConnections connections;

	private final BrokerDoctor brokerDoctor;

	public BrokerHealthIndicator(BrokerConnections connections, BrokerDoctor brokerDoctor) {
		this.connections = connections;
		this.brokerDoctor = brokerDoctor;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<Finding> findings = this.brokerDoctor.findings();
		if (!findings.isEmpty()) {
			builder.withDetail("findings", findings);
		}
		determineStatus(builder);
	}

	private void determineStatus(Health.Builder builder) {
		String blockedReason = this.connections.blockedReason();
		String setupError = this.connections.lastSetupError();
		if (!this.connections.isConnected()) {
			String failure = this.connections.lastFailure();
			builder.down().withDetail("reason", (failure != null) ? failure : "not connected yet");
		}
		else if (setupError != null) {
			builder.down().withDetail("reason", "the broker refuses the channel setup: " + setupError);
		}
		else if (this.brokerDoctor.hasCriticalFinding()) {
			builder.down().withDetail("reason", "the broker does not meet the requirements: see findings");
		}
		else if (blockedReason != null) {
			builder.status(Status.OUT_OF_SERVICE)
				.withDetail("reason", "the broker blocks publishers: " + blockedReason);
		}
		else {
			builder.up();
		}
	}

}
