package io.asyncreply.systemb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.asyncreply.systemb.worker.QueueWorker;
import io.asyncreply.systemb.worker.QueueWorkers;
import io.asyncreply.testsupport.AsyncReplyClient;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * System B in this JVM, connected as its own broker user.
 */
public final class EmbeddedSystemB implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private EmbeddedSystemB(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/** Starts System B with its own configuration, and waits until it consumes. */
	public static EmbeddedSystemB start(FakeSystemA fakeSystemA, String... settings) {
		EmbeddedSystemB system = launch(fakeSystemA, SystemBApplication.class, settings);
		system.awaitConsuming();
		return system;
	}

	/** Starts System B with another main configuration, without waiting. */
	public static EmbeddedSystemB launch(FakeSystemA fakeSystemA, Class<?> configuration, String... settings) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.profiles.default=demo",
				"--spring.rabbitmq.addresses=" + fakeSystemA.broker().addresses(),
				"--spring.rabbitmq.virtual-host=" + fakeSystemA.virtualHost(),
				"--spring.rabbitmq.username=" + BrokerUser.SYSTEM_B.name(),
				"--spring.rabbitmq.password=" + BrokerUser.SYSTEM_B.password()));
		arguments.addAll(List.of(settings));
		return new EmbeddedSystemB(new SpringApplicationBuilder(configuration).run(arguments.toArray(String[]::new)));
	}

	public void awaitConsuming() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> queueWorkers().stream().allMatch(QueueWorker::isConsuming));
	}

	public List<QueueWorker> queueWorkers() {
		return this.context.getBean(QueueWorkers.class).all();
	}

	public int inFlight() {
		return queueWorkers().stream().mapToInt(QueueWorker::inFlight).sum();
	}

	/** Sums the counters with a name and tags. */
	public double count(String name, String... tags) {
		return this.context.getBean(MeterRegistry.class)
			.find(name)
			.tags(tags)
			.counters()
			.stream()
			.mapToDouble(Counter::count)
			.sum();
	}

	public JsonNode actuator(String path) {
		return new JsonMapper().readTree(actuatorText(path));
	}

	public String actuatorText(String path) {
		return AsyncReplyClient.ofPort(port()).get("/actuator/" + path).body();
	}

	public int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
